import { hexNumber } from '../bytes/text.ts'

/** X.690 8.1.2.2. */
export const UNIVERSAL = 0
export const CONTEXT = 2

/** Universal tag numbers (X.680 8.6) that certificates use. */
export const TAG = {
  boolean: 1,
  integer: 2,
  bitString: 3,
  octetString: 4,
  null: 5,
  oid: 6,
  enumerated: 10,
  utf8String: 12,
  sequence: 16,
  set: 17,
  numericString: 18,
  printableString: 19,
  t61String: 20,
  videotexString: 21,
  ia5String: 22,
  utcTime: 23,
  generalizedTime: 24,
  graphicString: 25,
  visibleString: 26,
  generalString: 27,
  universalString: 28,
  bmpString: 30,
} as const

/** One TLV. Offsets are those of the bytes the reader was given. */
export interface DerElement {
  /** 0 universal, 1 application, 2 context-specific, 3 private. */
  readonly tagClass: number
  readonly constructed: boolean
  readonly tag: number
  /** The first identifier octet. */
  readonly start: number
  readonly contentStart: number
  readonly contentEnd: number
  /** One past the element, its end-of-contents octets included where it has any. */
  readonly end: number
  readonly depth: number
  /** Whether all the announced bytes are there. */
  readonly complete: boolean
}

/** The class stands in the type so that a `false` says nothing more than that. */
export type Universal = DerElement & { readonly tagClass: typeof UNIVERSAL }
export type Context = DerElement & { readonly tagClass: typeof CONTEXT }

export function isUniversal(element: DerElement | undefined, tag: number): element is Universal {
  return element !== undefined && element.tagClass === UNIVERSAL && element.tag === tag
}

export function isContext(element: DerElement | undefined, tag: number): element is Context {
  return element !== undefined && element.tagClass === CONTEXT && element.tag === tag
}

const TAG_NAMES = new Map<number, string>(Object.entries(TAG).map(([name, tag]) => [tag, name]))
const CLASS_NAMES = ['universal', 'application', 'context', 'private']

/** `sequence`, `[3]`, `application 0x05`: for messages and for elements nobody knows. */
export function tagText(element: DerElement): string {
  if (element.tagClass === UNIVERSAL)
    return TAG_NAMES.get(element.tag) ?? `universal ${hexNumber(element.tag)}`
  if (element.tagClass === CONTEXT) return `[${element.tag}]`
  return `${CLASS_NAMES[element.tagClass]} ${hexNumber(element.tag)}`
}
