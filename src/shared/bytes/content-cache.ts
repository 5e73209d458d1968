import { equalBytes, hashBytes } from './same-bytes.ts'

interface Entry<Value> {
  readonly key: Uint8Array
  readonly value: Value
}

/**
 * Remembers what was made of byte strings, by their content. Holds the most recent `entries` to twice as many,
 * keys no longer than `longest`; whoever meets the same bytes again pays for reading them twice, no more. Two keys
 * of one hash displace each other, so hostile keys cost only the benefit.
 */
export class ContentCache<Value> {
  readonly #entries: number
  readonly #longest: number
  #recent = new Map<number, Entry<Value>>()
  #earlier = new Map<number, Entry<Value>>()

  constructor(entries: number, longest: number) {
    this.#entries = entries
    this.#longest = longest
  }

  /** What `make` made of these bytes, now or before. `make` is given a copy that nobody else holds. */
  get(key: Uint8Array, make: (key: Uint8Array) => Value): Value {
    if (key.length > this.#longest) return make(key)
    const hash = hashBytes(key)
    const found = this.#recent.get(hash) ?? this.#earlier.get(hash)
    if (found !== undefined && equalBytes(found.key, key)) {
      if (this.#recent.get(hash) !== found) this.#keep(hash, found)
      return found.value
    }
    const own = key.slice()
    const entry = { key: own, value: make(own) }
    this.#keep(hash, entry)
    return entry.value
  }

  #keep(hash: number, entry: Entry<Value>): void {
    if (this.#recent.size >= this.#entries) {
      this.#earlier = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(hash, entry)
  }
}
