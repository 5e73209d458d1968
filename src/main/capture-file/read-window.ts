import type { ByteSource } from './byte-source.ts'

const READ_SIZE = 1024 * 1024
/** Room before what is read, for what was left of the read before: the longest packet fits. */
const HEADROOM = 256 * 1024 + 64

interface Reading {
  readonly buffer: Uint8Array<ArrayBuffer>
  readonly length: number
}

/**
 * The part of the input that is in memory: `bytes[start, end)`. The format reader moves `start` forward and,
 * if it cannot go on, says in `needed` how many bytes it wants from there; the window grows only that far. Two
 * buffers take turns: while one is looked through, a file is read on into the other.
 */
export class ReadWindow {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)
  view = new DataView(this.bytes.buffer)
  start = 0
  end = 0
  /** The input ends at `end`. */
  atEnd = false
  /** Bytes from `start` on that the format reader needs to make progress; 0: none, it only paused. */
  needed = 1
  /** Offset of `bytes[0]` in the (decompressed) input. */
  #base: number
  #fills = 0
  #ahead: Promise<Reading> | null = null
  #spare: Uint8Array<ArrayBuffer> | null = null

  /** @param offset in the input of the first byte that is read */
  constructor(offset = 0) {
    this.#base = offset
  }

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
    const ahead = this.#ahead ?? this.#read(source)
    this.#ahead = null
    const { buffer, length } = await ahead
    if (length === 0) this.atEnd = true
    else {
      this.#append(buffer, length)
      // The first bytes tell whether anything behind them is worth reading.
      if (source.mayReadAhead && this.#fills++ > 0) this.#readAhead(source)
    }
    return length
  }

  /** Puts what was read behind what is left: before it in its own buffer, where there is room. */
  #append(read: Uint8Array<ArrayBuffer>, length: number): void {
    const left = this.available
    if (left <= HEADROOM) {
      const start = HEADROOM - left
      read.set(this.bytes.subarray(this.start, this.end), start)
      this.#base += this.start - start
      this.#use(read)
      this.start = start
      this.end = HEADROOM + length
      return
    }
    if (this.end + length > this.bytes.length) this.#makeRoom(Math.max(this.needed, left + length))
    this.bytes.set(read.subarray(HEADROOM, HEADROOM + length), this.end)
    this.end += length
    this.#spare = read
  }

  #makeRoom(room: number): void {
    const left = this.bytes.subarray(this.start, this.end)
    const roomy = room <= this.bytes.length ? this.bytes : new Uint8Array(room + READ_SIZE)
    roomy.set(left)
    this.#base += this.start
    this.end -= this.start
    this.start = 0
    this.#use(roomy)
  }

  #use(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.bytes !== bytes && this.bytes.length === HEADROOM + READ_SIZE) this.#spare = this.bytes
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
  }

  #readAhead(source: ByteSource): void {
    this.#ahead = this.#read(source)
    // Whoever fills next is told; nobody may.
    this.#ahead.catch(() => {})
  }

  async #read(source: ByteSource): Promise<Reading> {
    // A small file needs no large buffer; one byte more tells its end.
    const size = source.total === null ? READ_SIZE : Math.min(READ_SIZE, source.total + 1)
    const spare = this.#spare
    this.#spare = null
    const buffer = spare ?? new Uint8Array(HEADROOM + size)
    return { buffer, length: await source.read(buffer.subarray(HEADROOM)) }
  }
}
