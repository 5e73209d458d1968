import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_SYN } from '../../../shared/packet/segment.ts'

/** What Ethernet leaves of IPv4: no tunnel on the way, or none that the end knows of. */
export const SEGMENT_BYTES = 1460
/** RFC 6298 2 and 2.4: before a round trip was measured, and never less. */
const FIRST_TIMEOUT_MICROS = 1_000_000
/** RFC 6298 2.5. */
const LONGEST_TIMEOUT_MICROS = 60_000_000
/** RFC 5681 3.1: after a timeout one segment, then two for each acknowledgement. */
const AFTER_ACKNOWLEDGEMENT = 2

/** A piece of a direction's bytes, or the SYN or FIN at its ends. */
export interface Segment {
  /** Counted from the SYN, which is 0. */
  readonly sequence: number
  readonly flags: number
  readonly payload: Uint8Array
  /** How often it was sent by now. */
  times: number
}

/**
 * One end of a modelled TCP connection, as far as losses make it act: segments, cumulative acknowledgements, pieces
 * out of order kept, and the retransmission timer of RFC 6298 with its backoff. No window limits it (a flight is
 * smaller than the initial ones of RFC 6928); there is neither SACK nor fast retransmit, for which flights are too short.
 */
export class TcpEnd {
  /** Sent or to be sent, not yet acknowledged, in order. */
  readonly #queue: Segment[] = []
  readonly #early = new Map<number, Segment>()
  #nextToSend = 0
  #timeoutMicros = FIRST_TIMEOUT_MICROS
  /** A retransmission timed out: nothing new is sent before it is acknowledged. */
  #recovers = false
  /** When the oldest segment is sent again; `null`: nothing waits for an acknowledgement. */
  dueMicros: number | null = null
  /** The next sequence number expected of the other end. */
  expected = 0

  /** The next sequence number to be sent for the first time. */
  get next(): number {
    return this.#queue.find(({ times }) => times === 0)?.sequence ?? this.#nextToSend
  }

  /** Queues the SYN, all bytes in segments, or the FIN. */
  syn(flags: number): void {
    this.#add(flags, new Uint8Array(0), 1)
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += SEGMENT_BYTES) {
      const payload = bytes.subarray(at, at + SEGMENT_BYTES)
      const last = at + payload.length === bytes.length
      this.#add(last ? TCP_PSH | TCP_ACK : TCP_ACK, payload, payload.length)
    }
  }

  fin(): void {
    this.#add(TCP_FIN | TCP_ACK, new Uint8Array(0), 1)
  }

  /** What is to be sent now that was never sent. */
  takeNew(nowMicros: number): Segment[] {
    if (this.#recovers) return []
    return this.#send(
      this.#queue.filter(({ times }) => times === 0),
      nowMicros,
    )
  }

  /** The timer ran out: the oldest segment again, after twice the time (RFC 6298 5.4 to 5.6). */
  timeOut(nowMicros: number): Segment[] {
    this.#recovers = true
    this.#timeoutMicros = Math.min(this.#timeoutMicros * 2, LONGEST_TIMEOUT_MICROS)
    return this.#send(this.#queue.slice(0, 1), nowMicros)
  }

  /** The other end has everything before `sequence`. @returns what is sent again because of it */
  acknowledged(sequence: number, nowMicros: number): Segment[] {
    const before = this.#queue.length
    while (this.#queue[0] !== undefined && end(this.#queue[0]) <= sequence) this.#queue.shift()
    if (this.#queue.length === before) return []
    this.#timeoutMicros = FIRST_TIMEOUT_MICROS
    this.dueMicros = this.#queue.length === 0 ? null : nowMicros + this.#timeoutMicros
    if (!this.#recovers) return []
    this.#recovers = this.#queue.some(({ times }) => times > 0)
    if (!this.#recovers) return this.takeNew(nowMicros)
    return this.#send(this.#queue.slice(0, AFTER_ACKNOWLEDGEMENT), nowMicros)
  }

  /** @returns what can be read now, in order; empty: there is a gap before it, or it is known already */
  receive(segment: Segment): Segment[] {
    if (segment.sequence > this.expected) this.#early.set(segment.sequence, segment)
    if (segment.sequence !== this.expected) return []
    const read: Segment[] = []
    for (let next: Segment | undefined = segment; next !== undefined; next = this.#early.get(this.expected)) {
      this.#early.delete(next.sequence)
      this.expected = end(next)
      read.push(next)
    }
    return read
  }

  #add(flags: number, payload: Uint8Array, length: number): void {
    this.#queue.push({ sequence: this.#nextToSend, flags, payload, times: 0 })
    this.#nextToSend += length
  }

  #send(segments: Segment[], nowMicros: number): Segment[] {
    for (const segment of segments) segment.times++
    if (segments.length > 0) this.dueMicros = nowMicros + this.#timeoutMicros
    return segments
  }
}

function end({ sequence, flags, payload }: Segment): number {
  return sequence + payload.length + ((flags & (TCP_SYN | TCP_FIN)) === 0 ? 0 : 1)
}
