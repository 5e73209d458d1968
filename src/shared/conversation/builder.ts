import type { HttpEvent } from '../http/events.ts'
import { messageLine } from '../http/status.ts'
import type { Endpoint } from '../packet/segment.ts'
import { dissectAlert } from '../tls/message/dissect.ts'
import type { Provenance } from '../tls/record/events.ts'
import { contentTypeName, handshakeTypeName } from '../tls/registry/index.ts'
import type { TlsEvent } from '../tls/session.ts'
import type { Conversation, LadderMessage, Transport } from './conversation.ts'
import type { Peer } from './vocabulary.ts'

/** Protected records kept one by one at the start, where sizes tell a handshake; later ones join runs. */
const SINGLE_RECORDS_PER_PEER = 48
/** Rows of one kind of transport event before they are only counted. */
const TRANSPORT_ROWS = 200
/** Rows in all; a connection that renegotiates for ever ends here. */
export const ROW_LIMIT = 20_000
/** What one row is reckoned at beside its message's bytes. */
const ROW_COST = 600
/** Frame numbers listed for one row. */
const FRAMES_PER_ROW = 256

/** A row under construction. */
type Row = { -readonly [K in keyof LadderMessage]: LadderMessage[K] } & {
  recordLengths: number[]
  frames: number[]
}

/** Collects one connection's rows in the order of the wire and closes them into a `Conversation`. */
export class ConversationBuilder {
  readonly #rows: Row[] = []
  readonly #protectedCount = { client: 0, server: 0 }
  readonly #transportRows = new Map<string, number>()

  /** Bytes that the rows hold, roughly. */
  cost = 0

  get rows(): readonly LadderMessage[] {
    return this.#rows
  }

  /** SYN, FIN, RST, Retransmission, Hole. */
  transport(
    from: Peer,
    type: string,
    bytes: number,
    frame: number,
    atMicros: number,
    detail: string | null,
  ): void {
    const count = (this.#transportRows.get(type) ?? 0) + 1
    this.#transportRows.set(type, count)
    if (count > TRANSPORT_ROWS) return
    this.#push({
      ...blank(from, { frames: [frame], startedMicros: atMicros, completedMicros: atMicros }),
      layer: 'tcp',
      type,
      length: bytes,
      likely: detail,
    })
  }

  /** A line of HTTP seen in the clear. */
  http(
    from: Peer,
    type: 'Request' | 'Response',
    line: string,
    frame: number,
    atMicros: number,
    length: number,
  ): void {
    this.#push({
      ...blank(from, { frames: [frame], startedMicros: atMicros, completedMicros: atMicros }),
      layer: 'http',
      type,
      length,
      likely: line,
    })
  }

  /** A request or response read from decrypted application data; a reset of HTTP/2 stands where its response would. */
  decryptedHttp({ peer, at, length, message }: HttpEvent): void {
    this.#push({
      ...blank(peer, at),
      layer: 'http',
      type: message.kind === 'request' ? 'Request' : 'Response',
      length,
      encrypted: true,
      decrypted: true,
      likely: messageLine(message),
      http: message,
    })
  }

  tls(event: TlsEvent): void {
    if (event.kind === 'protected' && this.#joinsRun(event.peer, event.contentType, event.at, event.length))
      return
    const row = blank(event.peer, event.at)
    switch (event.kind) {
      case 'handshake': {
        const { message, dissection } = event
        const type = handshakeRowType(event)
        this.#push({
          ...row,
          type,
          length: event.sslv2 ? message.raw.length : announcedLength(message.raw),
          raw: message.raw,
          form: event.sslv2 ? 'sslv2-client-hello' : 'handshake',
          cut: message.cut,
          handshake: dissection.body,
          problems: dissection.problems,
          contentType: 22,
          version: event.version,
          cipherSuite: event.cipherSuite,
          ...opened(event.decrypted),
        })
        return
      }
      case 'alert': {
        const { body, problems } = dissectAlert(event.raw)
        this.#push({
          ...row,
          type: 'Alert',
          length: event.raw.length,
          raw: event.raw,
          form: 'alert',
          alert: body,
          problems,
          contentType: 21,
          ...opened(event.decrypted),
        })
        return
      }
      case 'change-cipher-spec':
        this.#push({
          ...row,
          type: 'ChangeCipherSpec',
          length: event.raw.length,
          raw: event.raw,
          form: 'change-cipher-spec',
          contentType: 20,
          ...opened(event.decrypted),
        })
        return
      case 'protected':
        this.#protectedRecord(row, event.contentType, event.length)
        return
      case 'application-data':
        this.#plaintext(row, event.length, event.recordLength)
        return
      case 'other-record':
        this.#push({
          ...row,
          type: contentTypeName(event.contentType),
          length: event.length,
          contentType: event.contentType,
          encrypted: true,
        })
    }
  }

  /** Closes the ladder. */
  finish(
    facts: Omit<Conversation, 'messages'> & { transport: Transport; client: Endpoint | null },
  ): Conversation {
    return { ...facts, messages: inPacketOrder(this.#rows) }
  }

  /** Whether the record is one more of a long run of the same; then it was added to the run's row. */
  #joinsRun(peer: Peer, contentType: number, at: Provenance, length: number): boolean {
    if (++this.#protectedCount[peer] <= SINGLE_RECORDS_PER_PEER) return false
    const last = this.#rows[this.#rows.length - 1]
    const joins =
      last !== undefined && last.type === protectedType(contentType) && last.from === peer && !last.decrypted
    if (joins) join(last, at.frames, length, length)
    return joins
  }

  #protectedRecord(row: Row, contentType: number, length: number): void {
    const type = protectedType(contentType)
    this.#push({ ...row, type, length, contentType, encrypted: true, recordLengths: [length] })
  }

  /** Application data that was opened; a run of it is one row. */
  #plaintext(row: Row, length: number, recordLength: number): void {
    const last = this.#rows[this.#rows.length - 1]
    if (last?.type === 'ApplicationData' && last.decrypted && last.from === row.from) {
      join(last, row.frames, length, recordLength)
      return
    }
    const type = 'ApplicationData'
    this.#push({
      ...row,
      type,
      length,
      contentType: 23,
      ...opened(true),
      recordLengths: [recordLength],
    })
  }

  #push(row: Row): void {
    if (this.#rows.length >= ROW_LIMIT) return
    this.#rows.push(row)
    this.cost += ROW_COST + (row.raw?.length ?? 0)
  }
}

