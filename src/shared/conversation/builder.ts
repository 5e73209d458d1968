import { remembering } from '../bytes/memo.ts'
import type { HttpEvent } from '../http/events.ts'
import { messageLine } from '../http/status.ts'
import type { Endpoint } from '../packet/segment.ts'
import { dissectAlert } from '../tls/message/dissect.ts'
import type { AlertDissection } from '../tls/message/handshake.ts'
import type { Provenance } from '../tls/record/events.ts'
import { contentTypeName, handshakeTypeName } from '../tls/registry/index.ts'
import type { TlsEvent } from '../tls/session.ts'
import type { Conversation, LadderMessage, Transport } from './conversation.ts'
import { type HandshakeEvent, LadderRow } from './ladder-row.ts'
import { inPacketOrder } from './packet-order.ts'
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
/** Record sizes listed for one row. */
const LENGTHS_PER_ROW = 8

const SERVER_HELLO = 2

/** Collects one connection's rows in the order of the wire and closes them into a `Conversation`. */
export class ConversationBuilder {
  readonly #rows: LadderRow[] = []
  #protectedByClient = 0
  #protectedByServer = 0
  readonly #transportRows: Record<string, number> = {}
  /** The frames of the last row, once others have joined it; until then they may be shared. */
  #joinedFrames: number[] | null = null

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
    const count = (this.#transportRows[type] ?? 0) + 1
    this.#transportRows[type] = count
    if (count > TRANSPORT_ROWS) return
    const row = new LadderRow(atMicros, from, 'tcp', type, bytes, [frame])
    row.likely = detail
    this.#push(row)
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
    const row = new LadderRow(atMicros, from, 'http', type, length, [frame])
    row.likely = line
    this.#push(row)
  }

  /** A request or response read from decrypted application data; a reset of HTTP/2 stands where its response would. */
  decryptedHttp({ peer, at, length, message }: HttpEvent): void {
    const type = message.kind === 'request' ? 'Request' : 'Response'
    const row = new LadderRow(at.completedMicros, peer, 'http', type, length, framesOf(at))
    setOpened(row)
    row.likely = messageLine(message)
    row.http = message
    this.#push(row)
  }

  tls(event: TlsEvent): void {
    switch (event.kind) {
      case 'handshake':
        this.#handshake(event)
        return
      case 'alert': {
        const row = tlsRow(event, 'Alert', event.raw.length, 21)
        row.raw = event.raw
        row.form = 'alert'
        row.alertDissection = alertOf(event.raw)
        if (event.decrypted) setOpened(row)
        this.#push(row)
        return
      }
      case 'change-cipher-spec': {
        const row = tlsRow(event, 'ChangeCipherSpec', event.raw.length, 20)
        row.raw = event.raw
        row.form = 'change-cipher-spec'
        if (event.decrypted) setOpened(row)
        this.#push(row)
        return
      }
      case 'protected':
        this.#protectedRecord(event, event.contentType, event.length)
        return
      case 'application-data':
        this.#plaintext(event, event.length, event.recordLength)
        return
      case 'other-record': {
        const row = tlsRow(event, contentTypeName(event.contentType), event.length, event.contentType)
        row.encrypted = true
        this.#push(row)
      }
    }
  }

  /** Closes the ladder. */
  finish(
    facts: Omit<Conversation, 'messages'> & { transport: Transport; client: Endpoint | null },
  ): Conversation {
    return {
      source: facts.source,
      tcpStream: facts.tcpStream,
      client: facts.client,
      server: facts.server,
      startedMicros: facts.startedMicros,
      endedMicros: facts.endedMicros,
      transport: facts.transport,
      startedBy: facts.startedBy,
      notTls: facts.notTls,
      decryption: facts.decryption,
      messages: inPacketOrder(this.#rows),
    }
  }

  #handshake(event: HandshakeEvent): void {
    const { message } = event
    const length = event.sslv2 ? message.raw.length : announcedLength(message.raw)
    const row = tlsRow(event, handshakeRowType(event), length, 22)
    row.raw = message.raw
    row.form = event.sslv2 ? 'sslv2-client-hello' : 'handshake'
    row.cut = message.cut
    row.event = event
    row.version = event.version
    row.cipherSuite = event.cipherSuite
    if (event.decrypted) setOpened(row)
    this.#push(row)
  }

