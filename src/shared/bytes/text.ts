/** Bytes as text. Pure replacements for what Node and the DOM would offer. */
export { equalBytes } from './same-bytes.ts'

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const DIGITS = [...'0123456789abcdef'].map((digit) => digit.charCodeAt(0))

/** Text of so few bytes is no chain of strings however it is put together. */
const FEW_BYTES = 6

/** Lower-case hex without separators. */
export function hex(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  if (end - start <= FEW_BYTES) {
    for (let at = start; at < end; at++) text += HEX[bytes[at] ?? 0]
    return text
  }
  for (let at = start; at < end; ) {
    const codes: number[] = []
    for (; at < end && codes.length < AT_ONCE; at++) {
      const byte = bytes[at] ?? 0
      codes.push(DIGITS[byte >> 4] ?? 0, DIGITS[byte & 15] ?? 0)
    }
    text += fromCodes(codes)
  }
  return text
}

/** `0x` and at least `digits` hex digits, the way unknown code points are printed. */
export function hexNumber(value: number, digits = 2): string {
  return `0x${value.toString(16).padStart(digits, '0')}`
}

/** Parses lower- or upper-case hex without separators; `null` if it is no such text. */
export function fromHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return null
  const bytes = new Uint8Array(text.length / 2)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16)
  return bytes
}

/** ISO 8859-1: one byte, one character. Never fails. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  for (let at = start; at < end; ) {
    const codes: number[] = []
    for (const stop = Math.min(end, at + AT_ONCE); at < stop; at++) codes.push(bytes[at] ?? 0)
    text += fromCodes(codes)
  }
  return text
}

/** Not by spreading, which goes through an iterator. */
function fromCodes(codes: number[]): string {
  return String.fromCharCode.apply(null, codes)
}

/** Characters made in one go: adding them up one by one leaves a chain of as many strings. */
const AT_ONCE = 4096

/** UTF-8 (RFC 3629); each invalid sequence becomes U+FFFD, so it never fails. */
export function utf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let at = start
  while (at < end && (bytes[at] ?? 0) < 0x80) at++
  let text = latin1(bytes, start, at)
  while (at < end) {
    const lead = bytes[at] ?? 0
    const length =
      lead < 0x80
        ? 1
        : lead >= 0xc2 && lead < 0xe0
          ? 2
          : lead >= 0xe0 && lead < 0xf0
            ? 3
            : lead >= 0xf0 && lead < 0xf5
              ? 4
              : 0
    let code = length === 1 ? lead : lead & (0x7f >> length)
    let valid = length > 0 && at + length <= end
    for (let i = 1; valid && i < length; i++) {
      const next = bytes[at + i] ?? 0
      if ((next & 0xc0) !== 0x80) valid = false
      code = (code << 6) | (next & 0x3f)
    }
    if (valid && length === 3 && (code < 0x800 || (code >= 0xd800 && code < 0xe000))) valid = false
    if (valid && length === 4 && (code < 0x10000 || code > 0x10ffff)) valid = false
    text += valid ? String.fromCodePoint(code) : '\ufffd'
    at += valid ? length : 1
  }
  return text
}

/** UTF-8 bytes of a string; a lone surrogate becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  const out: number[] = []
  for (const character of text) {
    let code = character.codePointAt(0) ?? 0xfffd
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd
    if (code < 0x80) out.push(code)
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f))
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f))
    else
      out.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 0x3f),
        0x80 | ((code >> 6) & 0x3f),
        0x80 | (code & 0x3f),
      )
  }
  return Uint8Array.from(out)
}

/** Bytes that came from a network, made safe to show on a terminal: control characters become `\xNN`. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this replaces
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0)
    return code < 0x100
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** Joins pieces into one new array. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const piece of pieces) length += piece.length
  const joined = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
