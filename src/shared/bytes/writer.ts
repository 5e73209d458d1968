/** Builds byte strings in network order: the mirror image of `FieldCursor`, for encoders. */
export class ByteWriter {
  #bytes = new Uint8Array(256)
  #length = 0

  get length(): number {
    return this.#length
  }

  u8(value: number): this {
    return this.#integer(value, 1)
  }

  u16(value: number): this {
    return this.#integer(value, 2)
  }

  u24(value: number): this {
    return this.#integer(value, 3)
  }

  u32(value: number): this {
    return this.#integer(value, 4)
  }

  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
    return this
  }

  /** A vector with a length prefix of `prefix` bytes; throws RangeError if the content does not fit. */
  vector(prefix: 1 | 2 | 3, write: (inner: ByteWriter) => void): this {
    const inner = new ByteWriter()
    write(inner)
    if (inner.length >= 2 ** (8 * prefix)) {
      throw new RangeError(`${inner.length} bytes do not fit a ${prefix}-byte length`)
    }
    this.#integer(inner.length, prefix)
    return this.raw(inner.bytes())
  }

  /** A copy of what was written so far. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #integer(value: number, size: number): this {
    this.#reserve(size)
    for (let i = size - 1; i >= 0; i--) {
      this.#bytes[this.#length + i] = value & 0xff
      value = Math.floor(value / 256)
    }
    this.#length += size
    return this
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    grown.set(this.#bytes)
    this.#bytes = grown
  }
}
