import type { Arrival, HandshakeProblem, HandshakeSink, Provenance } from './events.ts'
import { Gather } from './gather.ts'
import { isPlausibleHandshake } from './header.ts'
import { Trail } from './trail.ts'

const MESSAGE_HEADER = 4

/** The payload of one handshake record, plain or decrypted. `TlsRecord` is one. */
export interface HandshakeFragment extends Provenance {
  readonly payload: Uint8Array
  /** The record's whole content length: more than `payload` where bytes were lost. */
  readonly length: number
  readonly cut: boolean
  /** Which packet brought which part; empty: the whole came in all the packets. */
  readonly arrivals: readonly Arrival[]
}

/**
 * Puts one direction's handshake messages together from record payloads: several in one record, one over
 * several records (RFC 8446 5.1). A message is at most 2^24 + 3 bytes, and no more memory is taken than bytes
 * have come. After lost bytes it skips the rest of the broken message where its length is known, else it goes
 * on at the next record that can start a message.
 */
export class HandshakeAssembler {
  readonly #sink: HandshakeSink
  readonly #pending = new Gather()
  readonly #trail = new Trail()
  /** Length of the message in `#pending` with its header; 0 while the header is incomplete. */
  #needed = 0
  /** Bytes of a broken message that are still to come. */
  #skip = 0
  #aligned = true
  #interleavedTold = false

  constructor(sink: HandshakeSink) {
    this.#sink = sink
  }

  /** Whether a message has begun and not ended. */
  get insideMessage(): boolean {
    return this.#pending.length > 0
  }

  push(fragment: HandshakeFragment): void {
    const { payload, length, cut } = fragment
    if (length === 0) {
      this.#problem('empty-record', 'a handshake record without content', fragment)
      return
    }
    const skipped = Math.min(this.#skip, payload.length)
    this.#skip -= skipped
    if (skipped < payload.length && this.#align(fragment, skipped)) this.#read(fragment, skipped)
    if (cut) this.#loseKnown(length - payload.length)
  }

  /** A record of another type came: in the middle of a message that is an error of the peer. */
  otherRecord(contentType: number, provenance: Provenance): void {
    if (!this.insideMessage || this.#interleavedTold) return
    this.#interleavedTold = true
    const detail = `a record of type ${contentType} in the middle of a handshake message`
    this.#problem('interleaved', detail, provenance)
  }

  /** Bytes of the stream were lost between records: what was begun is handed on cut. */
  lost(): void {
    this.#handOnCut()
    this.#skip = 0
    this.#aligned = false
  }

  end(): void {
    this.#handOnCut()
  }

  #read(fragment: HandshakeFragment, from: number): void {
    const { payload } = fragment
    let at = from
    while (at < payload.length) {
      const held = this.#pending.length
      const wanted = (held < MESSAGE_HEADER ? MESSAGE_HEADER : this.#needed) - held
      const stop = Math.min(payload.length, at + wanted)
      this.#pending.append(payload, at, stop, this.#needed || Number.POSITIVE_INFINITY)
      this.#trace(fragment, at, stop)
      at = stop
      if (this.#pending.length < MESSAGE_HEADER) return
      if (this.#needed === 0) this.#needed = MESSAGE_HEADER + this.#announced()
      if (this.#pending.length === this.#needed) this.#handOn(false)
    }
  }

  /** Whether reading may go on at `from`; after a loss only a believable message start is taken for one. */
  #align(fragment: HandshakeFragment, from: number): boolean {
    if (this.#aligned) return true
    const { payload } = fragment
    const source = { at: (index: number): number => payload[index] ?? 0 }
    this.#aligned = payload.length - from >= MESSAGE_HEADER && isPlausibleHandshake(source, from)
    if (!this.#aligned) {
      this.#problem('lost-alignment', 'bytes were lost; this record does not start a message', fragment)
    }
    return this.#aligned
  }

  /** `count` bytes of the current record are missing: they belong to the message begun, and maybe to more. */
  #loseKnown(count: number): void {
    const left = this.#skip > 0 ? this.#skip : this.#needed > 0 ? this.#needed - this.#pending.length : 0
    this.#handOnCut()
    this.#skip = Math.max(0, left - count)
    this.#aligned = this.#skip > 0 || left === count
  }

  #announced(): number {
    return this.#pending.at(1) * 65_536 + this.#pending.at(2) * 256 + this.#pending.at(3)
  }

  /** Notes the packets that carried `payload[start, end)`. */
  #trace(fragment: HandshakeFragment, start: number, end: number): void {
    const { arrivals } = fragment
    if (arrivals.length === 0) {
      this.#trail.addAll(fragment)
      return
    }
    for (let index = firstEndingAfter(arrivals, start); index < arrivals.length; index++) {
      const arrival = arrivals[index]
      if (arrival === undefined) return
      this.#trail.add(arrival.frame, arrival.atMicros)
      if (arrival.end >= end) return
    }
  }

  #handOnCut(): void {
    if (this.#pending.length > 0) this.#handOn(true)
  }

  #handOn(cut: boolean): void {
    const raw = this.#pending.take()
    this.#needed = 0
    this.#interleavedTold = false
    this.#sink.message({ handshakeType: raw[0] ?? 0, raw, cut, ...this.#trail.take() })
  }

  #problem(kind: HandshakeProblem['kind'], detail: string, provenance: Provenance): void {
    const frame = provenance.frames[provenance.frames.length - 1] ?? 0
    this.#sink.problem({ kind, detail, frame, atMicros: provenance.completedMicros })
  }
}

function firstEndingAfter(arrivals: readonly Arrival[], offset: number): number {
  let low = 0
  let high = arrivals.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((arrivals[middle]?.end ?? 0) > offset) high = middle
    else low = middle + 1
  }
  return low
}
