import type { Transport, TransportSide } from '../../shared/conversation/conversation.ts'
import type { Peer } from '../../shared/conversation/vocabulary.ts'
import type { RecordProblem, TlsRecord } from '../../shared/tls/record/events.ts'
import { RecordLayer } from '../../shared/tls/record/record-layer.ts'
import type { Direction, TcpMark, TcpStream } from '../tcp/events.ts'
import { type NotTls, type TlsByteSink, TlsFinder, type TlsStart } from '../tcp/tls-finder.ts'
import { icmpRow } from './icmp-row.ts'
import { NOTED_COST, NOTED_FREE } from './ladder-cost.ts'
import type { Noted } from './noted.ts'
import { PeerRecords } from './peer-records.ts'
import { PlainOpenings } from './plain-openings.ts'
import type { ConnectionSummary, RecordReceiver } from './record-receiver.ts'
import { transportSide } from './transport-side.ts'

/** Transport rows noted before TLS tells who the client is. */
const NOTED = 400

/** Reads one TCP connection from its packets to records: TLS found, its client known, its records cut. */
export class ConnectionReader implements TlsByteSink {
  readonly stream: TcpStream
  readonly #open: () => RecordReceiver
  readonly #expectsTls: (port: number) => boolean
  /** From the first thing on that is told. */
  #receiver: RecordReceiver | null = null
  /** From the first payload on, until TLS was found in both directions. */
  #finder: TlsFinder | null = null
  readonly #openedMidway: boolean
  readonly #layers: [RecordLayer | null, RecordLayer | null] = [null, null]
  readonly #noted: Noted[] = []
  #openings: PlainOpenings | null = null
  readonly #resetTtl: [number | null, number | null] = [null, null]
  #client: Direction | null = null
  #startedBy: string | null = null
  #midway: boolean
  #notTls: ConnectionSummary['notTls'] = null
  #synAckSeen = false
  #firstCloser: Direction | null = null
  #synRetransmissions = 0
  #refused = false
  #anyData = false
  #over = false

  /** Bytes that it and its receiver hold, roughly; and what its owner has counted of them. */
  cost = 0
  counted = 0

