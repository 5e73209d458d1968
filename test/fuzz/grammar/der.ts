import type { Element, LengthField } from '../element.ts'

const DEEPEST = 24

/** DER elements, those inside octet and bit strings too where they look like any. */
export function derElements(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
  found: Element[] = [],
  depth = 0,
): Element[] {
  let at = start
  while (at + 2 <= end && found.length < 2000) {
    const header = lengthOf(bytes, at, end)
    if (header === null) break
    const { contentStart, contentEnd, field } = header
    found.push({ start: at, end: contentEnd, lengths: [field] })
    const type = bytes[at] ?? 0
    const wraps = (type & 0x20) !== 0 || (type === 4 && (bytes[contentStart] ?? 0) === 0x30)
    if (wraps && depth < DEEPEST) derElements(bytes, contentStart, contentEnd, found, depth + 1)
    if (type === 3 && depth < DEEPEST && bytes[contentStart + 1] === 0x30) {
      derElements(bytes, contentStart + 1, contentEnd, found, depth + 1)
    }
    at = contentEnd
  }
  return found
}

function lengthOf(
  bytes: Uint8Array,
  at: number,
  end: number,
): { contentStart: number; contentEnd: number; field: LengthField } | null {
  const lead = bytes[at + 1] ?? 0
  const octets = lead & 0x7f
  if (lead < 0x80) {
    const contentEnd = at + 2 + lead
    return contentEnd > end ? null : { contentStart: at + 2, contentEnd, field: { at: at + 1, size: 1 } }
  }
  if (octets < 1 || octets > 4 || at + 2 + octets > end) return null
  let length = 0
  for (let i = 0; i < octets; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0)
  const contentStart = at + 2 + octets
  if (contentStart + length > end) return null
  const field = { at: at + 2, size: octets as LengthField['size'] }
  return { contentStart, contentEnd: contentStart + length, field }
}
