/** Collects bytes that come in pieces; grows only as bytes really arrive, by doubling. */
export class Gather {
  #bytes: Uint8Array = new Uint8Array(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  at(index: number): number {
    return this.#bytes[index] ?? 0
  }

  /** `limit`: how large it will get at most, if known; spares the last doubling. */
  append(source: Uint8Array, start: number, end: number, limit = Number.POSITIVE_INFINITY): void {
    const length = this.#length + end - start
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, Math.min(2 * this.#bytes.length, limit)))
      grown.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = grown
    }
    this.#bytes.set(source.subarray(start, end), this.#length)
    this.#length = length
  }

  /** The bytes so far, which now belong to the caller; starts empty again. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length)
    this.#bytes = new Uint8Array(0)
    this.#length = 0
    return taken.length * 2 < taken.buffer.byteLength ? taken.slice() : taken
  }

  /** A view of the bytes so far. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}
