import { utf8Bytes } from '../bytes/text.ts'
import { LongTexts } from './long-texts.ts'

/**
 * Encoded text that is written again and again: where it stands in the pool, in words, times 256, and how many bytes
 * it has. A number, so that whoever writes a document touches little memory.
 */
export type Fragment = number

/** The part of a fragment that is its length, and how many bits that takes. */
export const FRAGMENT_LENGTH = 0xff
export const FRAGMENT_BITS = 8

/** Words of four bytes. */
const FIRST_POOL = 4 * 1024
/** What a fragment has at most. */
const LONGEST_FRAGMENT = FRAGMENT_LENGTH
/** UTF-8 needs at most so many for one unit of UTF-16. */
const BYTES_PER_UNIT = 3

/** The bytes of all fragments, in little-endian words; each fragment begins a word and is filled up behind its end. */
export class FragmentPool {
  words = new Int32Array(FIRST_POOL)
  #used = 0

  /** @param text of at most 255 bytes */
  add(text: string): Fragment {
    const bytes = utf8Bytes(text)
    if (bytes.length > LONGEST_FRAGMENT) throw new RangeError('a fragment has at most 255 bytes')
    const start = this.#used
    this.#used += Math.ceil(bytes.length / 4)
    if (this.#used > this.words.length) this.#grow()
    for (let at = 0; at < bytes.length; at++) {
      const word = start + (at >>> 2)
      this.words[word] = (this.words[word] ?? 0) | ((bytes[at] ?? 0) << (8 * (at & 3)))
    }
    return start * (FRAGMENT_LENGTH + 1) + bytes.length
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.words.length)
    larger.set(this.words)
    this.words = larger
  }
}

/** Longer values are no fragments: sentences, lists of names. */
export const LONGEST_VALUE = 40
/** Values remembered of one name; an address, say, has more than any memory should hold. */
const MOST_VALUES = 128
/** Values that were met in vain, once there is room for none, after which a name is taken for one of many values. */
const IN_VAIN = 64
/** Names remembered; the documents have about a hundred. */
const MOST_NAMES = 400

/** One name of an object's members, with what stands behind it. Each fragment begins with a comma. */
export class MemberName {
  readonly text: string
  readonly name: Fragment
  readonly whereTrue: Fragment
  readonly whereFalse: Fragment
  /** The name that followed the last time: objects are alike. */
  followedBy: MemberName | null = null
  /** Values longer than those of fragments. */
  readonly longTexts = new LongTexts()
  readonly #pool: FragmentPool
  readonly #values = new Map<string, Fragment>()
  /** The last two values. */
  #last = ''
  #lastFragment: Fragment = -1
  #earlier = ''
  #earlierFragment: Fragment = -1
  #inVain = 0

  constructor(text: string, pool: FragmentPool) {
    this.text = text
    this.#pool = pool
    this.name = pool.add(this.#prefix)
    this.whereTrue = pool.add(`${this.#prefix}true`)
    this.whereFalse = pool.add(`${this.#prefix}false`)
  }

  /** Name and value, where the value is one of the few that are remembered; else -1. @param value a short one */
  whereText(value: string): Fragment {
    if (value === this.#last) return this.#lastFragment
    if (value === this.#earlier) return this.#earlierFragment
    if (this.#inVain > IN_VAIN) return -1
    const known = this.#values.get(value) ?? this.#learn(value)
    if (known < 0) return -1
    this.#earlier = this.#last
    this.#earlierFragment = this.#lastFragment
    this.#last = value
    this.#lastFragment = known
    return known
  }

  get #prefix(): string {
    return `,${JSON.stringify(this.text)}:`
  }

  #learn(value: string): Fragment {
    if (this.#values.size >= MOST_VALUES) {
      this.#inVain++
      return -1
    }
    const text = this.#prefix + JSON.stringify(value)
    const fragment = fitsFragment(text) ? this.#pool.add(text) : -1
    this.#values.set(value, fragment)
    return fragment
  }
}

/** Whether a text is short enough for a fragment. */
export function fitsFragment(text: string): boolean {
  if (text.length > LONGEST_FRAGMENT) return false
  return text.length * BYTES_PER_UNIT <= LONGEST_FRAGMENT || utf8Bytes(text).length <= LONGEST_FRAGMENT
}

/** The names of members, found by the one that stood before. */
export class MemberNames {
  readonly #pool: FragmentPool
  readonly #known = new Map<string, MemberName>()
  #before: MemberName

  constructor(pool: FragmentPool) {
    this.#pool = pool
    this.#before = new MemberName('', pool)
  }

  /** `null` for a name that is too long, or one too many. */
  find(text: string): MemberName | null {
    const guess = this.#before.followedBy
    if (guess !== null && guess.text === text) {
      this.#before = guess
      return guess
    }
    const found = this.#known.get(text) ?? this.#learn(text)
    if (found === null) return null
    this.#before.followedBy = found
    this.#before = found
    return found
  }

  #learn(text: string): MemberName | null {
    if (this.#known.size >= MOST_NAMES || !fitsFragment(`,${JSON.stringify(text)}:false`)) return null
    const learned = new MemberName(text, this.#pool)
    this.#known.set(text, learned)
    return learned
  }
}
