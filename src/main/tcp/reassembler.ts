import type { IcmpErrorView } from '../../shared/packet/icmp.ts'
import { TCP_ACK, TCP_RST, TCP_SYN, type TcpSegmentView } from '../../shared/packet/segment.ts'
import { ClosingQueue } from './closing-queue.ts'
import type { Connection } from './connection.ts'
import { ConnectionTable } from './connection-table.ts'
import { Delivery } from './delivery.ts'
import type { Direction, TcpSink } from './events.ts'
import { Express } from './express.ts'
import { acknowledge, giveUpOldGaps } from './gap-patience.ts'
import { Intake } from './intake.ts'
import {
  isCopy,
  isNext,
  isOfEarlierConnection,
  isOutOfReach,
  isSent,
  lastMicros,
  opensAnother,
} from './judge-segment.ts'
import { onceEach, TCP_LIMITS, type TcpLimitKind, type TcpLimits, tooMany } from './limits.ts'
import { noteHeader } from './note-header.ts'
import { isBareSyn } from './noted-flows.ts'
import type { Side } from './side.ts'

export interface TcpReassemblerOptions {
  readonly limits?: Partial<TcpLimits>
  /** The first stream's number, if not 0. */
  readonly firstStream?: number
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
  readonly #tell: NonNullable<TcpReassemblerOptions['limit']>
  readonly #delivery: Delivery
  readonly #table: ConnectionTable
  readonly #intake: Intake
  readonly #closing = new ClosingQueue()
  /** Takes what most packets are, undecoded; the rest is told to `segment`. */
  readonly express: Express

