import type { Conversation } from '../../../shared/conversation/conversation.ts'
import type { ProbeEvidence } from '../../../shared/conversation/probed.ts'
import type { GivenCertificate } from '../../../shared/diagnosis/context.ts'
import type { Endpoint } from '../../../shared/packet/segment.ts'
import { readCertificateOnce } from '../../../shared/x509/certificate.ts'
import type { EngineOptions } from '../options.ts'
import type { SessionTranscript } from '../transcript/transcript.ts'

/** What a probe tells the river beside its bytes, so that its connection is judged knowing it. Nothing is secret. */
export interface ToldProbe {
  readonly evidence: ProbeEvidence
  /** `false`: it was saved, and is read again. */
  readonly live: boolean
  /** The name that the server's certificate must be for. */
  readonly host: string | null
  readonly expectMtls: boolean
  /** DER, each with what its file is called. */
  readonly trustedRoots: readonly ToldCertificate[]
  readonly clientCa: readonly ToldCertificate[]
  /** The client's own chain, leaf first, where it may be sent. */
  readonly clientCertificate: readonly ToldCertificate[]
  /** What its protected records said, where they stand in a file without their secrets; else `null`. */
  readonly transcript: SessionTranscript | null
}

export type ToldCertificate = Pick<GivenCertificate, 'der' | 'file'>

/** The probes that a source is of: one where it was just made, several where saved ones were put together. */
export class ToldProbes {
  readonly #known = new Set<string>()
  /** By the two ends of their connection; several where ports came to be used again. */
  readonly #byEnds = new Map<string, ToldProbe[]>()
  readonly #ports = new Set<number>()
  /** Those that sent no packet: they have a verdict, and no connection. */
  readonly unsent: ToldProbe[] = []

  add(told: ToldProbe): void {
    if (this.#known.size >= MOST) return
    this.#known.add(momentOf(told))
    const { connection } = told.evidence
    if (connection === null) {
      this.unsent.push(told)
      return
    }
    this.#ports.add(connection.server.port)
    const ends = endsText(connection.client, connection.server)
    this.#byEnds.set(ends, [...(this.#byEnds.get(ends) ?? []), told])
  }

  /** Whether it is known already: of the same moment, to the same target. */
  has(told: ToldProbe): boolean {
    return this.#known.has(momentOf(told))
  }

  /** The probe whose connection this is; `null`: none. */
  of({ client, server, startedMicros }: Conversation): ToldProbe | null {
    if (this.#byEnds.size === 0 || client === null || server === null) return null
    const told = this.#byEnds.get(endsText(client, server)) ?? []
    return told.find(({ evidence }) => spans(evidence, startedMicros)) ?? null
  }

  /** Whether one of them spoke to that port: TLS was due there. */
  spokeTo(port: number): boolean {
    return this.#ports.has(port)
  }
}

function momentOf({ evidence: { host, port, startedMicros } }: ToldProbe): string {
  return `${startedMicros} ${port} ${host}`
}

function endsText(client: Endpoint, server: Endpoint): string {
  return `${client.address} ${client.port} ${server.address} ${server.port}`
}

/** Times in a capture are rounded. */
function spans({ startedMicros, endedMicros }: ProbeEvidence, at: number): boolean {
  return at >= startedMicros - 1 && at <= endedMicros + 1
}

/** More are an attack, or at any rate no probe. */
const MOST = 1024

/** What the user says now goes before what the probe was told then. */
export function optionsWith(told: ToldProbe, options: EngineOptions): EngineOptions {
  return {
    ...options,
    host: options.host ?? told.host,
    expectMtls: options.expectMtls || told.expectMtls,
    trustedRoots: orTold(options.trustedRoots, told.trustedRoots),
    clientCa: orTold(options.clientCa, told.clientCa),
    clientCertificate: orTold(options.clientCertificate, told.clientCertificate),
  }
}

function orTold(given: readonly GivenCertificate[], told: readonly ToldCertificate[]) {
  if (given.length > 0) return given
  return told.map(({ der, file }) => ({ der, file, reading: readCertificateOnce(der) }))
}

/** An end whose port is 0 stands in a frame because one must; there was none. */
export function withoutMadeUp(conversation: Conversation): Conversation {
  return conversation.client?.port === 0 ? { ...conversation, client: null } : conversation
}

/** The conversation of a probe that never came to have one. */
export function unsentConversation({ evidence }: ToldProbe, source: number, tcpStream: number): Conversation {
  const { startedMicros, endedMicros, attempts } = evidence
  const last = attempts.at(-1)
  return {
    source,
    tcpStream,
    client: null,
    server: last === undefined ? null : { address: last.address, port: last.port },
    startedMicros,
    endedMicros,
    messages: [],
    transport: NOTHING_SENT,
    startedBy: null,
    notTls: 'nothing',
    decryption: null,
  }
}

const NO_SIDE: Conversation['transport']['client'] = {
  delivered: 0,
  ackSeen: false,
  duplicateAcks: 0,
  unacknowledged: 0,
  retransmissions: 0,
  unansweredRetransmissions: 0,
  largestPayload: 0,
  mss: 0,
  missingBytes: 0,
  snappedBytes: 0,
  window: null,
  ttl: null,
  resetTtl: null,
  finSeen: false,
  rstSeen: false,
}

const NOTHING_SENT: Conversation['transport'] = {
  synSeen: false,
  synAckSeen: false,
  refused: false,
  synRetransmissions: 0,
  startsMidway: false,
  closed: 'end',
  firstCloser: null,
  client: NO_SIDE,
  server: NO_SIDE,
  silenceMicros: 0,
}
