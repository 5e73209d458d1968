import { randomFillSync } from 'node:crypto'
import { u32 } from '../../shared/packet/hop.ts'
import type { TcpSegmentView } from '../../shared/packet/segment.ts'

/** Family, both addresses of up to four words, both ports. */
const WORDS_PER_KEY = 10
const PORTS = 9
const FIRST_SLOTS = 1024

/** No slot. */
export const NOWHERE = -1

/**
 * Numbers connections by address pair and port pair, the same for both directions: a chained hash table over typed
 * arrays, so that looking up touches no object and allocates nothing. Each flow has a slot, a small number that stays
 * its own until it is removed, under which others keep what they know of it. Multipliers and offsets are drawn anew in
 * each process: nobody who writes a capture can know which keys collide.
 */
export class FlowTable {
  readonly #seed = randomFillSync(new Int32Array(WORDS_PER_KEY)).map((word) => word | 1)
  /** The key last looked up. */
  readonly #key = new Int32Array(WORDS_PER_KEY)
  #keys = new Int32Array(FIRST_SLOTS * WORDS_PER_KEY)
  /** Slots that were ever in use; beyond them none is. */
  #used = 0
  /** Slot behind a slot in its bucket, or in the list of free ones; -1 ends both. */
  #next = new Int32Array(FIRST_SLOTS)
  #buckets = new Int32Array(FIRST_SLOTS * 2).fill(-1)
  #free = -1
  #fromLow = true

  /** Whether the segment last looked up came from the endpoint that stands first in its key. */
  get fromLow(): boolean {
    return this.#fromLow
  }

  /** Slots that there is room for: every slot is below. */
  get capacity(): number {
    return this.#next.length
  }

  /** The slot of a segment's flow, or `NOWHERE`. */
  find(segment: TcpSegmentView): number {
    return segment.addressLength === 4 ? this.#findIpv4(segment) : this.#findAny(segment)
  }

