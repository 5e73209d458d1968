import { NO_BYTES } from '../../bytes/nothing.ts'

/** Shorter runs are copied byte by byte: a view for the engine's own copying costs more. */
const FEW = 48

/** Collects bytes that come in pieces; grows only as bytes really arrive, by doubling. */
export class Gather {
  #bytes: Uint8Array = NO_BYTES
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
      if (this.#length > 0) grown.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = grown
    }
    if (end - start <= FEW) {
      for (let at = start, to = this.#length; at < end; at++, to++) this.#bytes[to] = source[at] ?? 0
    } else this.#bytes.set(source.subarray(start, end), this.#length)
    this.#length = length
  }

  /** The bytes so far, which now belong to the caller; starts empty again. */
  take(): Uint8Array {
    if (this.#length === 0) return NO_BYTES
    const taken = this.view()
    this.#bytes = NO_BYTES
    this.#length = 0
    return taken.length * 2 < taken.buffer.byteLength ? taken.slice() : taken
  }

  /** A view of the bytes so far. */
  view(): Uint8Array {
    return this.#length === this.#bytes.length ? this.#bytes : this.#bytes.subarray(0, this.#length)
  }
}
