/** Shorter ones grow in larger steps. */
const SMALL = 4096

/** A growing run of numbers, texts and bytes, little-endian. Room for what is written must have been made before. */
export class TapeBuffer {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  #at = 0

  constructor(buffer: ArrayBuffer) {
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
  }

  get length(): number {
    return this.#at
  }

  /** A view of what was written. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#at)
  }

  /** How much it holds without growing. */
  get capacity(): number {
    return this.#bytes.length
  }

  get buffer(): ArrayBuffer {
    return this.#bytes.buffer
  }

  clear(): void {
    this.#at = 0
  }

  /** Sees to it that `length` more bytes can be written. */
  makeRoom(length: number): void {
    const needed = this.#at + length
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * (this.#bytes.length < SMALL ? 4 : 2)))
    grown.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
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

  raw(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }
}