  /** What `#findAny` does, for the addresses that nearly all captures are of; the key is written if it is new. */
  #findIpv4({ bytes, sourceAt, destinationAt, sourcePort, destinationPort }: TcpSegmentView): number {
    const source = u32(bytes, sourceAt) | 0
    const destination = u32(bytes, destinationAt) | 0
    return this.findIpv4(source, destination, (sourcePort << 16) | destinationPort)
  }

  /** @param source and `destination` address as a signed word, @param both ports in one word, the source's above */
  findIpv4(source: number, destination: number, both: number): number {
    const fromLow = source < destination || (source === destination && both >>> 16 <= (both & 0xffff))
    const low = fromLow ? source : destination
    const high = fromLow ? destination : source
    const ports = fromLow ? both : (both << 16) | (both >>> 16)
    this.#fromLow = fromLow
    const keys = this.#keys
    let slot = this.#buckets[this.#bucketOfIpv4(low, high, ports)] ?? -1
    while (slot >= 0) {
      const at = slot * WORDS_PER_KEY
      if (keys[at + 1] === low && keys[at + 2] === high && keys[at + PORTS] === ports && keys[at] === 4) {
        return slot
      }
      slot = this.#next[slot] ?? -1
    }
    const key = this.#key
    key[0] = 4
    key[1] = low
    key[2] = high
    key[PORTS] = ports
    return NOWHERE
  }

  #findAny(segment: TcpSegmentView): number {
    const words = this.#write(segment)
    const key = this.#key
    const keys = this.#keys
    let slot = this.#buckets[this.#bucketOf(key, 0, words)] ?? -1
    while (slot >= 0) {
      const at = slot * WORDS_PER_KEY
      let same = keys[at] === key[0] && keys[at + PORTS] === key[PORTS]
      for (let word = 1; same && word <= words; word++) same = keys[at + word] === key[word]
      if (same) return slot
      slot = this.#next[slot] ?? -1
    }
    return NOWHERE
  }

  /** A slot for the flow of the segment last looked up, which had none. */
  add(): number {
    if (this.#free < 0 && this.#used === this.#next.length) this.#grow()
    let slot = this.#free
    if (slot < 0) slot = this.#used++
    else this.#free = this.#next[slot] ?? -1
    this.#keys.set(this.#key, slot * WORDS_PER_KEY)
    this.#link(slot)
    return slot
  }

  remove(slot: number): void {
    const bucket = this.#bucketOfSlot(slot)
    const next = this.#next[slot] ?? -1
    let at = this.#buckets[bucket] ?? -1
    if (at === slot) this.#buckets[bucket] = next
    else {
      while (at >= 0 && this.#next[at] !== slot) at = this.#next[at] ?? -1
      if (at >= 0) this.#next[at] = next
    }
    this.#next[slot] = this.#free
    this.#free = slot
  }

  /** Fills in who sends to whom, as `slot` has it. @param fromLow whether the endpoint that stands first sends */
  endpoints(slot: number, fromLow: boolean, into: TcpSegmentView): void {
    const at = slot * WORDS_PER_KEY
    const length = this.#keys[at] === 16 ? 16 : 4
    const bytes = new DataView(into.bytes.buffer, into.bytes.byteOffset)
    for (let word = 0; word < length >> 1; word++) bytes.setInt32(word * 4, this.#keys[at + 1 + word] ?? 0)
    const ports = this.#keys[at + PORTS] ?? 0
    into.addressLength = length
    into.sourceAt = fromLow ? 0 : length
    into.destinationAt = fromLow ? length : 0
    into.sourcePort = fromLow ? ports >>> 16 : ports & 0xffff
    into.destinationPort = fromLow ? ports & 0xffff : ports >>> 16
  }

  /** Writes the key; returns how many words its two addresses have. */
  #write(segment: TcpSegmentView): number {
    const { bytes, addressLength, sourceAt, destinationAt, sourcePort, destinationPort } = segment
    const key = this.#key
    const half = addressLength >> 2
    let order = 0
    for (let word = 0; word < half; word++) {
      const source = u32(bytes, sourceAt + word * 4) | 0
      const destination = u32(bytes, destinationAt + word * 4) | 0
      key[1 + word] = source
      key[1 + half + word] = destination
      // Any order will do, if it is always the same.
      if (order === 0) order = source - destination
    }
    if (order === 0) order = sourcePort - destinationPort
    this.#fromLow = order <= 0
    if (!this.#fromLow) {
      for (let word = 1; word <= half; word++) {
        const source = key[word] ?? 0
        key[word] = key[half + word] ?? 0
        key[half + word] = source
      }
    }
    key[0] = addressLength
    key[PORTS] = this.#fromLow ? (sourcePort << 16) | destinationPort : (destinationPort << 16) | sourcePort
    return 2 * half
  }

  /** `#bucketOf` two words. */
  #bucketOfIpv4(low: number, high: number, ports: number): number {
    const seed = this.#seed
    let hash = Math.imul(ports ^ (seed[0] ?? 0), seed[PORTS] ?? 1)
    hash = Math.imul(hash ^ (hash >>> 15) ^ low, seed[1] ?? 1)
    hash = Math.imul(hash ^ (hash >>> 15) ^ high, seed[2] ?? 1)
    return (hash ^ (hash >>> 16)) & (this.#buckets.length - 1)
  }

  #bucketOf(keys: Int32Array, at: number, words: number): number {
    const seed = this.#seed
    let hash = Math.imul((keys[at + PORTS] ?? 0) ^ (seed[0] ?? 0), seed[PORTS] ?? 1)
    for (let word = 1; word <= words; word++) {
      hash = Math.imul(hash ^ (hash >>> 15) ^ (keys[at + word] ?? 0), seed[word] ?? 1)
    }
    return (hash ^ (hash >>> 16)) & (this.#buckets.length - 1)
  }

  #bucketOfSlot(slot: number): number {
    const at = slot * WORDS_PER_KEY
    return this.#bucketOf(this.#keys, at, this.#keys[at] === 16 ? 8 : 2)
  }

  #link(slot: number): void {
    const bucket = this.#bucketOfSlot(slot)
    this.#next[slot] = this.#buckets[bucket] ?? -1
    this.#buckets[bucket] = slot
  }

  #grow(): void {
    const slots = this.#next.length * 2
    const keys = new Int32Array(slots * WORDS_PER_KEY)
    keys.set(this.#keys)
    this.#keys = keys
    this.#next = new Int32Array(slots)
    this.#buckets = new Int32Array(slots * 2).fill(-1)
    // Only called with every slot in use.
    for (let slot = 0; slot < this.#used; slot++) this.#link(slot)
  }
}
