import { randomFillSync } from 'node:crypto'
import type { TcpSegmentView } from '../../shared/packet/segment.ts'

/** Two 16-byte addresses and two ports. */
const LONGEST_KEY = 36

/**
 * Tabulation hashing: one random word for every value of every byte of the key. Fast, and nobody who writes
 * a capture can know which keys collide.
 */
const WORDS = randomFillSync(new Uint32Array(LONGEST_KEY * 256))

/** What the table stores; `T` links itself through `nextInBucket`. */
export interface FlowEntry<T> {
  /** Low address, low port, high address, high port, as on the wire. */
  readonly key: Uint8Array
  readonly hash: number
  nextInBucket: T | null
}

/** Connections by address pair and port pair, the same for both directions. Allocates nothing to look up. */
export class FlowTable<T extends FlowEntry<T>> {
  readonly #buckets = new Map<number, T>()
  readonly #key = new Uint8Array(LONGEST_KEY)
  #keyLength = 0
  #hash = 0
  #fromLow = true

  /** Whether the segment last looked up came from the endpoint that stands first in its key. */
  get fromLow(): boolean {
    return this.#fromLow
  }

  find(segment: TcpSegmentView): T | null {
    this.#write(segment)
    for (let entry = this.#buckets.get(this.#hash) ?? null; entry !== null; entry = entry.nextInBucket) {
      if (this.#matches(entry.key)) return entry
    }
    return null
  }

  /** Key and hash of the segment last looked up, for a new entry. */
  keyOfLast(): { key: Uint8Array; hash: number } {
    return { key: this.#key.slice(0, this.#keyLength), hash: this.#hash }
  }

  add(entry: T): void {
    entry.nextInBucket = this.#buckets.get(entry.hash) ?? null
    this.#buckets.set(entry.hash, entry)
  }

  remove(entry: T): void {
    let at = this.#buckets.get(entry.hash) ?? null
    if (at === entry) {
      if (entry.nextInBucket === null) this.#buckets.delete(entry.hash)
      else this.#buckets.set(entry.hash, entry.nextInBucket)
    } else {
      while (at !== null && at.nextInBucket !== entry) at = at.nextInBucket
      if (at !== null) at.nextInBucket = entry.nextInBucket
    }
    entry.nextInBucket = null
  }

  #write(segment: TcpSegmentView): void {
    const { bytes, addressLength, sourceAt, destinationAt, sourcePort, destinationPort } = segment
    let order = 0
    for (let i = 0; i < addressLength && order === 0; i++) {
      order = (bytes[sourceAt + i] ?? 0) - (bytes[destinationAt + i] ?? 0)
    }
    if (order === 0) order = sourcePort - destinationPort
    this.#fromLow = order <= 0
    const half = addressLength + 2
    this.#writeHalf(bytes, sourceAt, addressLength, sourcePort, this.#fromLow ? 0 : half)
    this.#writeHalf(bytes, destinationAt, addressLength, destinationPort, this.#fromLow ? half : 0)
    this.#keyLength = 2 * half
    let hash = 0
    for (let i = 0; i < this.#keyLength; i++) hash ^= WORDS[i * 256 + (this.#key[i] ?? 0)] ?? 0
    this.#hash = hash
  }

  #writeHalf(bytes: Uint8Array, at: number, addressLength: number, port: number, to: number): void {
    for (let i = 0; i < addressLength; i++) this.#key[to + i] = bytes[at + i] ?? 0
    this.#key[to + addressLength] = port >> 8
    this.#key[to + addressLength + 1] = port & 0xff
  }

  #matches(key: Uint8Array): boolean {
    if (key.length !== this.#keyLength) return false
    for (let i = 0; i < key.length; i++) if (key[i] !== this.#key[i]) return false
    return true
  }
}
