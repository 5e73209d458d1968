import { utf8 } from '../../bytes/text.ts'

/** A file's bytes as text, with the way back from a place in the text to a byte of the file. */
export interface DecodedText {
  readonly text: string
  /** @param at index into `text` */
  byteOffset(at: number): number
}

/**
 * UTF-8 with or without a byte order mark, or UTF-16, which PowerShell 5 writes behind `>`. UTF-16 without a mark is
 * told by the zero in every ASCII character. Never fails.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return utf16(bytes, 2, 1)
  if (first === 0xfe && second === 0xff) return utf16(bytes, 2, 0)
  if (first !== undefined && first !== 0 && second === 0) return utf16(bytes, 0, 1)
  if (first === 0 && second !== undefined && second !== 0) return utf16(bytes, 0, 0)
  const start = first === 0xef && second === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const text = utf8(bytes, start)
  return { text, byteOffset: (at) => start + utf8Length(text, at) }
}

/** @param high which byte of a pair is the high one: 0 big-endian, 1 little-endian */
function utf16(bytes: Uint8Array, start: number, high: 0 | 1): DecodedText {
  const pieces: string[] = []
  const units: number[] = []
  for (let at = start; at + 1 < bytes.length; at += 2) {
    units.push(((bytes[at + high] ?? 0) << 8) | (bytes[at + 1 - high] ?? 0))
    if (units.length === AT_ONCE) pieces.push(String.fromCharCode(...units.splice(0)))
  }
  pieces.push(String.fromCharCode(...units))
  return { text: pieces.join(''), byteOffset: (at) => start + at * 2 }
}

const AT_ONCE = 4096

/** How many bytes the first characters of a text take in UTF-8. */
function utf8Length(text: string, end: number): number {
  let length = 0
  for (let at = 0; at < end; at++) {
    const unit = text.charCodeAt(at)
    // Each half of a surrogate pair stands for two of its four bytes.
    length += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3
  }
  return length
}
