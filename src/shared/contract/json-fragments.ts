import { utf8Bytes } from '../bytes/text.ts'

/** Encoded text that is written again and again. */
export interface Fragment {
  /** Its bytes in little-endian words, filled up behind its end. */
  readonly words: Int32Array
  /** In bytes. */
  readonly length: number
}

export function fragmentOf(text: string): Fragment {
  const bytes = utf8Bytes(text)
  const words = new Int32Array(Math.ceil(bytes.length / 4))
  const view = new DataView(words.buffer)
  bytes.forEach((byte, at) => {
    view.setUint8(at, byte)
  })
  // The words as numbers, whatever the order of bytes in this machine's memory.
  return { words: words.map((_, index) => view.getInt32(index * 4, true)), length: bytes.length }
}

/** Values longer than these are seldom the same twice. */
const LONGEST_VALUE = 40
/** Values remembered of one name; an address, say, has more than any memory should hold. */
const MOST_VALUES = 128
/** Names remembered; the documents have about a hundred. */
const MOST_NAMES = 500

/** One name of an object's members, with what stands behind it. Each fragment begins with a comma. */
export class MemberName {
  readonly name: Fragment
  readonly whereTrue: Fragment
  readonly whereFalse: Fragment
  readonly text: string
  readonly #prefix: string
  readonly #values = new Map<string, Fragment>()
  #lastText = ''
  #lastFragment: Fragment | null = null
  /** The name that followed the last time: objects are alike. */
  followedBy: MemberName | null = null

  constructor(text: string) {
    this.text = text
    this.#prefix = `,${JSON.stringify(text)}:`
    this.name = fragmentOf(this.#prefix)
    this.whereTrue = fragmentOf(`${this.#prefix}true`)
    this.whereFalse = fragmentOf(`${this.#prefix}false`)
  }

  /** Name and value, where the value is one of the few and short ones that are remembered; else `null`. */
  whereText(value: string): Fragment | null {
    if (value.length > LONGEST_VALUE) return null
    if (value === this.#lastText && this.#lastFragment !== null) return this.#lastFragment
    const known = this.#values.get(value) ?? this.#learn(value)
    if (known === null) return null
    this.#lastText = value
    this.#lastFragment = known
    return known
  }

  #learn(value: string): Fragment | null {
    if (this.#values.size >= MOST_VALUES) return null
    const fragment = fragmentOf(`${this.#prefix}${JSON.stringify(value)}`)
    this.#values.set(value, fragment)
    return fragment
  }
}

/** The names of members, found by the one that stood before. */
export class MemberNames {
  readonly #known = new Map<string, MemberName>()
  #before = new MemberName('')

  find(text: string): MemberName {
    const guess = this.#before.followedBy
    if (guess !== null && guess.text === text) {
      this.#before = guess
      return guess
    }
    const found = this.#known.get(text) ?? this.#add(text)
    this.#before.followedBy = found
    this.#before = found
    return found
  }

  #add(text: string): MemberName {
    const added = new MemberName(text)
    if (this.#known.size < MOST_NAMES) this.#known.set(text, added)
    return added
  }
}
