/** Small readings that several messages share. */
import type { Field, FieldNode } from '../../bytes/field.ts'
import type { FieldCursor } from '../../bytes/field-cursor.ts'
import { hex, hexNumber } from '../../bytes/text.ts'

/** How many bytes of opaque content a text shows; the hex view has the rest. */
const SHOWN_BYTES = 64

/** Hex of short content, the beginning and the length of long content. */
export function shortHex(bytes: Uint8Array): string {
  return bytes.length <= SHOWN_BYTES ? hex(bytes) : `${hex(bytes, 0, SHOWN_BYTES)}… (${bytes.length} bytes)`
}

export function byteCount(bytes: Uint8Array): string {
  return `${bytes.length} bytes`
}

/** A version-like number of which only the hex is of use. */
export const hex16 = (value: number): string => hexNumber(value, 4)

export interface CodeList {
  /** The vector's name in the RFC, and that of one element. */
  readonly name: string
  readonly item: string
  readonly prefix: 1 | 2
  readonly size: 1 | 2
  readonly describe: (code: number) => string
}

/**
 * A length-prefixed list of code points.
 * @param into takes the fields as they are read, so that a list cut short keeps what came before
 */
export function codeList(cursor: FieldCursor, list: CodeList, into: Field<number>[] = []): Field<number>[] {
  cursor.vector(
    list.name,
    list.prefix,
    (inner) => {
      while (inner.remaining > 0) {
        into.push(list.size === 1 ? inner.u8(list.item, list.describe) : inner.u16(list.item, list.describe))
      }
    },
    (group) => summary(group),
  )
  return into
}

/** The texts of a list's elements in one line; of a long list, how many more there are. */
export function summary(group: FieldNode, most = 4, separator = ', '): string {
  const items = group.children.filter((child) => child.name !== 'length' && child.name !== 'left_over')
  return textsOf(items, most, separator)
}

/** The first texts of a list in one line, and how many more there are. */
export function textsOf(items: readonly FieldNode[], most = 8, separator = ', '): string {
  if (items.length === 0) return 'none'
  const shown = items
    .slice(0, most)
    .map((item) => item.text)
    .join(separator)
  return items.length > most ? `${shown} and ${items.length - most} more` : shown
}

/** `3 certificates`, `1 certificate`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`
}

/** The two-byte number `offset` bytes ahead, without reading it; `null` where there is none. */
export function peek16(cursor: FieldCursor, offset = 0): number | null {
  if (cursor.remaining < offset + 2) return null
  return ((cursor.bytes[cursor.at + offset] ?? 0) << 8) | (cursor.bytes[cursor.at + offset + 1] ?? 0)
}

/** The three-byte number ahead, without reading it; `null` where there is none. */
export function peek24(cursor: FieldCursor): number | null {
  if (cursor.remaining < 3) return null
  return ((cursor.bytes[cursor.at] ?? 0) << 16) | (peek16(cursor, 1) ?? 0)
}
