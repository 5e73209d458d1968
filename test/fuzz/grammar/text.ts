import type { Element } from '../element.ts'

/** Lines, each with its end, and the words in them. */
export function textElements(bytes: Uint8Array): Element[] {
  const found: Element[] = []
  let line = 0
  let word = 0
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at]
    const ends = byte === undefined || byte === 10
    if ((ends || byte === 32) && at > word) found.push({ start: word, end: at, lengths: [] })
    if (ends || byte === 32) word = at + 1
    if (!ends) continue
    if (at > line) found.push({ start: line, end: Math.min(at + 1, bytes.length), lengths: [] })
    line = at + 1
  }
  return found
}
