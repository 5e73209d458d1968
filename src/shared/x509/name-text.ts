import { hex, utf8Bytes } from '../bytes/text.ts'

/** What the text form of an attribute is made from. */
interface TextualAttribute {
  readonly oid: string
  readonly label: string | null
  readonly value: string | null
  readonly encoding: Uint8Array
}

interface Texted {
  readonly text: string
}

/** RFC 4514 2.1: relative names from last to first joined by commas. */
export function nameTextOf(relativeNames: readonly Texted[]): string {
  return relativeNames
    .map(({ text }) => text)
    .reverse()
    .join(',')
}

/** RFC 4514 2.2: the attributes of one relative name joined by plus signs. */
export function relativeNameText(attributes: readonly Texted[]): string {
  return attributes.map(({ text }) => text).join('+')
}

/**
 * RFC 4514 2.3: a type without a descriptor is written as its number, and then (2.4) its value as `#` and the hex of
 * its encoding.
 */
export function attributeText({ oid, label, value, encoding }: TextualAttribute): string {
  if (label === null || value === null) return `${label ?? (oid || '?')}=#${hex(encoding)}`
  return `${label}=${escapeValue(value)}`
}

/**
 * RFC 4514 2.4. Beyond what it asks for, control characters and those that reorder text are written as hex
 * pairs, which it allows: a name on a terminal must not be able to move the cursor or to lie about its order.
 */
export function escapeValue(value: string): string {
  if (ORDINARY.test(value)) return value
  const escaped = value.replace(/["+,;<>\\]/g, '\\$&').replace(UNSAFE, hexPairs)
  const led = /^[ #]/.test(escaped) ? `\\${escaped}` : escaped
  // A lone space is already escaped by being first.
  return value.length > 1 && led.endsWith(' ') ? `${led.slice(0, -1)}\\ ` : led
}

/** Nothing in it to escape: what nearly every name consists of. */
const ORDINARY = /^[A-Za-z0-9.*@_-]+(?: [A-Za-z0-9.*@_-]+)*$/

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this escapes
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

function hexPairs(character: string): string {
  let text = ''
  for (const byte of utf8Bytes(character)) text += `\\${hex(Uint8Array.of(byte)).toUpperCase()}`
  return text
}

/**
 * The string preparation that RFC 5280 7.1 asks for (RFC 4518 2): characters mapped to nothing or to space,
 * case folded, compatibility-normalised, insignificant spaces dropped.
 */
export function prepareForComparison(value: string): string {
  return value
    .replace(MAPPED_TO_SPACE, ' ')
    .replace(MAPPED_TO_NOTHING, '')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(/ +/g, ' ')
    .replace(/^ | $/g, '')
}

const MAPPED_TO_SPACE = /[\t\n\v\f\r\u0085\p{Zs}\p{Zl}\p{Zp}]/gu
const MAPPED_TO_NOTHING = /\u034f|\u1806|[\u180b-\u180d]|[\ufe00-\ufe0f]|[\p{Cc}\p{Cf}\ufffc]/gu
