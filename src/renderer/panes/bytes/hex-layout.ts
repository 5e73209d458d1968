/** A hex dump's geometry: offsets, hex pairs and printable characters, `columns` bytes a row. */

export interface HexRow {
  /** Offset of the row's first byte in the message. */
  readonly offset: number
  readonly cells: readonly HexCell[]
}

export interface HexCell {
  readonly offset: number
  /** Two lower-case digits. */
  readonly hex: string
  /** The ASCII character, or a middle dot. */
  readonly char: string
}

export function hexRowCount(length: number, columns: number): number {
  return Math.ceil(length / columns)
}

/** One row; a row outside the message has no cells. */
export function hexRow(bytes: Uint8Array, row: number, columns: number): HexRow {
  const offset = row * columns
  const cells: HexCell[] = []
  for (const byte of bytes.subarray(offset, offset + columns)) {
    cells.push({ offset: offset + cells.length, hex: hexByte(byte), char: asciiChar(byte) })
  }
  return { offset, cells }
}

export function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}

function asciiChar(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'
}

/** An offset in hex, as many digits as the message's last byte needs, four at the least. */
export function hexOffset(offset: number, length: number): string {
  const digits = Math.max(4, Math.max(0, length - 1).toString(16).length)
  return offset.toString(16).padStart(digits, '0')
}

/** Where the cursor goes by a key of the hex grid; clamped to the message. `null`: not a key of the grid. */
export function moveByte(key: string, offset: number, length: number, columns: number): number | null {
  const inRow = offset % columns
  const target = {
    ArrowLeft: offset - 1,
    ArrowRight: offset + 1,
    ArrowUp: offset - columns,
    ArrowDown: offset + columns,
    Home: offset - inRow,
    End: offset - inRow + columns - 1,
    PageUp: offset - columns * 8,
    PageDown: offset + columns * 8,
  }[key]
  if (target === undefined || length === 0) return null
  return Math.min(length - 1, Math.max(0, target))
}
