/** A part of an input that its format knows: a block, a record, a message, an extension, a DER element. */
export interface Element {
  readonly start: number
  readonly end: number
  /** Fields that say how long it is. Whoever makes the element longer may keep them true, or make them lie. */
  readonly lengths: readonly LengthField[]
}

export interface LengthField {
  readonly at: number
  readonly size: 1 | 2 | 3 | 4
  readonly littleEndian?: boolean
}

/** Finds the parts of an input. Never throws; finds what it can. */
export type Grammar = (bytes: Uint8Array) => Element[]

/** What a grammar finds behind the first `ahead` bytes of an input. */
export function behind(ahead: number, grammar: Grammar): Grammar {
  return (bytes) =>
    grammar(bytes.subarray(ahead)).map(({ start, end, lengths }) => ({
      start: start + ahead,
      end: end + ahead,
      lengths: lengths.map((length) => ({ ...length, at: length.at + ahead })),
    }))
}

export function readLength(bytes: Uint8Array, field: LengthField): number {
  let value = 0
  for (let i = 0; i < field.size; i++) {
    const at = field.littleEndian ? field.at + field.size - 1 - i : field.at + i
    value = value * 256 + (bytes[at] ?? 0)
  }
  return value
}

export function writeLength(bytes: Uint8Array, field: LengthField, value: number): void {
  if (field.at + field.size > bytes.length) return
  for (let i = 0; i < field.size; i++) {
    const at = field.littleEndian ? field.at + i : field.at + field.size - 1 - i
    bytes[at] = Math.floor(value / 256 ** i) & 0xff
  }
}
