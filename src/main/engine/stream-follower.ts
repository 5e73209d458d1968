import { latin1, printable } from '../../shared/bytes/text.ts'
import { ConversationBuilder } from '../../shared/conversation/builder.ts'
import type { Conversation, Transport, TransportSide } from '../../shared/conversation/conversation.ts'
import type { Peer } from '../../shared/conversation/vocabulary.ts'
import { HttpReader } from '../../shared/http/http-reader.ts'
import type { RecordSink, TlsRecord } from '../../shared/tls/record/events.ts'
import { RecordLayer } from '../../shared/tls/record/record-layer.ts'
import type { RecordOpener } from '../../shared/tls/record-opener.ts'
import { type PlaintextListener, type TlsEvent, TlsSession } from '../../shared/tls/session.ts'
import type { Direction, TcpMark, TcpStream } from '../tcp/events.ts'
import { type NotTls, type TlsByteSink, TlsFinder, type TlsStart } from '../tcp/tls-finder.ts'

/** Transport rows noted before TLS tells who the client is. */
const NOTED = 400
const LINE_LENGTH = 200

interface Noted {
  readonly direction: Direction
  readonly type: string
  readonly bytes: number
  readonly frame: number
  readonly atMicros: number
  readonly detail: string | null
}

/** The beginning of a direction, kept for the case that it turns out to be HTTP in the clear. */
interface Opening {
  text: string
  frame: number
  atMicros: number
}

export interface FollowerOptions {
  /** Opens the protected records of this connection's session. */
  readonly opener?: RecordOpener | null
  /** Hears of application data that could be read. */
  readonly onPlaintext?: PlaintextListener
}

/** Follows one TCP connection from its packets to a conversation: TLS found, cut into records, understood. */
export class StreamFollower implements TlsByteSink {
  readonly #stream: TcpStream
  readonly #source: number
  readonly #finder: TlsFinder
  readonly #builder = new ConversationBuilder()
  #opener: RecordOpener | null
  readonly #session: TlsSession
  /** From the first plaintext on. */
  #http: HttpReader | null = null
  readonly #layers: [RecordLayer | null, RecordLayer | null] = [null, null]
  readonly #noted: Noted[] = []
  readonly #openings: [Opening | null, Opening | null] = [null, null]
  readonly #resetTtl: [number | null, number | null] = [null, null]
  #client: Direction | null = null
  #startedBy: string | null = null
  #midway: boolean
  #notTls: Conversation['notTls'] = null
  #synAckSeen = false
  #firstCloser: Direction | null = null
  #synRetransmissions = 0
  #refused = false
  #anyData = false

