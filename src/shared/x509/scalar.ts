import { hex } from '../bytes/text.ts'
import type { DerReader } from './der.ts'
import type { DerElement } from './der-element.ts'

/**
 * A serial number in lower-case hex, whole octets, without the sign octet. RFC 5280 4.1.2.2 asks for a
 * positive number; a negative one is written with a minus sign and its magnitude, as OpenSSL does.
 */
export function serialText(content: Uint8Array): string {
  const negative = ((content[0] ?? 0) & 0x80) !== 0
  const magnitude = negative ? negated(content) : content
  const first = magnitude.findIndex((octet) => octet !== 0)
  return (negative ? '-' : '') + (first < 0 ? '00' : hex(magnitude, first))
}

/** A small non-negative integer; `null`, and noted, where it is none. */
export function smallInteger(reader: DerReader, element: DerElement, called: string): number | null {
  const content = reader.content(element)
  if (content.length === 0 || content.length > 4 || ((content[0] ?? 0) & 0x80) !== 0) {
    reader.malformed(
      element.start,
      called,
      'a small non-negative integer',
      hex(content.subarray(0, 8)) || 'nothing',
    )
    return null
  }
  return content.reduce((value, octet) => value * 256 + octet, 0)
}

function negated(content: Uint8Array): Uint8Array {
  const magnitude = content.map((octet) => ~octet & 0xff)
  for (let at = magnitude.length - 1; at >= 0; at--) {
    const octet = (magnitude[at] ?? 0) + 1
    magnitude[at] = octet & 0xff
    if (octet < 256) break
  }
  return magnitude
}

/** DER's TRUE is 0xff (X.690 11.1); any other value but 0 is read as true and noted. */
export function readBoolean(reader: DerReader, element: DerElement, called: string): boolean {
  const content = reader.content(element)
  const [octet] = content
  if (content.length !== 1 || (octet !== 0 && octet !== 0xff)) {
    reader.malformed(element.start, called, '00 or ff', hex(content.subarray(0, 8)) || 'nothing')
  }
  return octet !== undefined && octet !== 0
}