  /** A record of a long run of the same joins the run's row. */
  #protectedRecord({ peer, at }: TlsEvent, contentType: number, length: number): void {
    const type = protectedType(contentType)
    const before = peer === 'client' ? this.#protectedByClient++ : this.#protectedByServer++
    if (before >= SINGLE_RECORDS_PER_PEER) {
      const last = this.#rows[this.#rows.length - 1]
      if (last !== undefined && last.type === type && last.from === peer && !last.decrypted) {
        this.#join(last, at, length, length)
        return
      }
    }
    const row = new LadderRow(at.completedMicros, peer, 'tls', type, length, framesOf(at))
    row.contentType = contentType
    row.encrypted = true
    row.recordLengths = [length]
    this.#push(row)
  }

  /** Application data that was opened; a run of it is one row. */
  #plaintext(event: TlsEvent, length: number, recordLength: number): void {
    const last = this.#rows[this.#rows.length - 1]
    if (last?.type === 'ApplicationData' && last.decrypted && last.from === event.peer) {
      this.#join(last, event.at, length, recordLength)
      return
    }
    const row = tlsRow(event, 'ApplicationData', length, 23)
    setOpened(row)
    row.recordLengths = [recordLength]
    this.#push(row)
  }

  /** One more record of the run that the last row is. */
  #join(last: LadderRow, { frames }: Provenance, length: number, recordLength: number): void {
    last.length += length
    // The first sizes tell what a run began as, the last one what it ended with.
    if (last.recordLengths.length >= LENGTHS_PER_ROW) last.recordLengths.pop()
    last.recordLengths.push(recordLength)
    this.#joinedFrames ??= [...last.frames]
    addFrames(this.#joinedFrames, frames)
    last.frames = this.#joinedFrames
  }

  #push(row: LadderRow): void {
    if (this.#rows.length >= ROW_LIMIT) return
    this.#rows.push(row)
    this.#joinedFrames = null
    this.cost += ROW_COST + (row.raw === null ? 0 : row.raw.length)
  }
}

function tlsRow({ peer, at }: TlsEvent, type: string, length: number, contentType: number): LadderRow {
  const row = new LadderRow(at.completedMicros, peer, 'tls', type, length, framesOf(at))
  row.contentType = contentType
  return row
}

/** Sent protected, and opened: both are said. */
function setOpened(row: LadderRow): void {
  row.encrypted = true
  row.decrypted = true
}

function protectedType(contentType: number): string {
  return contentType === 21 ? 'Alert' : contentType === 22 ? 'EncryptedHandshake' : 'ApplicationData'
}

/** There are few alerts, and each says the same every time. */
const twoByteAlert = remembering(64, (alert: number) =>
  dissectAlert(Uint8Array.of(alert >>> 8, alert & 0xff)),
)

function alertOf(raw: Uint8Array): AlertDissection {
  const [level, description] = raw
  if (raw.length !== 2 || level === undefined || description === undefined) return dissectAlert(raw)
  return twoByteAlert((level << 8) | description)
}

function handshakeRowType(event: HandshakeEvent): string {
  const { handshakeType } = event.message
  // Only its content tells a HelloRetryRequest from a ServerHello (RFC 8446 4.1.3).
  if (handshakeType === SERVER_HELLO && event.dissection.body.type === 'HelloRetryRequest')
    return 'HelloRetryRequest'
  return handshakeTypeName(handshakeType)
}

/** Header included; what the header announces, even where the bytes were cut. */
function announcedLength(raw: Uint8Array): number {
  return 4 + (raw[1] ?? 0) * 0x10000 + (raw[2] ?? 0) * 0x100 + (raw[3] ?? 0)
}

function framesOf({ frames }: Provenance): readonly number[] {
  return frames.length > FRAMES_PER_ROW ? frames.slice(0, FRAMES_PER_ROW) : frames
}

function addFrames(frames: number[], more: readonly number[]): void {
  for (const frame of more) {
    if (frames.length >= FRAMES_PER_ROW) return
    if (frames[frames.length - 1] !== frame) frames.push(frame)
  }
}
