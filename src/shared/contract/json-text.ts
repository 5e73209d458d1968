import { type Fragment, FragmentPool, LONGEST_VALUE, type MemberName, MemberNames } from './json-fragments.ts'

/** Bytes there is room for at first, and again after each `take`. */
const ROOM = 64 * 1024
/** The most bytes that one UTF-16 unit becomes. */
const LONGEST_CHARACTER = 3
const LONGEST_NUMBER = 32
/** A fragment is copied in whole words, so that up to three bytes behind it are written as well. */
const WORD = 4

const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const DIGIT_ZERO = 0x30

/**
 * Writes documents as JSON in UTF-8, byte for byte as `JSON.stringify` has them, and faster where thousands of them
 * are alike: no string is made on the way, names and frequent values are encoded once, and so are the lists that
 * many documents share (`encodedOnce`). For plain data alone: no `toJSON`, no boxed values.
 */
export class JsonText {
  #bytes = new Uint8Array(ROOM)
  #words = new DataView(this.#bytes.buffer)
  #length = 0

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.#length
  }

  /** What was written, for the caller to keep; then nothing is. */
  take(): Uint8Array<ArrayBuffer> {
    if (this.#length === 0) return new Uint8Array(0)
    const taken = this.#bytes.subarray(0, this.#length)
    this.#hold(new Uint8Array(Math.max(ROOM, this.#length)))
    this.#length = 0
    return taken
  }

  /** Text between documents, as it stands. ASCII. */
  ascii(text: string): void {
    this.#roomFor(text.length)
    for (let at = 0; at < text.length; at++) this.#bytes[this.#length++] = text.charCodeAt(at)
  }

  value(value: unknown): void {
    if (typeof value === 'string') this.#string(value)
    else if (typeof value === 'number') this.#number(value)
    else if (typeof value === 'boolean') this.#fragment(value ? TRUE : FALSE)
    else if (value === null || typeof value !== 'object') this.#fragment(NULL)
    else if (Array.isArray(value)) this.#list(value)
    else this.#object(value)
  }

  /** Each member is written with a comma before it; the first one's gives way to the brace. */
  #object(object: object): void {
    const start = this.#length
    for (const name in object) {
      const value: unknown = object[name as keyof object]
      if (value === undefined) continue
      const member = NAMES.find(name)
      if (member === null) {
        this.#byte(COMMA)
        this.#string(name)
        this.#byte(COLON)
      } else if (typeof value === 'boolean') {
        this.#fragment(value ? member.whereTrue : member.whereFalse)
        continue
      } else if (typeof value === 'string') {
        this.#member(member, value)
        continue
      } else {
        this.#fragment(member.name)
      }
      this.value(value)
    }
    this.#roomFor(2)
    if (this.#length === start) this.#length++
    this.#bytes[start] = OPEN_BRACE
    this.#bytes[this.#length++] = CLOSE_BRACE
  }

  #member(member: MemberName, value: string): void {
    if (value.length <= LONGEST_VALUE) {
      const known = member.whereText(value)
      this.#fragment(known < 0 ? member.name : known)
      if (known < 0) this.#string(value)
      return
    }
    this.#fragment(member.name)
    const long = member.longTexts.find(value)
    if (long !== null && long.json !== null) {
      this.#copy(long.json)
      return
    }
    const start = this.#length
    this.#string(value)
    if (long !== null) long.json = this.#bytes.slice(start, this.#length)
  }

  #list(list: readonly unknown[]): void {
    const shared = typeof list[0] === 'object' ? SHARED.get(list) : undefined
    if (shared === undefined) {
      this.#elements(list)
    } else if (shared.text === null) {
      const start = this.#length
      this.#elements(list)
      shared.text = this.#bytes.slice(start, this.#length)
    } else {
      this.#copy(shared.text)
    }
  }

  #copy(bytes: Uint8Array): void {
    this.#roomFor(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #elements(list: readonly unknown[]): void {
    this.#byte(OPEN_BRACKET)
    for (let at = 0; at < list.length; at++) {
      if (at > 0) this.#byte(COMMA)
      this.value(list[at])
    }
    this.#byte(CLOSE_BRACKET)
  }

  /** What is native flattens and escapes fastest: its result is one plain run of characters, without lone surrogates. */
  #string(text: string): void {
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

  #number(value: number): void {
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

  #fragment(fragment: Fragment): void {
    const length = fragment & 0xff
    this.#roomFor(length + WORD)
    const from = POOL.words
    const into = this.#words
    let word = fragment >>> 8
    let at = this.#length
    const end = at + length
    for (; at < end; at += WORD) into.setInt32(at, from[word++] ?? 0, true)
    this.#length = end
  }

  #byte(byte: number): void {
    this.#roomFor(1)
    this.#bytes[this.#length++] = byte
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

/** Lists that many documents share, with their text once it was needed. */
const SHARED = new WeakMap<readonly unknown[], { text: Uint8Array | null }>()

/** Has a list of objects encoded once for all documents that it stands in. It must never change. */
export function encodedOnce<Element extends object>(list: Element[]): Element[] {
  SHARED.set(list, { text: null })
  return list
}

function digitsOf(value: number): number {
  let digits = 1
  for (let power = 10; digits < 10 && value >= power; power *= 10) digits++
  return digits
}

/** What is known of documents is known to every text. */
const POOL = new FragmentPool()
const NAMES = new MemberNames(POOL)
const TRUE = POOL.add('true')
const FALSE = POOL.add('false')
const NULL = POOL.add('null')
