import { describe, expect, it } from 'vitest'
import {
  hexOffset,
  hexRow,
  hexRowCount,
  moveByte,
} from '../../../../../src/renderer/panes/bytes/hex-layout.ts'

const BYTES = Uint8Array.from({ length: 35 }, (_, index) => index + 0x2f)

describe('the hex dump', () => {
  it('lays bytes out in rows with offset, hex and character', () => {
    const row = hexRow(BYTES, 1, 16)
    expect(row.offset).toBe(16)
    expect(row.cells).toHaveLength(16)
    expect(row.cells[0]).toEqual({ offset: 16, hex: '3f', char: '?' })
  })

  it('ends with a short row and has none after it', () => {
    expect(hexRowCount(35, 16)).toBe(3)
    expect(hexRowCount(0, 16)).toBe(0)
    expect(hexRow(BYTES, 2, 16).cells.map(({ offset }) => offset)).toEqual([32, 33, 34])
    expect(hexRow(BYTES, 3, 16).cells).toEqual([])
  })

  it('shows a dot for what is not printable', () => {
    const { cells } = hexRow(new Uint8Array([0, 0x1f, 0x20, 0x7e, 0x7f, 0xff]), 0, 16)
    expect(cells.map(({ char }) => char).join('')).toBe('·· ~··')
  })

  it('keeps every byte of a message, whatever the width', () => {
    for (const columns of [8, 16]) {
      const rows = Array.from({ length: hexRowCount(BYTES.length, columns) }, (_, row) =>
        hexRow(BYTES, row, columns),
      )
      const back = rows.flatMap(({ cells }) => cells.map(({ hex }) => Number.parseInt(hex, 16)))
      expect(back).toEqual([...BYTES])
    }
  })

  it('writes offsets as wide as the message needs', () => {
    expect(hexOffset(16, 35)).toBe('0010')
    expect(hexOffset(16, 0x20000)).toBe('00010')
  })

  it('moves the cursor within the message', () => {
    expect(moveByte('ArrowDown', 3, 35, 16)).toBe(19)
    expect(moveByte('ArrowDown', 30, 35, 16)).toBe(34)
    expect(moveByte('ArrowUp', 3, 35, 16)).toBe(0)
    expect(moveByte('Home', 19, 35, 16)).toBe(16)
    expect(moveByte('End', 33, 35, 16)).toBe(34)
    expect(moveByte('x', 3, 35, 16)).toBeNull()
    expect(moveByte('ArrowRight', 0, 0, 16)).toBeNull()
  })
})
