import type { TapeBlock, TapeBlocks } from './tape-blocks.ts'

/**
 * A growing run of numbers, texts and bytes, little-endian, in blocks: what was written stays where it is. Room for
 * numbers and texts must have been made before.
 */
export class TapeBuffer {
  readonly #blocks: TapeBlocks
  /** Those written before the one at hand, each as far as it was. */
  readonly #full: { readonly block: TapeBlock; readonly length: number }[] = []
  #fullLength = 0
  #fullCapacity = 0
  #block: TapeBlock
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  #at = 0

  /** @param blocks where its blocks come from, and go when it is cleared; the first stays with it */
  constructor(blocks: TapeBlocks) {
    this.#blocks = blocks
    this.#block = blocks.take(0, 0)
    this.#bytes = this.#block.bytes
    this.#view = this.#block.view
  }

  get length(): number {
    return this.#fullLength + this.#at
  }

  /** Bytes of its blocks. */
  get capacity(): number {
    return this.#fullCapacity + this.#bytes.length
  }

  /** What was written, copied. */
  copy(): Uint8Array<ArrayBuffer> {
    const copy = new Uint8Array(this.length)
    this.copyTo(copy, 0)
    return copy
  }

  /** @param to has room for `length` bytes from `at` */
  copyTo(to: Uint8Array, at: number): void {
    let end = at
    for (const { block, length } of this.#full) {
      to.set(block.bytes.subarray(0, length), end)
      end += length
    }
    to.set(this.#bytes.subarray(0, this.#at), end)
  }

  clear(): void {
    this.#at = 0
    const first = this.#full[0]
    if (first === undefined) return
    for (const { block } of this.#full) if (block !== first.block) this.#blocks.giveBack(block)
    this.#blocks.giveBack(this.#block)
    this.#full.length = 0
    this.#fullLength = 0
    this.#fullCapacity = 0
    this.#use(first.block)
  }

  /** Sees to it that `length` more bytes can be written one behind the other. */
  makeRoom(length: number): void {
    if (this.#at + length > this.#bytes.length) this.#another(length)
  }

  u8(value: number): void {
    this.#bytes[this.#at++] = value
  }

  u16(value: number): void {
    this.#view.setUint16(this.#at, value, true)
    this.#at += 2
  }

  u32(value: number): void {
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  f64(value: number): void {
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  text(text: string): void {
    this.u16(text.length)
    for (let index = 0; index < text.length; index++) this.u16(text.charCodeAt(index))
  }

  /** Makes room for itself. */
  raw(bytes: Uint8Array): void {
    let from = 0
    for (;;) {
      const room = this.#bytes.length - this.#at
      if (bytes.length - from <= room) break
      this.#bytes.set(bytes.subarray(from, from + room), this.#at)
      this.#at += room
      from += room
      this.#another(0, bytes.length - from)
    }
    this.#bytes.set(from === 0 ? bytes : bytes.subarray(from), this.#at)
    this.#at += bytes.length - from
  }

  /** @param needed at least so much @param useful so much, if blocks are that long */
  #another(needed: number, useful = needed): void {
    this.#full.push({ block: this.#block, length: this.#at })
    this.#fullLength += this.#at
    this.#fullCapacity += this.#bytes.length
    this.#block = this.#blocks.take(this.#full.length, useful, needed)
    this.#use(this.#block)
  }

  #use(block: TapeBlock): void {
    this.#block = block
    this.#bytes = block.bytes
    this.#view = block.view
    this.#at = 0
  }
}
