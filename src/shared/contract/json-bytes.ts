import { FRAGMENT_BITS, FRAGMENT_LENGTH, type Fragment, type FragmentPool } from './json-fragments.ts'

/** Bytes there is room for at first, and again after each `take`. */
const ROOM = 64 * 1024
/** What is written next is about as long as what was taken: so much longer at most, or room is made. */
const SLACK = 1.25
/** The most bytes that one UTF-16 unit becomes. */
const LONGEST_CHARACTER = 3
const LONGEST_NUMBER = 32
/** A fragment is copied in whole words, so that up to three bytes behind it are written as well. */
const WORD = 4

const QUOTE = 0x22
const BACKSLASH = 0x5c
const FIRST_PLAIN = 0x20
const LAST_PLAIN = 0x7e
const DIGIT_ZERO = 0x30

/** A growing run of JSON in UTF-8, written piece by piece: what stands between them is the writer's business. */
export class JsonBytes {
  readonly #pool: FragmentPool
  #bytes = new Uint8Array(ROOM)
  #words = new DataView(this.#bytes.buffer)
  #length = 0

  /** @param pool of the fragments that will be written */
  constructor(pool: FragmentPool) {
    this.#pool = pool
  }

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.#length
  }

  /** What was written, for the caller to keep; then nothing is. */
  take(): Uint8Array<ArrayBuffer> {
    if (this.#length === 0) return new Uint8Array(0)
    const taken = this.#bytes.subarray(0, this.#length)
    this.#hold(new Uint8Array(Math.max(ROOM, Math.ceil(this.#length * SLACK))))
    this.#length = 0
    return taken
  }

  /** A copy of what was written from `start` on. */
  since(start: number): Uint8Array {
    return this.#bytes.slice(start, this.#length)
  }

  /** Puts another byte in the place of one that was written. */
  replace(at: number, byte: number): void {
    this.#bytes[at] = byte
  }

  byte(byte: number): void {
    this.#roomFor(1)
    this.#bytes[this.#length++] = byte
  }

  /** Text as it stands. ASCII. */
  ascii(text: string): void {
    this.#roomFor(text.length)
    for (let at = 0; at < text.length; at++) this.#bytes[this.#length++] = text.charCodeAt(at)
  }

  copy(bytes: Uint8Array): void {
    this.#roomFor(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  fragment(fragment: Fragment): void {
    const length = fragment & FRAGMENT_LENGTH
    this.#roomFor(length + WORD)
    const from = this.#pool.words
    const into = this.#words
    let word = fragment >>> FRAGMENT_BITS
    let at = this.#length
    const end = at + length
    for (; at < end; at += WORD) into.setInt32(at, from[word++] ?? 0, true)
    this.#length = end
  }

  number(value: number): void {
    this.#roomFor(LONGEST_NUMBER)
    if (value < 0 || value > 0x7fffffff || (value | 0) !== value) {
      this.ascii(Number.isFinite(value) ? String(value) : 'null')
      return
    }
    let at = this.#length + digitsOf(value)
    this.#length = at
    let left = value
    do {
      const rest = (left / 10) | 0
      this.#bytes[--at] = DIGIT_ZERO + (left - rest * 10)
      left = rest
    } while (left > 0)
  }

  /** A text with its quotes. Most are plain ASCII, and are taken as they stand. */
  string(text: string): void {
    this.#roomFor(text.length + 2)
    const bytes = this.#bytes
    let length = this.#length
    bytes[length++] = QUOTE
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit < FIRST_PLAIN || unit > LAST_PLAIN || unit === QUOTE || unit === BACKSLASH) {
        this.#escaped(text)
        return
      }
      bytes[length++] = unit
    }
    bytes[length++] = QUOTE
    this.#length = length
  }

  /** What is native flattens and escapes fastest: its result is one plain run of characters, without lone surrogates. */
  #escaped(text: string): void {
    const quoted = JSON.stringify(text)
    this.#roomFor(quoted.length * LONGEST_CHARACTER)
    const bytes = this.#bytes
    let length = this.#length
    for (let at = 0; at < quoted.length; at++) {
      const unit = quoted.charCodeAt(at)
      if (unit < 0x80) {
        bytes[length++] = unit
      } else if (unit < 0x800) {
        bytes[length++] = 0xc0 | (unit >>> 6)
        bytes[length++] = 0x80 | (unit & 0x3f)
      } else if (unit < 0xd800 || unit > 0xdfff) {
        bytes[length++] = 0xe0 | (unit >>> 12)
        bytes[length++] = 0x80 | ((unit >>> 6) & 0x3f)
        bytes[length++] = 0x80 | (unit & 0x3f)
      } else {
        const code = quoted.codePointAt(at++) ?? 0
        bytes[length++] = 0xf0 | (code >>> 18)
        bytes[length++] = 0x80 | ((code >>> 12) & 0x3f)
        bytes[length++] = 0x80 | ((code >>> 6) & 0x3f)
        bytes[length++] = 0x80 | (code & 0x3f)
      }
    }
    this.#length = length
  }

  #roomFor(bytes: number): void {
    if (this.#length + bytes > this.#bytes.length) this.#grow(this.#length + bytes)
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#hold(larger)
  }

  #hold(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes
    this.#words = new DataView(bytes.buffer)
  }
}

function digitsOf(value: number): number {
  let digits = 1
  for (let power = 10; digits < 10 && value >= power; power *= 10) digits++
  return digits
}