  constructor(sink: TcpSink, options: TcpReassemblerOptions = {}) {
    this.#sink = sink
    const limits = { ...TCP_LIMITS, ...options.limits }
    this.#limits = { ...limits, open: Math.min(limits.open, limits.connections) }
    this.#tell = onceEach(options.limit ?? (() => {}))
    this.#delivery = new Delivery(sink)
    this.#table = new ConnectionTable(this.#limits)
    this.#table.opened = options.firstStream ?? 0
    this.#intake = new Intake(sink, this.#delivery, this.#limits, this.#tell)
    this.express = new Express(this.#table, this.#closing, sink)
  }

  /** Connections seen so far: the next stream's number. */
  get streamCount(): number {
    return this.#table.opened
  }

  /** Connections remembered now, closed ones included. */
  get remembered(): number {
    return this.#table.size
  }

  /** Entries held for connections that are over, or were when they were noted. */
  get lingering(): number {
    return this.#closing.size
  }

  segment(view: TcpSegmentView): void {
    this.express.segmentMicros = view.atMicros
    this.advance(view.atMicros)
    const connection = this.#connectionOf(view)
    if (connection === null) return
    const direction = connection.direction(this.#table.fromLow)
    const side = connection.sides[direction]
    if (connection.ignored) {
      // Nobody asks how it ends: its numbers are enough.
      this.#close(connection, 'end', view.frame, view.atMicros)
      this.#table.done(connection)
      return
    }
    const other = connection.sides[direction === 0 ? 1 : 0]
    const bare = view.payloadEnd === view.payloadStart
    if (isNext(connection, side, view) && other.acknowledgeDelivered(view.acknowledgement, bare)) {
      connection.packets++
      noteHeader(connection, side, view)
      this.#next(connection, direction, side, view)
      return
    }
    if (isCopy(side, view) || isOfEarlierConnection(side, other, view)) return
    if (isOutOfReach(side, other, view)) return
    connection.packets++
    noteHeader(connection, side, view)
    if (view.payloadEnd > view.payloadStart) this.#table.payload(connection)
    if ((view.flags & TCP_SYN) !== 0) this.#syn(connection, direction, view)
    if ((view.flags & TCP_ACK) !== 0) acknowledge(this.#delivery, connection, direction, view)
    if ((view.flags & TCP_RST) !== 0) this.#reset(connection, direction, view)
    else this.#intake.payload(connection, direction, view)
    giveUpOldGaps(this.#delivery, connection, view)
    this.#closing.schedule(connection, view.atMicros)
    connection.noteHealth()
  }

  /** Somebody refused a segment: told of the connection that it belongs to, if it did send something like it. */
  refused(error: IcmpErrorView): void {
    this.advance(error.atMicros)
    let connection = this.#table.find(error.segment)
    if (connection === null && this.#table.state === 'asked') {
      this.#closeOneIfFull(error)
      const asked = this.#table.answer()
      this.#begin(asked)
      connection = asked.connection
    }
    if (connection === null || connection.ignored) return
    const direction = connection.direction(this.#table.fromLow)
    if (!isSent(connection.sides[direction], error.segment)) return
    connection.lastFrame = error.frame
    this.#sink.mark(connection, direction, { kind: 'ICMP', error }, error.frame, error.atMicros)
  }

  /**
   * Lets time pass: reports connections closed whose linger is over. `segment` does so by itself; a live
   * source calls it when nothing arrives.
   */
  advance(atMicros: number): void {
    for (let over = this.#closing.due(atMicros); over !== null; over = this.#closing.due(atMicros)) {
      this.#close(over, 'end', over.firstFrame, atMicros)
      this.#table.done(over)
    }
  }

  /** The source ended: every connection still open is flushed and reported closed, in order of number. */
  end(): void {
    for (const _ of this.ending());
  }

  /** The same one by one, so that whoever is told of a hundred thousand can wait in between. */
  *ending(): Generator<void> {
    for (const { connection, syn } of this.#table.living()) {
      if (syn !== null) this.#begin({ connection, syn })
      this.#close(connection, 'end', connection.firstFrame, lastMicros(connection))
      this.#table.done(connection)
      yield
    }
  }

  /** The usual case: the next segment of an open connection, which acknowledges what was delivered. */
  #next(connection: Connection, direction: Direction, side: Side, view: TcpSegmentView): void {
    const { payloadStart, payloadEnd } = view
    const length = payloadEnd - payloadStart
    if (length === 0) return
    this.#table.payload(connection)
    this.#delivery.data(
      connection,
      direction,
      view.bytes,
      payloadStart,
      payloadEnd,
      view.frame,
      view.atMicros,
    )
    if (length > side.largestPayload) side.largestPayload = length
  }

  #connectionOf(view: TcpSegmentView): Connection | null {
    const connection = this.#table.find(view)
    if (connection === null) return this.#another(view)
    if ((view.flags & TCP_SYN) !== 0 && opensAnother(connection.isnOf(this.#table.fromLow), view)) {
      this.#close(connection, 'reused', view.frame, view.atMicros)
      this.#table.forget(connection)
      return this.#open(view)
    }
    this.#table.touch(connection, view.frame)
    return connection
  }

  /** Of a flow in which no connection is open. `null`: nothing more is to be done for this packet. */
  #another(view: TcpSegmentView): Connection | null {
    switch (this.#table.state) {
      case 'over':
        if (!opensAnother(this.#table.isnOfSender, view)) {
          this.#table.touchOver()
          return null
        }
        this.#table.forgetOver()
        return this.#open(view)
      case 'asked':
        this.#closeOneIfFull(view)
        this.#begin(this.#table.answer())
        return this.#connectionOf(view)
      default:
        return this.#open(view)
    }
  }

  /** `null`: it is a bare SYN, of which a note is made. */
  #open(view: TcpSegmentView): Connection | null {
    this.#makeRoom(view)
    if (isBareSyn(view)) {
      this.#table.ask(view)
      return null
    }
    this.#closeOneIfFull(view)
    const connection = this.#table.open(view)
    this.#sink.opened(connection)
    return connection
  }

  /** A connection begins whose SYN was seen before. */
  #begin({ connection, syn }: { connection: Connection; syn: TcpSegmentView }): void {
    this.#sink.opened(connection)
    connection.packets++
    noteHeader(connection, connection.sides[0], syn)
    this.#syn(connection, 0, syn)
  }

  #makeRoom(view: TcpSegmentView): void {
    if (!this.#table.isFull || this.#table.forgetOldestOver()) return
    this.#tell('connections', tooMany(this.#limits.connections, 'dropped'))
    this.#closeOneIfFull(view)
    const oldest = this.#table.answerOldest()
    if (oldest !== null) {
      this.#begin(oldest)
      this.#close(oldest.connection, 'end', view.frame, view.atMicros)
      this.#table.done(oldest.connection)
    }
    this.#table.forgetOldestOver()
  }

  #closeOneIfFull(view: { readonly frame: number; readonly atMicros: number }): void {
    const oldest = this.#table.oldestIfFull
    if (oldest === null) return
    this.#tell('open', tooMany(this.#limits.open, 'judged'))
    this.#close(oldest, 'end', view.frame, view.atMicros)
    this.#table.done(oldest)
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
    const kind = acknowledges ? 'SYN-ACK' : 'SYN'
    this.#sink.mark(connection, direction, { kind }, view.frame, view.atMicros)
  }

  #reset(connection: Connection, direction: Direction, view: TcpSegmentView): void {
    const side = connection.sides[direction]
    if (side.isn === null) side.begin(view.sequence)
    side.rstSeen = true
    connection.rstSeen = true
    // Who resets has forgotten the connection: what it did not send again by now never comes.
    this.#delivery.flush(connection, direction)
    const { ttl, ipId, frame, atMicros } = view
    const acknowledged = (view.flags & TCP_ACK) !== 0
    this.#sink.mark(connection, direction, { kind: 'RST', ttl, ipId, acknowledged }, frame, atMicros)
  }

  #close(connection: Connection, why: 'reused' | 'end', frame: number, atMicros: number): void {
    this.#delivery.flushAll(connection, frame, atMicros)
    const [up, down] = connection.sides
    connection.closed = true
    up.forgetBytes()
    down.forgetBytes()
    const reason = connection.rstSeen ? 'rst' : up.finSeen && down.finSeen ? 'fin' : why
    this.#sink.closed(connection, reason, lastMicros(connection))
  }
}
