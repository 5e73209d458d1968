import { utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { ConversationBuilder } from '../../../src/shared/conversation/builder.ts'
import type { Conversation, Transport, TransportSide } from '../../../src/shared/conversation/conversation.ts'
import { type Facts, readFacts } from '../../../src/shared/conversation/facts.ts'
import { recordSizes } from '../../../src/shared/conversation/record-sizes.ts'
import type { Peer } from '../../../src/shared/conversation/vocabulary.ts'
import { HttpReader } from '../../../src/shared/http/http-reader.ts'
import type { IcmpKind } from '../../../src/shared/packet/icmp.ts'
import type { TlsRecord } from '../../../src/shared/tls/record/events.ts'
import { type TlsEvent, TlsSession } from '../../../src/shared/tls/session.ts'
import { NOW_MILLIS } from './certificates.ts'
import * as messages from './messages.ts'
import { OpenedRecords } from './opened-records.ts'

/** Begins a conversation whose TCP connection is open. */
export function conversation(): ConversationScript {
  return new ConversationScript().syn().synAck()
}

/** Begins one of which nothing was captured yet. */
export function silence(): ConversationScript {
  return new ConversationScript()
}

type ConversationChanges = Partial<Omit<Conversation, 'messages' | 'transport'>>
type SideChanges = { -readonly [K in keyof TransportSide]?: TransportSide[K] }

/**
 * A conversation told message by message, through the real TLS session and the real ladder: spans,
 * dissections and record sizes are what a capture would give. Every step is one packet, one millisecond later.
 */
export class ConversationScript {
  readonly #builder = new ConversationBuilder()
  readonly #secrets = new OpenedRecords()
  readonly #http = new HttpReader({ http: (event) => this.#builder.decryptedHttp(event) })
  readonly #session = new TlsSession((event) => this.#tell(event), {
    opener: this.#secrets,
    onPlaintext: (peer, bytes, at) => this.#http.push(peer, bytes, at),
  })
  readonly #sides: Record<Peer, SideChanges> = {
    client: {},
    server: {},
  }
  #transport: Partial<Omit<Transport, 'client' | 'server'>> = {}
  #conversation: ConversationChanges = {}
  #frame = 0
  #micros = NOW_MILLIS * 1000

  syn(): this {
    this.#transport = { ...this.#transport, synSeen: true }
    return this.#tcp('client', 'SYN', 0)
  }

  synAck(): this {
    this.#transport = { ...this.#transport, synAckSeen: true }
    return this.#tcp('server', 'SYN-ACK', 0)
  }

  clientHello(values: messages.HelloValues = {}): this {
    return this.handshake('client', messages.clientHello(values))
  }

  serverHello(values: messages.ServerHelloValues = {}): this {
    return this.handshake('server', messages.serverHello(values))
  }

  helloRetryRequest(group: number): this {
    return this.handshake('server', messages.helloRetryRequest(group))
  }

  certificate(chain: readonly Uint8Array[]): this {
    return this.handshake('server', messages.certificate(chain))
  }

  serverKeyExchange(group?: number, scheme?: number): this {
    return this.handshake('server', messages.serverKeyExchange(group, scheme))
  }

  certificateRequest(values: messages.CertificateRequestValues = {}): this {
    return this.handshake('server', messages.certificateRequest(values))
  }

  serverHelloDone(): this {
    return this.handshake('server', messages.handshake(14, new Uint8Array(0)))
  }

  clientCertificate(chain: readonly Uint8Array[]): this {
    return this.handshake('client', messages.certificate(chain))
  }

  clientKeyExchange(): this {
    return this.handshake('client', messages.clientKeyExchange())
  }

  certificateVerify(): this {
    return this.handshake('client', messages.certificateVerify())
  }

  newSessionTicket(): this {
    return this.handshake('server', messages.newSessionTicket())
  }

  changeCipherSpec(peer: Peer): this {
    return this.record(peer, 20, Uint8Array.of(1))
  }

  /** TLS 1.2: ChangeCipherSpec and Finished of one side, as it looks without keys. */
  finished(peer: Peer): this {
    return this.changeCipherSpec(peer).encrypted(peer, 22, this.#sealed(16))
  }

  /** The whole flight of a TLS 1.2 server behind its hello. */
  serverFlight(chain: readonly Uint8Array[], request?: messages.CertificateRequestValues): this {
    this.certificate(chain).serverKeyExchange()
    if (request) this.certificateRequest(request)
    return this.serverHelloDone()
  }

  /** TLS 1.2's second half where nobody objects and no certificate was asked for. */
  finishHandshake(): this {
    return this.clientKeyExchange().finished('client').finished('server')
  }

  /** TLS 1.3: one encrypted record that holds that many bytes of handshake messages. */
  hidden(peer: Peer, plaintextLength: number): this {
    return this.encrypted(peer, 23, this.#sealed(plaintextLength))
  }

  /** TLS 1.3: EncryptedExtensions, [CertificateRequest], Certificate, CertificateVerify, Finished. */
  hiddenServerFlight({ request = false, certificateLength = 1200 } = {}): this {
    this.changeCipherSpec('server').hidden('server', 10)
    if (request) this.hidden('server', 42)
    return this.hidden('server', certificateLength)
      .hidden('server', 264)
      .hidden('server', this.finishedLength)
  }

  /** Of TLS 1.3, with the suite negotiated. */
  get finishedLength(): number {
    return this.#sizes().finishedLength
  }

  data(peer: Peer, plaintextLength: number): this {
    return this.encrypted(peer, 23, this.#sealed(plaintextLength))
  }

  /** An alert in the clear. */
  alert(peer: Peer, description: number, level = 2): this {
    return this.record(peer, 21, Uint8Array.of(level, description))
  }

  /** An alert under protection: outer type 21 in TLS 1.2, 23 in TLS 1.3. */
  hiddenAlert(peer: Peer): this {
    const tls13 = this.#session.version === messages.TLS13
    return this.encrypted(peer, tls13 ? 23 : 21, this.#sealed(2))
  }

  /** One protected record that the secrets at hand open: its inner type and content. */
  opened(peer: Peer, contentType: number, content: Uint8Array): this {
    const tls13 = this.#session.version === messages.TLS13
    const payload = this.#secrets.seal(contentType, content, this.#sealed(0))
    if (!tls13 && contentType !== 23) return this.record(peer, contentType, payload)
    const record = this.#tlsRecord(23, payload)
    this.#session.applicationData(peer, record.length, record, record)
    return this
  }

  /** Decrypted handshake messages, each in a record of its own. */
  said(peer: Peer, ...handshakes: readonly Uint8Array[]): this {
    for (const message of handshakes) this.opened(peer, 22, message)
    return this
  }

  openedAlert(peer: Peer, description: number, level = description === 0 ? 1 : 2): this {
    return this.opened(peer, 21, Uint8Array.of(level, description))
  }

  /** Decrypted application data. */
  plaintext(peer: Peer, data: string | Uint8Array): this {
    return this.opened(peer, 23, typeof data === 'string' ? utf8Bytes(data) : data)
  }

  /** TLS 1.2: ChangeCipherSpec, and a Finished that could be decrypted. */
  openedFinished(peer: Peer): this {
    return this.changeCipherSpec(peer).said(peer, messages.finished(12))
  }

  /** ICMP that tells `to` what became of a packet of its own. */
  icmp(to: Peer, kind: IcmpKind, size = 60, detail = 'says 10.0.0.1'): this {
    const at = this.#step()
    this.#builder.transport(
      to === 'client' ? 'server' : 'client',
      `ICMP ${kind}`,
      size,
      at.frame,
      at.micros,
      detail,
    )
    return this
  }

  fin(peer: Peer): this {
    return this.#close(peer, 'FIN')
  }

  rst(peer: Peer): this {
    return this.#close(peer, 'RST')
  }

  retransmission(peer: Peer, bytes: number, answered = false): this {
    const side = this.#sides[peer]
    side.retransmissions = (side.retransmissions ?? 0) + 1
    if (!answered) {
      side.unansweredRetransmissions = (side.unansweredRetransmissions ?? 0) + 1
      side.unacknowledged = Math.max(side.unacknowledged ?? 0, bytes)
    }
    return this.#tcp(peer, 'Retransmission', bytes)
  }

  synRetransmission(): this {
    const { synRetransmissions = 0 } = this.#transport
    this.#transport = { ...this.#transport, synRetransmissions: synRetransmissions + 1 }
    return this.#tcp('client', 'Retransmission', 0)
  }

  /** Bytes that the capture does not have. */
  hole(peer: Peer, bytes: number): this {
    const side = this.#sides[peer]
    side.missingBytes = (side.missingBytes ?? 0) + bytes
    this.#tcp(peer, 'Hole', bytes)
    this.#session.lost(peer)
    return this
  }

  http(peer: Peer, type: 'Request' | 'Response', line: string): this {
    const at = this.#step()
    this.#builder.http(peer, type, line, at.frame, at.micros, line.length + 2)
    return this
  }

  /** Time that passes before the next step. */
  wait(seconds: number): this {
    this.#micros += seconds * 1_000_000
    return this
  }

  /** The capture goes on for that long, and nothing more is said. */
  silenceAtEnd(seconds: number): this {
    this.#transport = { ...this.#transport, silenceMicros: seconds * 1_000_000 }
    return this
  }

  transport(changes: Partial<Omit<Transport, 'client' | 'server'>>): this {
    this.#transport = { ...this.#transport, ...changes }
    return this
  }

  side(peer: Peer, changes: SideChanges): this {
    Object.assign(this.#sides[peer], changes)
    return this
  }

  with(changes: ConversationChanges): this {
    this.#conversation = { ...this.#conversation, ...changes }
    return this
  }

  handshake(peer: Peer, message: Uint8Array): this {
    return this.record(peer, 22, message)
  }

  record(peer: Peer, contentType: number, payload: Uint8Array): this {
    this.#session.record(peer, this.#tlsRecord(contentType, payload))
    return this
  }

  /** A protected record by its outer type and payload length. */
  encrypted(peer: Peer, contentType: number, length: number): this {
    if (contentType !== 23) return this.record(peer, contentType, new Uint8Array(length))
    const at = this.#step()
    const provenance = { frames: [at.frame], startedMicros: at.micros, completedMicros: at.micros }
    this.#session.applicationData(peer, length, provenance)
    return this
  }

  conversation(): Conversation {
    this.#session.end()
    this.#http.end()
    const { finSeen: clientFin = false, rstSeen: clientRst = false } = this.#sides.client
    const { finSeen: serverFin = false, rstSeen: serverRst = false } = this.#sides.server
    const closed = clientRst || serverRst ? 'rst' : clientFin || serverFin ? 'fin' : 'end'
    const { synSeen = false, synAckSeen = false } = this.#transport
    const answered = synAckSeen || !synSeen
    const transport: Transport = {
      synSeen: false,
      synAckSeen: false,
      refused: false,
      synRetransmissions: 0,
      startsMidway: false,
      closed,
      firstCloser: null,
      silenceMicros: 0,
      ...this.#transport,
      client: side({ ackSeen: answered, ...this.#sides.client }),
      server: side({ ackSeen: answered, ...this.#sides.server }),
    }
    return this.#builder.finish({
      source: 0,
      tcpStream: 0,
      client: { address: '10.0.0.4', port: 50_123 },
      server: { address: '10.0.1.5', port: 443 },
      startedMicros: NOW_MILLIS * 1000,
      endedMicros: this.#micros,
      startedBy: null,
      notTls: null,
      decryption: null,
      ...this.#conversation,
      transport,
    })
  }

  facts(): Facts {
    return readFacts(this.conversation())
  }

  #tell(event: TlsEvent): void {
    this.#builder.tls(event)
    if (event.kind === 'protected' && event.contentType === 23) this.#http.lost(event.peer)
  }

  #close(peer: Peer, type: 'FIN' | 'RST'): this {
    const side = this.#sides[peer]
    if (type === 'FIN') side.finSeen = true
    else side.rstSeen = true
    this.#transport = { ...this.#transport, firstCloser: this.#transport.firstCloser ?? peer }
    return this.#tcp(peer, type, 0)
  }

  #tcp(peer: Peer, type: string, bytes: number): this {
    const at = this.#step()
    this.#builder.transport(peer, type, bytes, at.frame, at.micros, null)
    return this
  }

  #tlsRecord(contentType: number, payload: Uint8Array): TlsRecord {
    const { frame, micros } = this.#step()
    return {
      arrivals: [],
      sslv2: false,
      contentType,
      version: 0x0303,
      length: payload.length,
      payload,
      cut: false,
      frames: [frame],
      startedMicros: micros,
      completedMicros: micros,
    }
  }

  #step(): { frame: number; micros: number } {
    this.#frame++
    this.#micros += 1000
    return { frame: this.#frame, micros: this.#micros }
  }

  #sizes() {
    return recordSizes(this.#session.version, this.#session.cipherSuite)
  }

  /** Length of the protected record for that much plaintext, with the AEAD suites used here. */
  #sealed(plaintextLength: number): number {
    return plaintextLength + (this.#session.version === messages.TLS13 ? 17 : 24)
  }
}

function side(changes: SideChanges): TransportSide {
  return {
    delivered: 0,
    ackSeen: true,
    duplicateAcks: 0,
    unacknowledged: 0,
    retransmissions: 0,
    unansweredRetransmissions: 0,
    largestPayload: 1460,
    mss: 1460,
    missingBytes: 0,
    snappedBytes: 0,
    window: 65_536,
    ttl: 64,
    resetTtl: null,
    finSeen: false,
    rstSeen: false,
    ...changes,
  }
}
