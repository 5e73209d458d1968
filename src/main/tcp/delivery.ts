import type { Connection } from './connection.ts'
import type { Direction, TcpSink } from './events.ts'
import type { Side } from './side.ts'
import type { WaitingPiece } from './waiting-pieces.ts'

/** Hands payload, holes and FINs of a connection to the sink in their order, and keeps the counters. */
export class Delivery {
  readonly #sink: TcpSink
  /** Cost of all waiting pieces of all connections. */
  waitingCost = 0

  constructor(sink: TcpSink) {
    this.#sink = sink
  }

  data(
    connection: Connection,
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void {
    if (start >= end) return
    const side = connection.sides[direction]
    side.history.append(bytes, start, end)
    side.advance(end - start)
    side.delivered += end - start
    this.#sink.data(connection, direction, bytes, start, end, frame, atMicros)
  }

  hole(connection: Connection, direction: Direction, length: number, frame: number, atMicros: number): void {
    if (length <= 0) return
    const side = connection.sides[direction]
    side.noteHole(length)
    side.advance(length)
    this.#sink.hole(connection, direction, length, frame, atMicros)
  }

  /** Delivers whatever follows on without a gap, and the FIN if that is next. */
  drain(connection: Connection, direction: Direction): void {
    const side = connection.sides[direction]
    const before = side.waiting.cost
    for (const piece of side.waiting.takeFrom(side.next)) this.#piece(connection, direction, side, piece)
    this.waitingCost -= before - side.waiting.cost
    if (side.finOffset !== null && side.finOffset <= side.next) this.fin(connection, direction)
  }

  /** Gives up the bytes before the first waiting piece and delivers what stood behind them. */
  skipToFirst(connection: Connection, direction: Direction): void {
    const side = connection.sides[direction]
    const first = side.waiting.first
    if (first === null) return
    this.hole(connection, direction, first.start - side.next, first.frame, first.atMicros)
    this.drain(connection, direction)
  }

  /** Gives up every gap of one direction. */
  flush(connection: Connection, direction: Direction): void {
    while (connection.sides[direction].waiting.count > 0) this.skipToFirst(connection, direction)
  }

  /** Gives up everything before `acked`: the other side has it, the capture has not. */
  flushAcknowledged(connection: Connection, direction: Direction, frame: number, atMicros: number): void {
    const side = connection.sides[direction]
    while (side.gapAcknowledged) {
      const first = side.waiting.first
      if (first !== null && first.start <= side.acked) this.skipToFirst(connection, direction)
      else {
        this.hole(connection, direction, side.acked - side.next, frame, atMicros)
        this.drain(connection, direction)
      }
    }
    side.gapSincePacket = -1
  }

  /** Gives up every gap of both directions, the earlier captured piece first; then what is known of the tails. */
  flushAll(connection: Connection, frame: number, atMicros: number): void {
    const [up, down] = connection.sides
    while (up.waiting.count + down.waiting.count > 0) {
      const upFrame = up.waiting.first?.frame ?? Number.POSITIVE_INFINITY
      const downFrame = down.waiting.first?.frame ?? Number.POSITIVE_INFINITY
      this.skipToFirst(connection, upFrame <= downFrame ? 0 : 1)
    }
    for (const direction of [0, 1] as const) {
      const side = connection.sides[direction]
      this.flushAcknowledged(connection, direction, frame, atMicros)
      if (side.finOffset === null) continue
      this.hole(connection, direction, side.finOffset - side.next, side.finFrame, side.finMicros)
      this.fin(connection, direction)
    }
  }

  fin(connection: Connection, direction: Direction): void {
    const side = connection.sides[direction]
    if (side.finMarked) return
    side.finMarked = true
    this.#sink.mark(connection, direction, { kind: 'FIN' }, side.finFrame, side.finMicros)
  }

  #piece(connection: Connection, direction: Direction, side: Side, piece: WaitingPiece): void {
    const skip = Math.max(0, side.next - piece.start)
    if (piece.bytes !== null) {
      const { bytes, frame, atMicros } = piece
      this.data(connection, direction, bytes, skip, bytes.length, frame, atMicros)
    } else {
      const length = piece.end - piece.start - skip
      side.snappedBytes += Math.max(0, length)
      this.hole(connection, direction, length, piece.frame, piece.atMicros)
    }
  }
}
