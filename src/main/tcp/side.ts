import type { Skimmer, TcpSide } from './events.ts'
import { History, type HistoryBudget } from './history.ts'
import { LARGEST_WINDOW } from './limits.ts'
import { WaitingPieces } from './waiting-pieces.ts'

interface Stretch {
  readonly offset: number
  readonly length: number
  readonly frame: number
}

/** Before any packet. */
export const NO_TIME = Number.NEGATIVE_INFINITY

const NO_STRETCHES: readonly Stretch[] = []

/** More unanswered repeats than this are still counted, but no longer told apart. */
const STRETCHES_KEPT = 64
const HOLES_KEPT = 16

/**
 * One direction of a connection. Offsets count its payload bytes from 0, holes included, so they never wrap;
 * sequence numbers are turned into offsets by their signed distance from the next one expected.
 */
export class Side implements TcpSide {
  /** Initial sequence number, or one less than the first sequence number seen; `null`: not known yet. */
  isn: number | null = null
  /** The next offset to deliver, and its sequence number (signed: no other form costs a box). */
  next = 0
  nextSequence = 0
  /** End of the furthest payload seen, and how far the other side acknowledged; offsets. */
  highest = 0
  acked = 0
  ackSeen = false
  duplicateAcks = 0
  /** Where the FIN stands, once seen. */
  finOffset: number | null = null
  finFrame = 0
  finMicros = 0
  finMarked = false
  finAcked = false
  synMarked = false
  /** Since when (packets of the connection, time) an acknowledged gap stands open; -1: none does. */
  gapSincePacket = -1
  gapSinceMicros = 0
  readonly waiting = new WaitingPieces()
  readonly history: History
  skimmer: Skimmer | null = null

  delivered = 0
  retransmissions = 0
  largestPayload = 0
  mss = 0
  missingBytes = 0
  snappedBytes = 0
  /** As last advertised, and what it is to be multiplied with: 1 for that of a SYN (RFC 7323 2.2). */
  advertised = -1
  windowFactor = 1
  ttl: number | null = null
  ipId: number | null = null
  finSeen = false
  rstSeen = false
  /** Time of its last packet; below any time while there was none. A number always: it is set by every packet. */
  lastMicros = NO_TIME

  synWindowScale = 0
  /** Of the last packet, to know a second copy of it; sequence numbers are signed, too. */
  lastSequence = -1
  lastAcknowledgement = -1
  lastLength = -1
  lastIpId = 0
  lastFlags = -1

  #unanswered: readonly Stretch[] = NO_STRETCHES
  #unansweredMore = 0
  #unansweredMoreEnd = 0
  #holes: { start: number; end: number }[] | null = null

  constructor(historyLimit: number, budget: HistoryBudget) {
    this.history = new History(historyLimit, budget)
  }

  get window(): number | null {
    return this.advertised < 0 ? null : this.advertised * this.windowFactor
  }

  get acknowledged(): number {
    return Math.min(this.acked, Math.max(this.highest, this.next))
  }

  get unacknowledged(): number {
    return Math.max(0, this.highest - this.acked)
  }

  get unansweredRetransmissions(): number {
    return this.#unanswered.length + this.#unansweredMore
  }

  get firstUnanswered(): Stretch | null {
    return this.#unanswered[0] ?? null
  }

  /** Fixes where offset 0 stands: `sequence` is the next one expected. */
  begin(sequence: number): void {
    this.isn = (sequence - 1) >>> 0
    this.nextSequence = sequence | 0
  }

  /** The numbering changed without a word (a SYN-ACK of another connection): go on from `sequence`. */
  restart(sequence: number): void {
    this.isn = (sequence - 1) >>> 0
    this.nextSequence = sequence | 0
    this.highest = this.next
    this.acked = this.next
    this.history.stop()
  }

  offsetOf(sequence: number): number {
    return this.next + ((sequence - this.nextSequence) | 0)
  }

  /** Whether a segment that starts at `sequence` is simply the next one: nothing waits, is missing or has ended. */
  continuesAt(sequence: number): boolean {
    return (
      (sequence | 0) === this.nextSequence &&
      this.isn !== null &&
      this.highest === this.next &&
      this.finOffset === null &&
      this.gapSincePacket < 0 &&
      this.waiting.count === 0
    )
  }

  /** Whether nothing waits, is missing, was repeated without an answer, or has ended. */
  get atEase(): boolean {
    return (
      this.isn !== null &&
      this.highest === this.next &&
      this.finOffset === null &&
      this.gapSincePacket < 0 &&
      this.waiting.count === 0 &&
      this.unansweredRetransmissions === 0
    )
  }

  /**
   * Takes an acknowledgement of bytes that were delivered. @returns false, with nothing done, if it is of others
   * @param bare it came without payload
   */
  acknowledgeDelivered(sequence: number, bare: boolean): boolean {
    if (this.isn === null || this.gapSincePacket >= 0 || this.#unanswered.length > 0) return false
    const offset = this.offsetOf(sequence)
    if (offset < 0 || offset > this.next) return false
    this.ackSeen = true
    if (offset > this.acked) {
      this.acked = offset
      if (offset >= this.#unansweredMoreEnd) this.#unansweredMore = 0
    } else if (bare && this.highest > offset && offset === this.acked) this.duplicateAcks++
    return true
  }

  advance(length: number): void {
    this.next += length
    this.nextSequence = (this.nextSequence + length) | 0
    if (this.next > this.highest) this.highest = this.next
  }

  /** The other side acknowledged everything before `sequence`. @param bare without payload, SYN or FIN */
  acknowledge(sequence: number, bare: boolean): void {
    this.ackSeen = true
    let offset = this.offsetOf(sequence)
    if (this.finOffset !== null && offset > this.finOffset) {
      offset = this.finOffset
      this.finAcked = true
    }
    if (bare && offset === this.acked && this.highest > offset) this.duplicateAcks++
    if (offset <= this.acked || offset - Math.max(this.highest, this.acked) > LARGEST_WINDOW) return
    this.acked = offset
    if (this.#unanswered.length > 0) {
      this.#unanswered = this.#unanswered.filter((stretch) => stretch.offset + stretch.length > offset)
    }
    if (offset >= this.#unansweredMoreEnd) this.#unansweredMore = 0
  }

  /** Whether bytes are missing here that the other side says it has. */
  get gapAcknowledged(): boolean {
    const beyond = this.acked - this.next
    // A single byte with nothing behind it may be the place of a FIN that was not captured.
    return beyond > 1 || (beyond === 1 && (this.waiting.count > 0 || this.finOffset !== null))
  }

  noteRetransmission(offset: number, length: number, frame: number): void {
    this.retransmissions++
    const end = offset + length
    if (end <= this.acked) return
    if (this.#unanswered.length < STRETCHES_KEPT) {
      this.#unanswered = [...this.#unanswered, { offset, length, frame }]
    } else {
      this.#unansweredMore++
      this.#unansweredMoreEnd = Math.max(this.#unansweredMoreEnd, end)
    }
  }

  noteHole(length: number): void {
    this.missingBytes += length
    this.history.stop()
    this.#holes ??= []
    if (this.#holes.length === HOLES_KEPT) this.#holes.shift()
    this.#holes.push({ start: this.next, end: this.next + length })
  }

  /** Whether these old bytes were never seen: they come too late, for a hole already given up. */
  inHole(start: number, end: number): boolean {
    return this.#holes?.some((hole) => hole.start <= start && end <= hole.end) ?? false
  }

  stopComparing(): void {
    this.history.stop()
  }

  forgetBytes(): void {
    this.history.release()
  }
}
