import { TCP_FIN, TCP_SYN, type TcpSegmentView } from '../../shared/packet/segment.ts'
import type { Connection } from './connection.ts'
import type { Delivery } from './delivery.ts'
import type { Direction, TcpSink } from './events.ts'
import { LARGEST_WINDOW, type TcpLimitKind, type TcpLimits } from './limits.ts'
import type { Side } from './side.ts'

/**
 * Puts a segment's payload in its place: delivered at once, kept behind a gap, or known already. Of bytes
 * that come twice the first ones count.
 */
export class Intake {
  readonly #sink: TcpSink
  readonly #delivery: Delivery
  readonly #limits: TcpLimits
  readonly #tell: (kind: TcpLimitKind, message: string) => void

  constructor(
    sink: TcpSink,
    delivery: Delivery,
    limits: TcpLimits,
    tell: (kind: TcpLimitKind, message: string) => void,
  ) {
    this.#sink = sink
    this.#delivery = delivery
    this.#limits = limits
    this.#tell = tell
  }

  /** The payload and FIN of a segment that is no RST. */
  payload(connection: Connection, direction: Direction, view: TcpSegmentView): void {
    const side = connection.sides[direction]
    const captured = view.payloadEnd - view.payloadStart
    const length = captured + view.missing
    const isSyn = (view.flags & TCP_SYN) !== 0
    const sequence = isSyn ? (view.sequence + 1) >>> 0 : view.sequence
    if (side.isn === null) side.begin(sequence)
    const start = side.offsetOf(sequence)
    const end = start + length
    if (length > 0) {
      this.#payloadAt(connection, direction, side, view, start, captured)
      if (length > side.largestPayload) side.largestPayload = length
    }
    if (
      (view.flags & TCP_FIN) !== 0 &&
      side.finOffset === null &&
      Math.abs(end - side.next) < LARGEST_WINDOW
    ) {
      side.finSeen = true
      side.finOffset = Math.max(end, side.next)
      side.finFrame = view.frame
      side.finMicros = view.atMicros
      if (side.acked > side.finOffset) {
        side.acked = side.finOffset
        side.finAcked = true
      }
      if (side.finOffset <= side.next) this.#delivery.fin(connection, direction)
    }
  }

  #payloadAt(
    connection: Connection,
    direction: Direction,
    side: Side,
    view: TcpSegmentView,
    start: number,
    captured: number,
  ): void {
    const { bytes, payloadStart, missing, frame, atMicros } = view
    const length = captured + missing
    const end = start + length
    let repeated = 0
    let differs = false
    const old = Math.min(Math.max(0, side.next - start), length)
    if (old > 0 && !side.inHole(start, start + old)) {
      repeated = old
      differs = side.history.differs(start, bytes, payloadStart, Math.min(old, captured))
    }
    const furthest = side.highest
    if (old < length) {
      const skip = Math.min(old, captured)
      const cut = missing - (old - skip)
      const from = payloadStart + skip
      if (start + old === side.next && side.waiting.count === 0) {
        this.#delivery.data(connection, direction, bytes, from, view.payloadEnd, frame, atMicros)
        side.snappedBytes += cut
        this.#delivery.hole(connection, direction, cut, frame, atMicros)
      } else {
        const before = side.waiting.cost
        const left = captured - skip
        const overlap = side.waiting.insert(start + old, bytes, from, left, cut, frame, atMicros)
        this.#delivery.waitingCost += side.waiting.cost - before
        repeated += overlap.repeated
        differs ||= overlap.differs
        this.#delivery.drain(connection, direction)
        this.#keepWithinLimits(connection, direction, side)
      }
      if (end > side.highest) side.highest = end
    }
    if (repeated === 0 || isProbe(start, length, repeated, furthest)) return
    side.noteRetransmission(start, length, frame)
    const mark = { kind: 'Retransmission', bytes: length, differs, ofSyn: false } as const
    this.#sink.mark(connection, direction, mark, frame, atMicros)
  }

  #keepWithinLimits(connection: Connection, direction: Direction, side: Side): void {
    const { waitingBytesPerSide, waitingPiecesPerSide, waitingBytes } = this.#limits
    if (side.waiting.cost > waitingBytesPerSide || side.waiting.count > waitingPiecesPerSide) {
      const message = `connection ${connection.index}: too much out-of-order data waits behind a gap, which was given up`
      this.#tell('waiting-side', message)
      this.#delivery.skipToFirst(connection, direction)
    }
    if (this.#delivery.waitingCost > waitingBytes) {
      this.#tell('waiting-total', 'too much out-of-order data waits behind gaps, some of which were given up')
      this.#delivery.flush(connection, direction)
    }
  }
}

/**
 * Keep-alives (RFC 9293 3.8.4) repeat the last byte sent; a zero-window probe (3.8.6.1) sends one byte again
 * and again, and the segment that follows it starts with that byte.
 */
function isProbe(start: number, length: number, repeated: number, furthest: number): boolean {
  if (length === 1) return start === furthest - 1
  return repeated === 1 && start === furthest - 1
}
