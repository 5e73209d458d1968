/**
 * The first delivered bytes of one direction, kept so that a retransmission can be compared with them. Ends
 * at the first hole, at its limit, or when the common budget is used up: then nothing is compared.
 */
export class History {
  #bytes: Uint8Array | null = null
  #length = 0
  #ended = false
  readonly #limit: number
  readonly #budget: HistoryBudget

  constructor(limit: number, budget: HistoryBudget) {
    this.#limit = limit
    this.#budget = budget
  }

  append(source: Uint8Array, start: number, end: number): void {
    if (this.#ended || start >= end) return
    const length = Math.min(end - start, this.#limit - this.#length)
    if (!this.#reserve(this.#length + length)) {
      this.#ended = true
      return
    }
    this.#bytes?.set(source.subarray(start, start + length), this.#length)
    this.#length += length
    if (this.#length === this.#limit) this.#ended = true
  }

  /** Nothing further is kept: behind a hole offsets and bytes would no longer agree. */
  stop(): void {
    this.#ended = true
  }

  /** Whether `source[from, from + length)` differs from what was delivered at `offset`, where that is known. */
  differs(offset: number, source: Uint8Array, from: number, length: number): boolean {
    const kept = this.#bytes
    if (kept === null || offset < 0) return false
    const stop = Math.min(offset + length, this.#length)
    for (let at = offset; at < stop; at++) if (kept[at] !== source[from + at - offset]) return true
    return false
  }

  release(): void {
    if (this.#bytes !== null) this.#budget.giveBack(this.#bytes)
    this.#bytes = null
    this.#length = 0
    this.#ended = true
  }

  #reserve(length: number): boolean {
    const held = this.#bytes?.length ?? 0
    if (length <= held) return true
    const grown = this.#budget.take(Math.min(this.#limit, Math.max(length, 2 * held)))
    if (grown === null) return false
    if (this.#bytes !== null) {
      grown.set(this.#bytes.subarray(0, this.#length))
      this.#budget.giveBack(this.#bytes)
    }
    this.#bytes = grown
    return true
  }
}

/** Enough for one side of most handshakes. */
const USUAL = 4096
const SPARE = 1024

/** What all histories together may hold. Buffers of the usual size are used again. */
export class HistoryBudget {
  left: number
  readonly #spare: Uint8Array[] = []

  constructor(bytes: number) {
    this.left = bytes
  }

  /** A buffer of at least that length, its content arbitrary; `null` where the budget is used up. */
  take(length: number): Uint8Array | null {
    const size = Math.max(length, USUAL)
    if (size > this.left) return null
    this.left -= size
    return (size === USUAL ? this.#spare.pop() : undefined) ?? new Uint8Array(size)
  }

  giveBack(buffer: Uint8Array): void {
    this.left += buffer.length
    if (buffer.length === USUAL && this.#spare.length < SPARE) this.#spare.push(buffer)
  }
}
