import { latin1, utf8 } from '../bytes/text.ts'
import { type DerElement, TAG, UNIVERSAL } from './der-element.ts'

/**
 * The text of an ASN.1 string element, or `null` if the element is no string. Never fails: what is no valid
 * text in its type becomes U+FFFD. T61String is read as ISO 8859-1, as every deployed issuer means it
 * (RFC 5280 4.1.2.4 calls the real T.61 unusable).
 */
export function stringText(bytes: Uint8Array, element: DerElement): string | null {
  if (element.tagClass !== UNIVERSAL || element.constructed) return null
  const { contentStart: start, contentEnd: end } = element
  switch (element.tag) {
    case TAG.utf8String:
      return utf8(bytes, start, end)
    case TAG.numericString:
    case TAG.printableString:
    case TAG.t61String:
    case TAG.videotexString:
    case TAG.ia5String:
    case TAG.graphicString:
    case TAG.visibleString:
    case TAG.generalString:
      return latin1(bytes, start, end)
    case TAG.bmpString:
      return utf16(bytes, start, end)
    case TAG.universalString:
      return utf32(bytes, start, end)
    default:
      return null
  }
}

/** Big-endian. A BMPString has no surrogates by the letter; issuers write them, and they are kept. */
function utf16(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at += 2) {
    const low = at + 1 < end ? bytes[at + 1] : undefined
    text += low === undefined ? '\ufffd' : String.fromCharCode((bytes[at] ?? 0) * 256 + low)
  }
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
}

function utf32(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at += 4) {
    let code = 0
    for (let i = 0; i < 4; i++) code = code * 256 + (bytes[at + i] ?? 0)
    const valid = at + 4 <= end && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    text += valid ? String.fromCodePoint(code) : '\ufffd'
  }
  return text
}
