import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type TcpSegmentView } from '../../shared/packet/segment.ts'
import type { Connection } from './connection.ts'
import { ConnectionTable } from './connection-table.ts'
import { Delivery } from './delivery.ts'
import type { Direction, TcpSink } from './events.ts'
import {
  COPY_MICROS,
  GAP_GRACE_MICROS,
  GAP_GRACE_PACKETS,
  LARGEST_WINDOW,
  LINGER_MICROS,
  NEAR_START,
  TCP_LIMITS,
  type TcpLimitKind,
  type TcpLimits,
} from './limits.ts'
import type { Side } from './side.ts'

export interface TcpReassemblerOptions {
  readonly limits?: Partial<TcpLimits>
  /** Called once a kind, when a limit first cost something; `message` is one sentence for the user. */
  readonly limit?: (kind: TcpLimitKind, message: string) => void
}

/**
 * Turns one source's TCP segments into connections and their in-order bytes (RFC 9293). Reads each segment
 * once, in capture order, and keeps bytes only while they wait behind a gap. A gap is given up when the
 * other side has acknowledged the missing bytes (after a short grace, since captures swap packets), when the
 * buffers are full, at a RST of the sender, and at the end.
 */
export class TcpReassembler {
  readonly #sink: TcpSink
  readonly #limits: TcpLimits
  readonly #onLimit: (kind: TcpLimitKind, message: string) => void
  readonly #limitsTold = new Set<TcpLimitKind>()
  readonly #delivery: Delivery
  readonly #table: ConnectionTable
  /** Connections that are over and linger, in order of when to look at them again. */
  readonly #closing: { connection: Connection; at: number }[] = []
  #closingHead = 0

  constructor(sink: TcpSink, options: TcpReassemblerOptions = {}) {
    this.#sink = sink
    this.#limits = { ...TCP_LIMITS, ...options.limits }
    this.#onLimit = options.limit ?? (() => {})
    this.#delivery = new Delivery(sink)
    this.#table = new ConnectionTable(this.#limits)
  }

  /** Connections seen so far: the next stream's number. */
  get streamCount(): number {
    return this.#table.opened
  }

  /** Connections remembered now, closed ones included. */
  get remembered(): number {
    return this.#table.size
  }

  segment(view: TcpSegmentView): void {
    this.advance(view.atMicros)
    const connection = this.#connectionOf(view)
    if (connection.closed) return
    const direction = connection.direction(this.#table.fromLow)
    const side = connection.sides[direction]
    const other = connection.sides[direction === 0 ? 1 : 0]
    if (isCopy(side, view) || isOfEarlierConnection(side, other, view)) return
    connection.packets++
    this.#noteHeader(connection, side, view)
    if ((view.flags & TCP_SYN) !== 0) this.#syn(connection, direction, view)
    if ((view.flags & TCP_ACK) !== 0) this.#acknowledgement(connection, direction, other, view)
    if ((view.flags & TCP_RST) !== 0) this.#reset(connection, direction, view)
    else this.#payload(connection, direction, side, view)
    this.#giveUpOldGaps(connection, view)
    this.#scheduleClose(connection, view.atMicros)
  }

  /**
   * Lets time pass: reports connections closed whose linger is over. `segment` does so by itself; a live
   * source calls it when nothing arrives.
   */
  advance(atMicros: number): void {
    for (;;) {
      const next = this.#closing[this.#closingHead]
      if (next === undefined || next.at > atMicros) return
      this.#closingHead++
      if (this.#closingHead > 1024 && this.#closingHead * 2 > this.#closing.length) {
        this.#closing.splice(0, this.#closingHead)
        this.#closingHead = 0
      }
      const { connection } = next
      if (connection.closed) continue
      if (connection.closeAt === null) {
        connection.queued = false
        continue
      }
      if (connection.closeAt > atMicros) {
        this.#closing.push({ connection, at: connection.closeAt })
      } else this.#close(connection, 'end', connection.firstFrame, atMicros)
    }
  }

  /** The source ended: every connection still open is flushed and reported closed, in order of number. */
  end(): void {
    for (const connection of this.#table.all()) {
      if (!connection.closed) this.#close(connection, 'end', connection.firstFrame, lastMicros(connection))
    }
  }

  #connectionOf(view: TcpSegmentView): Connection {
    let connection = this.#table.find(view)
    if (connection !== null && opensAnother(connection, this.#table.fromLow, view)) {
      if (!connection.closed) this.#close(connection, 'reused', view.frame, view.atMicros)
      this.#table.forget(connection)
      connection = null
    }
    if (connection === null) {
      const evicted = this.#table.evictIfFull()
      if (evicted !== null) {
        this.#tell(
          'connections',
          `more than ${this.#limits.connections} TCP connections at once: the oldest idle ones were dropped`,
        )
        if (!evicted.closed) this.#close(evicted, 'end', view.frame, view.atMicros)
        this.#table.forget(evicted)
      }
      connection = this.#table.open(view)
      this.#sink.opened(connection)
    } else this.#table.touch(connection)
    return connection
  }

