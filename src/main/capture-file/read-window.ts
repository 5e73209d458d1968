import type { ByteSource } from './byte-source.ts'

const READ_SIZE = 1024 * 1024

/**
 * The part of the input that is in memory: `bytes[start, end)`. The format reader moves `start` forward and,
 * if it cannot go on, says in `needed` how many bytes it wants from there; the window grows only that far.
 */
export class ReadWindow {
  bytes = new Uint8Array(READ_SIZE + 256 * 1024)
  view = new DataView(this.bytes.buffer)
  start = 0
  end = 0
  /** The input ends at `end`. */
  atEnd = false
  /** Bytes from `start` on that the format reader needs to make progress. */
  needed = 1
  /** Offset of `bytes[0]` in the (decompressed) input. */
  #base = 0

  /** Offset in the input of a position in `bytes`. */
  offsetOf(at: number): number {
    return this.#base + at
  }

  /** Unread bytes. */
  get available(): number {
    return this.end - this.start
  }

  /** Reads once, at least one byte unless the input has ended. Positions in `bytes` change. */
  async fill(source: ByteSource): Promise<number> {
    const tight = this.bytes.length - this.end < READ_SIZE || this.start + this.needed > this.bytes.length
    if (this.start > 0 && tight) this.#moveToFront()
    if (this.needed > this.bytes.length) this.#grow(this.needed)
    const room = Math.min(this.bytes.length - this.end, READ_SIZE)
    const read = await source.read(this.bytes.subarray(this.end, this.end + room))
    this.end += read
    if (read === 0) this.atEnd = true
    return read
  }

  #moveToFront(): void {
    this.bytes.copyWithin(0, this.start, this.end)
    this.#base += this.start
    this.end -= this.start
    this.start = 0
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(needed + READ_SIZE)
    grown.set(this.bytes.subarray(0, this.end))
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }
}