  /** @param open gives the receiver, asked for once and when there is something to tell: of a SYN there is not */
  constructor(stream: TcpStream, open: () => RecordReceiver, expectsTls: (port: number) => boolean) {
    this.stream = stream
    this.#open = open
    this.#expectsTls = expectsTls
    this.#openedMidway = !stream.synSeen
    this.#midway = !stream.synSeen
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
        this.#refused ||= direction === 1 && this.stream.synSeen && !this.#synAckSeen && !this.#anyData
        this.#resetTtl[direction] ??= mark.ttl
        this.#firstCloser ??= direction
        break
      case 'Retransmission':
        if (mark.ofSyn) this.#synRetransmissions++
        detail = mark.ofSyn ? 'of the SYN' : mark.differs ? 'with other bytes; the first ones count' : null
        break
      case 'ICMP':
        // It comes from where the answer would have come.
        this.#note({ direction: direction === 0 ? 1 : 0, frame, atMicros, ...icmpRow(mark.error) })
        return
    }
    const bytes = mark.kind === 'Retransmission' ? mark.bytes : 0
    this.#note({ direction, type: mark.kind, bytes, frame, atMicros, detail })
  }

  /** In-order payload. */
  payload(
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void {
    const layer = this.#layers[direction]
    if (layer !== null) {
      layer.push(bytes, start, end, frame, atMicros)
      this.#weigh()
      return
    }
    this.#anyData = true
    // Once it is known to be something else, nothing is asked of its bytes.
    if (this.#over) return
    this.#openings ??= new PlainOpenings()
    this.#openings.add(direction, bytes, start, end, frame, atMicros)
    this.#search().data(direction, bytes, start, end, frame, atMicros)
    this.#weigh()
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
    if (this.#layers[direction] !== null) this.hole(direction, length, frame, atMicros)
    else this.#search().hole(direction, length, frame, atMicros)
  }

  /** The connection is over. @param silenceMicros from its last packet to the source's last */
  finish(closed: Transport['closed'], atMicros: number, silenceMicros: number): void {
    if (this.#layers[0] === null || this.#layers[1] === null) this.#search().end()
    for (const layer of this.#layers) layer?.end()
    this.#settle()
    const client = this.#client ?? 0
    const [initiator, responder] = [this.stream.initiator, this.stream.responder]
    this.#told.finish({
      tcpStream: this.stream.index,
      client: client === 0 ? initiator : responder,
      server: client === 0 ? responder : initiator,
      startedMicros: this.stream.startedMicros,
      endedMicros: Math.max(atMicros, this.stream.startedMicros),
      transport: this.#transport(closed, silenceMicros),
      startedBy: this.#startedBy,
      notTls: this.#notTls,
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
    const layer = new RecordLayer(new PeerRecords(this, peer), {
      mayStartSslv2: peer === 'client',
      startsMidway: searching,
      lendsPayloads: this.#told.copiesPayloads,
    })
    this.#layers[direction] = layer
    this.stream.sides[direction].skimmer = layer
    if (this.#layers[0] !== null && this.#layers[1] !== null) this.#finder = null
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
    if (what.direction === null) {
      this.#over = true
      // Where TLS was to be expected, how the connection fares below it is part of the verdict.
      const { initiator, responder } = this.stream
      if (this.#expectsTls(initiator.port) || this.#expectsTls(responder.port)) {
        for (const side of this.stream.sides) side.forgetBytes()
      } else this.stream.ignore()
    }
    this.#settle()
    if (what.protocol !== 'http') return
    for (const direction of [0, 1] as const) {
      if (what.direction === null || what.direction === direction) this.#plainHttp(direction)
    }
  }

  /** Told by the record layer of `peer`'s direction. */
  record(peer: Peer, record: TlsRecord): void {
    this.#told.record(peer, record)
  }

  applicationData(peer: Peer, record: TlsRecord): void {
    this.#told.applicationData(peer, record)
  }

  wantApplicationData(peer: Peer, length: number): boolean {
    const wanted = this.#told.wantsApplicationData(peer, length)
    if (!wanted) this.#sideOf(peer).stopComparing()
    return wanted
  }

  lost(peer: Peer): void {
    this.#told.lost(peer)
  }

  malformed(peer: Peer, problem: RecordProblem): void {
    this.#told.malformed(peer, problem)
  }

  get #told(): RecordReceiver {
    this.#receiver ??= this.#open()
    return this.#receiver
  }

  #weigh(): void {
    const [up, down] = this.#layers
    const noted = this.#noted.length > NOTED_FREE ? NOTED_COST * this.#noted.length : 0
    this.cost =
      noted + (this.#finder?.cost ?? 0) + (up?.cost ?? 0) + (down?.cost ?? 0) + (this.#receiver?.held ?? 0)
  }

  #search(): TlsFinder {
    const { initiator, responder } = this.stream
    this.#finder ??= new TlsFinder(this, {
      midway: this.#openedMidway,
      likelyClient: initiator.port >= responder.port ? 0 : 1,
    })
    return this.#finder
  }

  #note(noted: Noted): void {
    if (this.#client !== null || this.#notTls !== null) this.#show(noted)
    else if (this.#noted.length < NOTED) this.#noted.push(noted)
    this.#weigh()
  }

  /** It is known who is who (or that it never will be): what was noted goes on the ladder. */
  #settle(): void {
    for (const noted of this.#noted.splice(0)) this.#show(noted)
  }

  #show({ direction, type, bytes, frame, atMicros, detail }: Noted): void {
    this.#told.transport(this.#peer(direction), type, bytes, frame, atMicros, detail)
  }

  /** The first line of a direction that speaks HTTP. */
  #plainHttp(direction: Direction): void {
    const told = this.#openings?.take(direction) ?? null
    if (told === null) return
    const { type, line, frame, atMicros, length } = told
    this.#told.plainHttp(this.#peer(direction), type, line, frame, atMicros, length)
  }

  #peer(direction: Direction): Peer {
    return direction === (this.#client ?? 0) ? 'client' : 'server'
  }

  #transport(closed: Transport['closed'], silenceMicros: number): Transport {
    return {
      synSeen: this.stream.synSeen,
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
    return transportSide(this.#sideOf(peer), this.#resetTtl[direction])
  }

  #sideOf(peer: Peer): TcpStream['sides'][number] {
    return this.stream.sides[this.#peer(0) === peer ? 0 : 1]
  }
}