  constructor(stream: TcpStream, source: number, options: FollowerOptions = {}) {
    this.#stream = stream
    this.#source = source
    this.#opener = options.opener ?? null
    this.#session = new TlsSession((event) => this.#tls(event), {
      opener: this.#opener,
      onPlaintext: (peer, bytes, at) => {
        this.#http ??= new HttpReader({ http: (event) => this.#builder.decryptedHttp(event) })
        this.#http.push(peer, bytes, at)
        options.onPlaintext?.(peer, bytes, at)
      },
    })
    this.#midway = !stream.synSeen
    this.#finder = new TlsFinder(this, {
      midway: !stream.synSeen,
      likelyClient: stream.initiator.port >= stream.responder.port ? 0 : 1,
    })
  }

  get hasOpener(): boolean {
    return this.#opener !== null
  }

  /**
   * Secrets came to be known while the connection was open (tools that take them from a running program write
   * them between the packets): the opener is told what went by, and opens what follows.
   */
  openWith(opener: RecordOpener): void {
    for (const row of this.#builder.rows) {
      if (row.layer !== 'tls') continue
      if (row.type === 'ChangeCipherSpec') opener.changeCipherSpec(row.from)
      else if (row.handshake !== null && row.raw !== null && !row.cut) {
        opener.handshake(row.from, row.raw, row.handshake)
      } else if (row.encrypted) {
        for (let count = row.recordLengths.length; count > 0; count--) opener.skipped(row.from)
      }
    }
    this.#opener = opener
    this.#session.openWith(opener)
  }

  mark(direction: Direction, mark: TcpMark, frame: number, atMicros: number): void {
    let detail: string | null = null
    switch (mark.kind) {
      case 'SYN':
        this.#midway = false
        break
      case 'SYN-ACK':
        this.#synAckSeen = true
        break
      case 'FIN':
        this.#firstCloser ??= direction
        break
      case 'RST':
        this.#refused ||= direction === 1 && this.#stream.synSeen && !this.#synAckSeen && !this.#anyData
        this.#resetTtl[direction] ??= mark.ttl
        this.#firstCloser ??= direction
        break
      case 'Retransmission':
        if (mark.ofSyn) this.#synRetransmissions++
        detail = mark.ofSyn ? 'of the SYN' : mark.differs ? 'with other bytes; the first ones count' : null
        break
    }
    const bytes = mark.kind === 'Retransmission' ? mark.bytes : 0
    this.#note({ direction, type: mark.kind, bytes, frame, atMicros, detail })
  }

  /** Bytes that its ladder holds, roughly. */
  get cost(): number {
    return this.#builder.cost
  }

  /** What its owner has counted of `cost`. */
  counted = 0

  /** In-order payload. */
  payload(
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void {
    this.#anyData = true
    if (this.#layers[direction] === null) this.#remember(direction, bytes, start, end, frame, atMicros)
    this.#finder.data(direction, bytes, start, end, frame, atMicros)
  }

  missing(direction: Direction, length: number, frame: number, atMicros: number): void {
    this.#note({
      direction,
      type: 'Hole',
      bytes: length,
      frame,
      atMicros,
      detail: 'bytes missing from the capture',
    })
    this.#finder.hole(direction, length, frame, atMicros)
  }

  /** The connection is over. @param silenceMicros from its last packet to the source's last */
  finish(closed: Transport['closed'], atMicros: number, silenceMicros: number): Conversation {
    this.#finder.end()
    for (const layer of this.#layers) layer?.end()
    this.#session.end()
    this.#http?.end()
    this.#settle()
    const client = this.#client ?? 0
    const [initiator, responder] = [this.#stream.initiator, this.#stream.responder]
    return this.#builder.finish({
      source: this.#source,
      tcpStream: this.#stream.index,
      client: client === 0 ? initiator : responder,
      server: client === 0 ? responder : initiator,
      startedMicros: this.#stream.startedMicros,
      endedMicros: Math.max(atMicros, this.#stream.startedMicros),
      transport: this.#transport(closed, silenceMicros),
      startedBy: this.#startedBy,
      notTls: this.#notTls,
      decryption: this.#opener?.outcome ?? null,
    })
  }

  // What the finder tells: where TLS is, and its bytes.

  tls(start: TlsStart): void {
    this.#client = start.client
    this.#startedBy = start.via
    if (start.midway) this.#midway = true
    this.#settle()
  }

  starts(direction: Direction, _offset: number, searching: boolean): void {
    const peer = this.#peer(direction)
    this.#layers[direction] = new RecordLayer(this.#recordSink(peer), {
      mayStartSslv2: peer === 'client',
      startsMidway: searching,
    })
  }

  data(
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void {
    this.#layers[direction]?.push(bytes, start, end, frame, atMicros)
  }

  hole(direction: Direction, length: number, frame: number, atMicros: number): void {
    this.#layers[direction]?.hole(length, frame, atMicros)
  }

  notTls(what: NotTls): void {
    if (this.#notTls === null || what.protocol === 'http') this.#notTls = what.protocol
    if (what.direction === null) for (const side of this.#stream.sides) side.stopComparing()
    this.#settle()
    if (what.protocol !== 'http') return
    for (const direction of [0, 1] as const) {
      if (what.direction === null || what.direction === direction) this.#plainHttp(direction)
    }
  }

  #recordSink(peer: Peer): RecordSink {
    return {
      record: (record) => this.#session.record(peer, record),
      applicationData: (record: TlsRecord) => {
        if (this.#opener === null) this.#sideOf(peer).stopComparing()
        this.#session.applicationData(peer, record.length, record, record)
      },
      wantApplicationData: (length) =>
        this.#opener !== null && this.#session.wantsApplicationData(peer, length),
      lost: (_bytes, _frame, _atMicros, insideRecord) => {
        if (!insideRecord) this.#session.lost(peer)
      },
      malformed: () => {},
    }
  }

  #tls(event: TlsEvent): void {
    this.#builder.tls(event)
    // Application data that could not be opened is missing from what HTTP is read from.
    if (event.kind === 'protected' && event.contentType === 23) this.#http?.lost(event.peer)
  }

  #note(noted: Noted): void {
    if (this.#client !== null || this.#notTls !== null) this.#show(noted)
    else if (this.#noted.length < NOTED) this.#noted.push(noted)
  }

  /** It is known who is who (or that it never will be): what was noted goes on the ladder. */
  #settle(): void {
    for (const noted of this.#noted.splice(0)) this.#show(noted)
  }

  #show({ direction, type, bytes, frame, atMicros, detail }: Noted): void {
    this.#builder.transport(this.#peer(direction), type, bytes, frame, atMicros, detail)
  }

  #remember(
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void {
    const opening = this.#openings[direction] ?? { text: '', frame, atMicros }
    this.#openings[direction] = opening
    if (opening.text.length >= LINE_LENGTH) return
    opening.text += latin1(bytes, start, Math.min(end, start + LINE_LENGTH - opening.text.length))
  }

  /** The first line of a direction that speaks HTTP. */
  #plainHttp(direction: Direction): void {
    const opening = this.#openings[direction]
    if (opening === null) return
    this.#openings[direction] = null
    const line = printable(opening.text.split(/\r?\n/, 1)[0] ?? '')
    const type = line.startsWith('HTTP/') ? 'Response' : 'Request'
    // The other side of a connection that speaks HTTP may say anything, TLS included.
    if (type === 'Request' && !/^[A-Z]+ |^PRI \*/.test(line)) return
    this.#builder.http(
      this.#peer(direction),
      type,
      line,
      opening.frame,
      opening.atMicros,
      opening.text.length,
    )
  }

  #peer(direction: Direction): Peer {
    return direction === (this.#client ?? 0) ? 'client' : 'server'
  }

  #transport(closed: Transport['closed'], silenceMicros: number): Transport {
    return {
      synSeen: this.#stream.synSeen,
      synAckSeen: this.#synAckSeen,
      refused: this.#refused,
      synRetransmissions: this.#synRetransmissions,
      startsMidway: this.#midway,
      closed,
      firstCloser: this.#firstCloser === null ? null : this.#peer(this.#firstCloser),
      client: this.#side('client'),
      server: this.#side('server'),
      silenceMicros,
    }
  }

  #side(peer: Peer): TransportSide {
    const direction: Direction = this.#peer(0) === peer ? 0 : 1
    return { ...pick(this.#sideOf(peer)), resetTtl: this.#resetTtl[direction] }
  }

  #sideOf(peer: Peer): TcpStream['sides'][number] {
    return this.#stream.sides[this.#peer(0) === peer ? 0 : 1]
  }
}

function pick(side: TcpStream['sides'][number]): Omit<TransportSide, 'resetTtl'> {
  return {
    delivered: side.delivered,
    unacknowledged: side.unacknowledged,
    retransmissions: side.retransmissions,
    unansweredRetransmissions: side.unansweredRetransmissions,
    largestPayload: side.largestPayload,
    mss: side.mss,
    missingBytes: side.missingBytes,
    snappedBytes: side.snappedBytes,
    window: side.window,
    ttl: side.ttl,
    finSeen: side.finSeen,
    rstSeen: side.rstSeen,
  }
}
