import { JsonBytes } from './json-bytes.ts'
import { FragmentPool, LONGEST_VALUE, type MemberName, MemberNames } from './json-fragments.ts'

const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

/** What is known of documents is known to every text. */
export const POOL = new FragmentPool()

/** A value that knows how its JSON is written, where that is faster than making the value. */
export abstract class SelfWriting {
  abstract writeTo(text: JsonText): void
}

/**
 * Writes documents as JSON in UTF-8, byte for byte as `JSON.stringify` has them, and faster where thousands of them
 * are alike: no string is made on the way, names and frequent values are encoded once, and so are the values that
 * many documents share (`encodedOnce`). For plain data alone: no `toJSON`, no boxed values.
 */
export class JsonText {
  readonly out = new JsonBytes(POOL)

  /** Bytes written since the last `take`. */
  get length(): number {
    return this.out.length
  }

  /** What was written, for the caller to keep; then nothing is. */
  take(): Uint8Array<ArrayBuffer> {
    return this.out.take()
  }

  /** Text between documents, as it stands. ASCII. */
  ascii(text: string): void {
    this.out.ascii(text)
  }

  value(value: unknown): void {
    if (typeof value === 'string') this.out.string(value)
    else if (typeof value === 'number') this.out.number(value)
    else if (typeof value === 'boolean') this.out.fragment(value ? TRUE : FALSE)
    else if (value === null || typeof value !== 'object') this.out.fragment(NULL)
    else if (Array.isArray(value)) this.#list(value)
    else if (value instanceof SelfWriting) value.writeTo(this)
    else this.#object(value)
  }

  /** Each member is written with a comma before it; the first one's gives way to the brace. */
  #object(object: object): void {
    const { out } = this
    const start = out.length
    for (const name in object) {
      const value: unknown = object[name as keyof object]
      if (value === undefined) continue
      const member = NAMES.find(name)
      if (member === null) {
        out.byte(COMMA)
        out.string(name)
        out.byte(COLON)
      } else if (typeof value === 'boolean') {
        out.fragment(value ? member.whereTrue : member.whereFalse)
        continue
      } else if (typeof value === 'string') {
        this.#member(member, value)
        continue
      } else {
        out.fragment(member.name)
      }
      this.value(value)
    }
    if (out.length === start) out.byte(COMMA)
    out.replace(start, OPEN_BRACE)
    out.byte(CLOSE_BRACE)
  }

  #member(member: MemberName, value: string): void {
    const { out } = this
    if (value.length <= LONGEST_VALUE) {
      const known = member.whereText(value)
      out.fragment(known < 0 ? member.name : known)
      if (known < 0) out.string(value)
      return
    }
    out.fragment(member.name)
    const long = member.longTexts.find(value)
    if (long !== null && long.json !== null) {
      out.copy(long.json)
      return
    }
    const start = out.length
    out.string(value)
    if (long !== null) long.json = out.since(start)
  }

  #list(list: readonly unknown[]): void {
    const shared = typeof list[0] === 'object' ? SHARED.get(list) : undefined
    if (shared === undefined) {
      this.#elements(list)
    } else if (shared.text === null) {
      const start = this.out.length
      this.#elements(list)
      shared.text = this.out.since(start)
    } else {
      this.out.copy(shared.text)
    }
  }

  #elements(list: readonly unknown[]): void {
    this.out.byte(OPEN_BRACKET)
    for (let at = 0; at < list.length; at++) {
      if (at > 0) this.out.byte(COMMA)
      this.value(list[at])
    }
    this.out.byte(CLOSE_BRACKET)
  }
}

/** Lists that many documents share, with their text once it was needed. */
const SHARED = new WeakMap<readonly unknown[], { text: Uint8Array | null }>()

/** Has a list of objects encoded once for all documents that it stands in. It must never change. */
export function encodedOnce<Element extends object>(list: Element[]): Element[] {
  SHARED.set(list, { text: null })
  return list
}

const NAMES = new MemberNames(POOL)
const TRUE = POOL.add('true')
const FALSE = POOL.add('false')
const NULL = POOL.add('null')
