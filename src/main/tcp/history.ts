/** Bytes are kept in pieces of this length, which are used again and again. */
const PIECE = 2048
/** Pieces that are kept for the next one who needs them. */
const SPARE = 4096
/** Pieces made at once, of one stretch of memory: each by itself would cost more to make than to fill. */
const MADE_AT_ONCE = 32

/**
 * The first delivered bytes of one direction, kept so that a retransmission can be compared with them. Ends
 * at the first hole, at its limit, or when the common budget is used up: then nothing is compared.
 */
export class History {
  #pieces: Uint8Array[] | null = null
  #length = 0
  /** Whether nothing further is kept. */
  ended = false
  readonly #limit: number
  readonly #budget: HistoryBudget

  constructor(limit: number, budget: HistoryBudget) {
    this.#limit = limit
    this.#budget = budget
  }

  append(source: Uint8Array, start: number, end: number): void {
    if (this.ended) return
    let from = start
    const stop = Math.min(end, start + this.#limit - this.#length)
    while (from < stop) {
      const within = this.#length % PIECE
      const piece = within === 0 ? this.#another() : this.#pieces?.at(-1)
      if (piece === undefined || piece === null) {
        this.ended = true
        return
      }
      const count = Math.min(PIECE - within, stop - from)
      piece.set(source.subarray(from, from + count), within)
      this.#length += count
      from += count
    }
    if (this.#length === this.#limit) this.ended = true
  }

  /** Nothing further is kept: behind a hole offsets and bytes would no longer agree. */
  stop(): void {
    this.ended = true
  }

  /** Whether `source[from, from + length)` differs from what was delivered at `offset`, where that is known. */
  differs(offset: number, source: Uint8Array, from: number, length: number): boolean {
    const pieces = this.#pieces
    if (pieces === null || offset < 0) return false
    const stop = Math.min(offset + length, this.#length)
    for (let at = offset; at < stop; at++) {
      if (pieces[Math.floor(at / PIECE)]?.[at % PIECE] !== source[from + at - offset]) return true
    }
    return false
  }

  release(): void {
    if (this.#pieces !== null) for (const piece of this.#pieces) this.#budget.giveBack(piece)
    this.#pieces = null
    this.#length = 0
    this.ended = true
  }

  #another(): Uint8Array | null {
    const piece = this.#budget.take()
    if (piece === null) return null
    this.#pieces ??= []
    this.#pieces.push(piece)
    return piece
  }
}

/** What all histories together may hold. */
export class HistoryBudget {
  left: number
  readonly #spare: Uint8Array[] = []

  constructor(bytes: number) {
    this.left = bytes
  }

  /** A piece, its content arbitrary; `null` where the budget is used up. */
  take(): Uint8Array | null {
    if (PIECE > this.left) return null
    this.left -= PIECE
    return this.#spare.pop() ?? this.#make()
  }

  giveBack(piece: Uint8Array): void {
    this.left += PIECE
    if (this.#spare.length < SPARE) this.#spare.push(piece)
  }

  #make(): Uint8Array {
    const stretch = new ArrayBuffer(PIECE * MADE_AT_ONCE)
    for (let at = 1; at < MADE_AT_ONCE; at++) this.#spare.push(new Uint8Array(stretch, at * PIECE, PIECE))
    return new Uint8Array(stretch, 0, PIECE)
  }
}
