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
  /** Both are made when a message first goes on in another record, or came in several packets: most do neither. */
  #pending: Gather | null = null
  #trail: Trail | null = null
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
    return this.#held > 0
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

  get #held(): number {
    return this.#pending?.length ?? 0
  }

  #read(fragment: HandshakeFragment, from: number): void {
    const { payload } = fragment
    let at = from
    while (at < payload.length) {
      const whole = this.#held === 0 ? this.#handOnWhole(fragment, at) : 0
      at = whole > 0 ? at + whole : this.#gather(fragment, at)
    }
  }

  /** Adds what there is of one message at `at`, and hands it on if that is all of it. Returns where it stopped. */
  #gather(fragment: HandshakeFragment, at: number): number {
    const { payload } = fragment
    this.#pending ??= new Gather()
    const pending = this.#pending
    const wanted = (pending.length < MESSAGE_HEADER ? MESSAGE_HEADER : this.#needed) - pending.length
    const stop = Math.min(payload.length, at + wanted)
    pending.append(payload, at, stop, this.#needed || Number.POSITIVE_INFINITY)
    this.#trace(fragment, at, stop)
    if (pending.length < MESSAGE_HEADER) return stop
    if (this.#needed === 0) this.#needed = MESSAGE_HEADER + announcedLength(pending.view(), 0)
    if (pending.length === this.#needed) this.#handOn(pending, false)
    return stop
  }

  /** A message that stands at `at` all in one record is a part of its payload: how long it is; 0 if none does. */
  #handOnWhole(fragment: HandshakeFragment, at: number): number {
    const { payload, arrivals } = fragment
    const length = MESSAGE_HEADER + announcedLength(payload, at)
    if (payload.length - at < length) return 0
    const raw = length === payload.length ? payload : payload.subarray(at, at + length)
    const handshakeType = payload[at] ?? 0
    const only = arrivals.length === 1 ? arrivals[0] : undefined
    if (only !== undefined && fragment.frames.length === 1) {
      const { atMicros } = only
      const { frames } = fragment
      this.#sink.message({
        handshakeType,
        raw,
        cut: false,
        frames,
        startedMicros: atMicros,
        completedMicros: atMicros,
      })
      return length
    }
    const { frames, startedMicros, completedMicros } = this.#trace(fragment, at, at + length).take()
    this.#sink.message({ handshakeType, raw, cut: false, frames, startedMicros, completedMicros })
    return length
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
    const left = this.#skip > 0 ? this.#skip : this.#needed > 0 ? this.#needed - this.#held : 0
    this.#handOnCut()
    this.#skip = Math.max(0, left - count)
    this.#aligned = this.#skip > 0 || left === count
  }

  /** Notes the packets that carried `payload[start, end)`. */
  #trace(fragment: HandshakeFragment, start: number, end: number): Trail {
    const { arrivals } = fragment
    this.#trail ??= new Trail()
    const trail = this.#trail
    if (arrivals.length === 0) trail.addAll(fragment)
    for (let index = firstEndingAfter(arrivals, start); index < arrivals.length; index++) {
      const arrival = arrivals[index]
      if (arrival === undefined) break
      trail.add(arrival.frame, arrival.atMicros)
      if (arrival.end >= end) break
    }
    return trail
  }

  #handOnCut(): void {
    if (this.#pending !== null && this.#pending.length > 0) this.#handOn(this.#pending, true)
  }

  #handOn(pending: Gather, cut: boolean): void {
    const raw = pending.take()
    this.#needed = 0
    this.#interleavedTold = false
    const { frames = [], startedMicros = 0, completedMicros = 0 } = this.#trail?.take() ?? {}
    this.#sink.message({ handshakeType: raw[0] ?? 0, raw, cut, frames, startedMicros, completedMicros })
  }

  #problem(kind: HandshakeProblem['kind'], detail: string, provenance: Provenance): void {
    const frame = provenance.frames[provenance.frames.length - 1] ?? 0
    this.#sink.problem({ kind, detail, frame, atMicros: provenance.completedMicros })
  }
}

/** The length that the header of the message at `at` announces, the header not counted. */
function announcedLength(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
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