  #noteHeader(connection: Connection, side: Side, view: TcpSegmentView): void {
    side.lastSequence = view.sequence
    side.lastLength = view.payloadEnd - view.payloadStart
    side.lastIpId = view.ipId
    side.lastFlags = view.flags
    side.lastAcknowledgement = view.acknowledgement
    if (connection.startedMicros <= view.atMicros || side.lastMicros === null) side.lastMicros = view.atMicros
    if ((view.flags & TCP_RST) !== 0) return
    side.ttl = view.ttl
    side.ipId = view.ipId
    if ((view.flags & TCP_SYN) !== 0) {
      if (view.mss > 0) side.mss = view.mss
      side.synWindowScale = view.windowScale
      side.window = view.window
      return
    }
    const [up, down] = connection.sides
    // RFC 7323 2.2: the shift counts only where both SYNs carried the option.
    const bothScale = up.synWindowScale > 0 && down.synWindowScale > 0
    side.window = view.window * (bothScale ? 2 ** Math.min(side.synWindowScale, 14) : 1)
  }

  #syn(connection: Connection, direction: Direction, view: TcpSegmentView): void {
    const side = connection.sides[direction]
    const acknowledges = (view.flags & TCP_ACK) !== 0
    const first = (view.sequence + 1) >>> 0
    if (side.isn === null) side.begin(first)
    else if (side.isn !== view.sequence && side.offsetOf(first) !== 0) {
      this.#delivery.flush(connection, direction)
      side.restart(first)
    }
    if (side.synMarked) {
      side.retransmissions++
      const mark = { kind: 'Retransmission', bytes: 0, differs: false, ofSyn: true } as const
      this.#sink.mark(connection, direction, mark, view.frame, view.atMicros)
      return
    }
    side.synMarked = true
    if (!acknowledges) connection.synSeen = true
    else {
      // The SYN was sent again after a refusal, and this time it was accepted.
      connection.rstSeen = false
      connection.closeAt = null
    }
    const mark = { kind: acknowledges ? 'SYN-ACK' : 'SYN' } as const
    this.#sink.mark(connection, direction, mark, view.frame, view.atMicros)
  }

  #acknowledgement(connection: Connection, direction: Direction, other: Side, view: TcpSegmentView): void {
    if (other.isn === null) {
      other.begin(view.acknowledgement)
      return
    }
    // A RST in answer to a stray segment acknowledges what its sender never had.
    if ((view.flags & TCP_RST) !== 0) return
    other.acknowledge(view.acknowledgement)
    if (!other.gapAcknowledged) {
      other.gapSincePacket = -1
      return
    }
    // Payload that answers what stands behind the gap: its sender has read the missing bytes.
    const answers = view.payloadEnd > view.payloadStart && other.waiting.count > 0
    if (answers) {
      this.#delivery.flushAcknowledged(connection, direction === 0 ? 1 : 0, view.frame, view.atMicros)
    } else if (other.gapSincePacket < 0) {
      other.gapSincePacket = connection.packets
      other.gapSinceMicros = view.atMicros
    }
  }

  #reset(connection: Connection, direction: Direction, view: TcpSegmentView): void {
    const side = connection.sides[direction]
    if (side.isn === null) side.begin(view.sequence)
    side.rstSeen = true
    connection.rstSeen = true
    // Who resets has forgotten the connection: what it did not send again by now never comes.
    this.#delivery.flush(connection, direction)
    const acknowledged = (view.flags & TCP_ACK) !== 0
    const mark = { kind: 'RST', ttl: view.ttl, ipId: view.ipId, acknowledged } as const
    this.#sink.mark(connection, direction, mark, view.frame, view.atMicros)
  }

  #payload(connection: Connection, direction: Direction, side: Side, view: TcpSegmentView): void {
    const captured = view.payloadEnd - view.payloadStart
    const length = captured + view.missing
    const isSyn = (view.flags & TCP_SYN) !== 0
    const sequence = isSyn ? (view.sequence + 1) >>> 0 : view.sequence
    if (side.isn === null) side.begin(sequence)
    const start = side.offsetOf(sequence)
    const end = start + length
    if (length > 0) {
      this.#table.payload(connection)
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
      if (side.acked > side.finOffset) side.acked = side.finOffset
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

  #giveUpOldGaps(connection: Connection, view: TcpSegmentView): void {
    for (const direction of [0, 1] as const) {
      const side = connection.sides[direction]
      if (side.gapSincePacket < 0) continue
      if (!side.gapAcknowledged) {
        side.gapSincePacket = -1
      } else if (
        connection.packets - side.gapSincePacket >= GAP_GRACE_PACKETS ||
        view.atMicros - side.gapSinceMicros > GAP_GRACE_MICROS
      ) {
        this.#delivery.flushAcknowledged(connection, direction, view.frame, view.atMicros)
      }
    }
  }

  #scheduleClose(connection: Connection, atMicros: number): void {
    const [up, down] = connection.sides
    if (!connection.rstSeen && !(up.finSeen && down.finSeen)) return
    connection.closeAt = atMicros + LINGER_MICROS
    if (connection.queued) return
    connection.queued = true
    this.#closing.push({ connection, at: connection.closeAt })
  }

  #close(connection: Connection, why: 'reused' | 'end', frame: number, atMicros: number): void {
    this.#delivery.flushAll(connection, frame, atMicros)
    const [up, down] = connection.sides
    connection.closed = true
    up.release()
    down.release()
    this.#table.done(connection)
    const reason = connection.rstSeen ? 'rst' : up.finSeen && down.finSeen ? 'fin' : why
    this.#sink.closed(connection, reason, lastMicros(connection))
  }

  #tell(kind: TcpLimitKind, message: string): void {
    if (this.#limitsTold.has(kind)) return
    this.#limitsTold.add(kind)
    this.#onLimit(kind, message)
  }
}