/** Sent protected, and opened: both are said. */
function opened(decrypted: boolean): { encrypted: boolean; decrypted: boolean } {
  return { encrypted: decrypted, decrypted }
}

/** One more record of the run that `row` is. */
function protectedType(contentType: number): string {
  return contentType === 21 ? 'Alert' : contentType === 22 ? 'EncryptedHandshake' : 'ApplicationData'
}

function join(run: Row, frames: readonly number[], length: number, recordLength: number): void {
  run.length += length
  // The first sizes tell what a run began as, the last one what it ended with.
  if (run.recordLengths.length >= 8) run.recordLengths.pop()
  run.recordLengths.push(recordLength)
  addFrames(run.frames, frames)
}

function blank(from: Peer, at: Provenance): Row {
  return {
    atMicros: at.completedMicros,
    from,
    layer: 'tls',
    type: '',
    length: 0,
    frames: at.frames.slice(0, FRAMES_PER_ROW),
    encrypted: false,
    decrypted: false,
    likely: null,
    raw: null,
    form: 'opaque',
    cut: false,
    handshake: null,
    alert: null,
    problems: [],
    contentType: null,
    recordLengths: [],
    version: null,
    cipherSuite: null,
  }
}

function handshakeRowType(event: Extract<TlsEvent, { kind: 'handshake' }>): string {
  return event.dissection.body.type === 'HelloRetryRequest'
    ? 'HelloRetryRequest'
    : handshakeTypeName(event.message.handshakeType)
}

/** Header included; what the header announces, even where the bytes were cut. */
function announcedLength(raw: Uint8Array): number {
  return 4 + (raw[1] ?? 0) * 0x10000 + (raw[2] ?? 0) * 0x100 + (raw[3] ?? 0)
}

function addFrames(frames: number[], more: readonly number[]): void {
  for (const frame of more) {
    if (frames.length >= FRAMES_PER_ROW) return
    if (frames[frames.length - 1] !== frame) frames.push(frame)
  }
}

/**
 * A message stands where its last packet does. Packets that arrived out of order, and bytes that were held
 * back until TLS was recognised, reach the builder late; what one peer sent stays in the order it was sent.
 */
function inPacketOrder(rows: readonly Row[]): Row[] {
  const reached = { client: 0, server: 0 }
  return rows
    .map((row, at) => {
      const frame = row.frames.at(-1) ?? 0
      if (row.layer !== 'tls') return { row, at, frame }
      reached[row.from] = Math.max(reached[row.from], frame)
      return { row, at, frame: reached[row.from] }
    })
    .sort((a, b) => a.frame - b.frame || a.at - b.at)
    .map(({ row }) => row)
}
