import type { Problem } from '../bytes/field.ts'
import { type DerElement, tagText } from './der-element.ts'

export {
  CONTEXT,
  type Context,
  type DerElement,
  isContext,
  isUniversal,
  TAG,
  tagText,
  UNIVERSAL,
  type Universal,
} from './der-element.ts'

/**
 * A bounded reader of DER (X.690). It never throws and never loops: bytes that are no DER, an element that
 * runs past its parent, BER oddities such as an indefinite length are noted as a `Problem`, and what could
 * be read is kept. Every element knows where it stands in the bytes given, so spans come for free.
 */

export interface DerRange {
  /** Where to begin reading; 0 if not given. */
  readonly start?: number
  /** One past the last byte; the end of the bytes if not given. */
  readonly end?: number
  /** Whether the bytes are known to go on after `end` but were not captured. */
  readonly cut?: boolean
}

/** Deeper nesting is no certificate. X.509 itself stays under 12. */
const MAX_DEPTH = 40
/** Elements read from one input; a certificate of the largest TLS message with 10,000 names stays under it. */
const MAX_ELEMENTS = 60_000
/** The list of problems is for people to read. */
const MAX_PROBLEMS = 200

export class DerReader {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  readonly problems: Problem[] = []
  readonly #cut: boolean
  #elements = 0

  constructor(bytes: Uint8Array, range: DerRange = {}) {
    this.bytes = bytes
    this.end = Math.min(range.end ?? bytes.length, bytes.length)
    this.start = Math.min(range.start ?? 0, this.end)
    this.#cut = range.cut ?? false
  }

  /** The outermost element; bytes left over behind it are noted. */
  root(field: string): DerElement | null {
    const element = this.element(this.start, this.end, field, 0)
    if (element?.complete && element.end < this.end) {
      this.malformed(
        element.end,
        field,
        'nothing after the element',
        `${this.end - element.end} bytes left over`,
      )
    }
    return element
  }

  /** The elements inside a constructed one, or inside an octet string that wraps DER. */
  children(parent: DerElement, field: string): DerElement[] {
    const found: DerElement[] = []
    if (parent.depth >= MAX_DEPTH) {
      this.#boundMet(parent.start, field, `nesting of at most ${MAX_DEPTH}`, 'deeper nesting')
      return found
    }
    let at = parent.contentStart
    while (at < parent.contentEnd) {
      const child = this.element(at, parent.contentEnd, field, parent.depth + 1)
      if (!child) break
      found.push(child)
      at = child.end
    }
    return found
  }

  /** The one element that an explicit tag or a wrapping octet string holds. */
  only(parent: DerElement, field: string): DerElement | null {
    const children = this.children(parent, field)
    const [first, second] = children
    if (second) this.malformed(second.start, field, 'one element', `${children.length} elements`)
    if (!first) {
      if (parent.complete) this.malformed(parent.contentStart, field, 'an element', 'nothing')
      return null
    }
    return first
  }

  /** The element that begins at `at`, or `null` where not even its header can be read. */
  element(at: number, end: number, field: string, depth: number): DerElement | null {
    if (this.#elements >= MAX_ELEMENTS) {
      if (this.#elements++ === MAX_ELEMENTS) {
        this.#boundMet(at, field, `at most ${MAX_ELEMENTS} elements`, 'more elements')
      }
      return null
    }
    this.#elements++
    const header = this.#header(at, end, field)
    if (!header) return null
    const { tagClass, constructed, tag, contentStart, length } = header
    if (length === null) {
      this.malformed(at, field, 'a definite length (X.690 10.1)', 'an indefinite length')
      const contentEnd = constructed ? this.#endOfContents(contentStart, end, field, depth) : null
      return {
        tagClass,
        constructed,
        tag,
        start: at,
        contentStart,
        contentEnd: contentEnd ?? end,
        end: contentEnd === null ? end : contentEnd + 2,
        depth,
        complete: contentEnd !== null,
      }
    }
    const announced = contentStart + length
    const complete = announced <= end
    if (!complete) this.#short(contentStart, field, announced, end)
    const contentEnd = complete ? announced : end
    return {
      tagClass,
      constructed,
      tag,
      start: at,
      contentStart,
      contentEnd,
      end: contentEnd,
      depth,
      complete,
    }
  }

  content(element: DerElement): Uint8Array {
    return this.bytes.subarray(element.contentStart, element.contentEnd)
  }

  /** The whole TLV. */
  encoding(element: DerElement): Uint8Array {
    return this.bytes.subarray(element.start, element.end)
  }

  malformed(at: number, field: string, expected: string, found: string): void {
    this.#note({ kind: 'malformed', at, field, expected, found })
  }

  /** Notes that an element is not the one the grammar asks for. */
  unexpected(element: DerElement, field: string, expected: string): void {
    this.malformed(element.start, field, expected, tagText(element))
  }

  #header(at: number, end: number, field: string) {
    let next = at
    const first = this.bytes[next++]
    if (first === undefined || at >= end) {
      this.#short(at, field, at + 2, end)
      return null
    }
    let tag = first & 0x1f
    if (tag === 0x1f) {
      tag = 0
      for (let octets = 0; ; octets++) {
        if (next >= end) {
          this.#short(at, field, next + 2, end)
          return null
        }
        if (octets === 4) {
          this.malformed(at, field, 'a tag number of at most 28 bits', 'a longer one')
          return null
        }
        const octet = this.bytes[next++] ?? 0
        tag = (tag << 7) | (octet & 0x7f)
        if ((octet & 0x80) === 0) break
      }
    }
    if (next >= end) {
      this.#short(at, field, next + 1, end)
      return null
    }
    const lead = this.bytes[next++] ?? 0
    let length: number | null = lead
    if (lead === 0x80) length = null
    else if (lead > 0x80) {
      const octets = lead & 0x7f
      if (next + octets > end) {
        this.#short(at, field, next + octets, end)
        return null
      }
      length = 0
      for (let i = 0; i < octets; i++) {
        length = length * 256 + (this.bytes[next++] ?? 0)
        // Beyond any file: stop before the number loses its last digits.
        if (length > 2 ** 40) {
          this.malformed(at, field, 'a length that fits', `a length of ${octets} octets`)
          return null
        }
      }
      if (length < 0x80 || (octets > 1 && length < 256 ** (octets - 1))) {
        this.malformed(at, field, 'the shortest form of the length (X.690 10.1)', `${octets + 1} octets`)
      }
    }
    return { tagClass: first >> 6, constructed: (first & 0x20) !== 0, tag, contentStart: next, length }
  }

  /** Where the end-of-contents octets of an indefinite length stand (X.690 8.1.5), or `null`. */
  #endOfContents(start: number, end: number, field: string, depth: number): number | null {
    if (depth >= MAX_DEPTH) return null
    let at = start
    while (at < end) {
      if (this.bytes[at] === 0 && this.bytes[at + 1] === 0 && at + 2 <= end) return at
      const child = this.element(at, end, field, depth + 1)
      if (!child?.complete) return null
      at = child.end
    }
    return null
  }

  #short(at: number, field: string, wantedEnd: number, end: number): void {
    if (this.#cut && end === this.end) {
      this.#note({ kind: 'truncated', at, field, needed: wantedEnd - end })
      return
    }
    this.malformed(at, field, `${wantedEnd - at} bytes`, `${Math.max(0, end - at)} bytes left`)
  }

  #boundMet(at: number, field: string, expected: string, found: string): void {
    this.#note({ kind: 'malformed', at, field, expected, found, bound: true })
  }

  #note(problem: Problem): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(problem)
  }
}