/**
 * As Wireshark numbers streams: a SYN opens a new one if its ISN is not the one known for its sender (by its
 * SYN, by the other side's acknowledgement, or as one less than its first sequence number). A repeated SYN, a SYN-ACK and everything else stay with the connection that the ports last had.
 */
function opensAnother(connection: Connection, fromLow: boolean, view: TcpSegmentView): boolean {
  if ((view.flags & (TCP_SYN | TCP_ACK)) !== TCP_SYN) return false
  const { isn } = connection.sides[connection.direction(fromLow)]
  return isn !== null && isn !== view.sequence
}

/**
 * A SYN to a peer that still holds an older connection on these ports is answered by an ACK of that one, which
 * the opener resets before it tries again (RFC 9293 3.5.1, half-open connections). Both speak of numbers
 * that this connection never used, and would derail it.
 */
function isOfEarlierConnection(side: Side, other: Side, view: TcpSegmentView): boolean {
  if ((view.flags & TCP_SYN) !== 0) return false
  if ((view.flags & TCP_RST) !== 0) {
    return side.synMarked && !other.synMarked && !isNear(side.offsetOf(view.sequence), side.highest)
  }
  if ((view.flags & TCP_ACK) === 0) return false
  return other.synMarked && !side.synMarked && !isNear(other.offsetOf(view.acknowledgement), other.highest)
}

/** Whether an offset is one that a connection in its first moments can have reached. */
function isNear(offset: number, highest: number): boolean {
  return offset >= 0 && offset <= highest + NEAR_START
}

/** The same packet captured a second time: at two interfaces, or at both ports of a bridge. */
function isCopy(side: Side, view: TcpSegmentView): boolean {
  return (
    view.ipId !== 0 &&
    view.ipId === side.lastIpId &&
    view.sequence === side.lastSequence &&
    view.flags === side.lastFlags &&
    view.acknowledgement === side.lastAcknowledgement &&
    view.payloadEnd - view.payloadStart === side.lastLength &&
    side.lastMicros !== null &&
    Math.abs(view.atMicros - side.lastMicros) < COPY_MICROS
  )
}

/**
 * Keep-alives (RFC 9293 3.8.4) repeat the last byte sent; a zero-window probe (3.8.6.1) sends one byte again
 * and again, and the segment that follows it starts with that byte.
 */
function isProbe(start: number, length: number, repeated: number, furthest: number): boolean {
  if (length === 1) return start === furthest - 1
  return repeated === 1 && start === furthest - 1
}

function lastMicros(connection: Connection): number {
  const [up, down] = connection.sides
  return Math.max(up.lastMicros ?? connection.startedMicros, down.lastMicros ?? connection.startedMicros)
}
