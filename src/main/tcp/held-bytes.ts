import { Gather } from '../../shared/tls/record/gather.ts'
import type { RecordSearch } from '../../shared/tls/record/record-search.ts'

/** What one packet is reckoned at, beside its bytes. */
const ITEM_COST = 64

/** A packet's bytes, or a hole, as they came. */
interface HeldItem {
  readonly hole: number
  readonly start: number
  readonly end: number
  readonly frame: number
  readonly atMicros: number
}

export interface HeldReceiver {
  data(bytes: Uint8Array, start: number, end: number, frame: number, atMicros: number): void
  hole(length: number, frame: number, atMicros: number): void
}

/** One direction's bytes kept until it is known what they are, with the packets they came in. */
export class HeldBytes {
  #bytes = new Gather()
  #items: HeldItem[] = []
  #cursor = 0
  readonly #usual: number
  readonly #most: number

  /** @param usual how many bytes decide most cases, and @param most how many are held at most, about: spares growing beyond */
  constructor(usual: number, most: number) {
    this.#usual = usual
    this.#most = most
  }

  get length(): number {
    return this.#bytes.length
  }

  /** Bytes held, with overhead. */
  get cost(): number {
    return this.#bytes.capacity + ITEM_COST * this.#items.length
  }

  /** Whether nothing was held yet, no hole either. */
  get isEmpty(): boolean {
    return this.#items.length === 0
  }

  /** First packet held, for a report; `null` where none is. */
  get first(): { frame: number; atMicros: number } | null {
    return this.#items[0] ?? null
  }

  at(index: number): number {
    return this.#bytes.at(index)
  }

  /** Where the byte stands next, from `from` on; beyond all of them if nowhere. */
  indexOf(byte: number, from: number): number {
    const found = this.#bytes.view().indexOf(byte, from)
    return found < 0 ? this.#bytes.length : found
  }

  /** Whether the search, which goes on where it was, finds a record in what is held. */
  search(search: RecordSearch): boolean {
    return search.found(this.#bytes)
  }

  /** Whether the search has met something that more bytes may prove to be a record. */
  awaits(search: RecordSearch): boolean {
    return search.waits(this.#bytes)
  }

  view(): Uint8Array {
    return this.#bytes.view()
  }

  data(bytes: Uint8Array, start: number, end: number, frame: number, atMicros: number): void {
    const at = this.#bytes.length
    this.#bytes.append(bytes, start, end, at + end - start <= this.#usual ? this.#usual : this.#most)
    this.#items.push({ hole: 0, start: at, end: at + end - start, frame, atMicros })
  }

  hole(length: number, frame: number, atMicros: number): void {
    const at = this.#bytes.length
    this.#items.push({ hole: length, start: at, end: at, frame, atMicros })
  }

  /** Whether a packet's bytes start at `index`; to be asked with rising indices, or after `rewind`. */
  startsPacket(index: number): boolean {
    for (;;) {
      const item = this.#items[this.#cursor]
      if (item === undefined || item.start > index) return false
      if (item.start === index && item.hole === 0) return true
      this.#cursor++
    }
  }

  rewind(): void {
    this.#cursor = 0
  }

  /** How many bytes of the direction, holes included, stand before what `release(index)` hands on. */
  offsetOf(index: number): number {
    let offset = index
    for (const item of this.#items) if (!isHandedOn(item, index)) offset += item.hole
    return offset
  }

  /** Hands on everything from `index` (holes there included) and keeps nothing. */
  release(index: number, receiver: HeldReceiver): void {
    const bytes = this.#bytes.take()
    const items = this.#items
    this.drop()
    for (const item of items) {
      const { hole, start, end, frame, atMicros } = item
      if (hole > 0) {
        if (isHandedOn(item, index)) receiver.hole(hole, frame, atMicros)
      } else if (end > index) receiver.data(bytes, Math.max(start, index), end, frame, atMicros)
    }
  }

  drop(): void {
    this.#bytes = new Gather()
    this.#items = []
    this.#cursor = 0
  }
}

/** A hole right before `index` belongs to what stands before it, unless nothing does. */
function isHandedOn(item: HeldItem, index: number): boolean {
  return item.start > index || (item.start === index && index === 0)
}
