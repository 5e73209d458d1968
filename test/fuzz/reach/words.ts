import { utf8Bytes } from '../../../src/shared/bytes/text.ts'

const DOTTED = /^[0-2](\.\d{1,9}){2,15}$/

/**
 * How a value that the sources compare with may stand in an input: a number in one to four bytes of either order,
 * a text in UTF-8, an object identifier also as a DER element (X.690 8.19).
 */
export function wordForms(value: string | number): Uint8Array[] {
  if (typeof value === 'string')
    return DOTTED.test(value) ? [objectIdentifier(value), utf8Bytes(value)] : [utf8Bytes(value)]
  const forms: Uint8Array[] = []
  const bigEndian = [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
  for (const size of [1, 2, 3, 4]) {
    if (value >= 256 ** size) continue
    const form = Uint8Array.from(bigEndian.slice(4 - size))
    forms.push(form)
    if (size === 2 || size === 4) forms.push(form.toReversed())
  }
  return forms
}

function objectIdentifier(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const content = [first * 40 + second, ...rest].flatMap(base128)
  return Uint8Array.of(6, content.length, ...content)
}

function base128(value: number): number[] {
  const digits = [value % 128]
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
    digits.unshift((left % 128) | 0x80)
  return digits
}
