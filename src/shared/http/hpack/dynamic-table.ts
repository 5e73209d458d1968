/** A header field; ISO 8859-1 text. */
export interface HeaderField {
  readonly name: string
  readonly value: string
}

/** What an entry counts beside its octets (RFC 7541 4.1). */
const ENTRY_OVERHEAD = 32

/** HPACK's first-in, first-out table of recent fields (RFC 7541 2.3.2). Every step takes constant time, amortised. */
export class DynamicTable {
  /** Oldest first; those before `#first` are evicted. */
  #entries: HeaderField[] = []
  #first = 0
  #size = 0
  #capacity: number

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get length(): number {
    return this.#entries.length - this.#first
  }

  /** Octets, as RFC 7541 4.1 counts them. */
  get size(): number {
    return this.#size
  }

  /** 0 is the newest; `null` behind the oldest. */
  at(index: number): HeaderField | null {
    if (index >= this.length) return null
    return this.#entries[this.#entries.length - 1 - index] ?? null
  }

  /** An entry larger than the table empties it, and is not kept (RFC 7541 4.4). */
  add(field: HeaderField): void {
    const size = sizeOf(field)
    this.#evict(this.#capacity - size)
    if (size > this.#capacity) return
    this.#entries.push(field)
    this.#size += size
  }

  resize(capacity: number): void {
    this.#capacity = capacity
    this.#evict(capacity)
  }

  #evict(most: number): void {
    while (this.#size > most && this.#first < this.#entries.length) {
      const oldest = this.#entries[this.#first++]
      if (oldest !== undefined) this.#size -= sizeOf(oldest)
    }
    if (this.#first > 64 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
  }
}

export function sizeOf(field: HeaderField): number {
  return field.name.length + field.value.length + ENTRY_OVERHEAD
}
