import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equalBytes, hashBytes } from '../../../../src/shared/bytes/same-bytes.ts'

const random = fc.uint8Array({ maxLength: 1200 })

/** The same bytes, standing somewhere inside a larger buffer, at no particular border. */
function moved(bytes: Uint8Array, by: number): Uint8Array {
  const around = new Uint8Array(bytes.length + by + 3).fill(0xaa)
  around.set(bytes, by)
  return around.subarray(by, by + bytes.length)
}

describe('comparing byte strings', () => {
  it('finds equal ones equal, wherever they stand', () => {
    fc.assert(
      fc.property(random, fc.nat(9), (bytes, by) => {
        expect(equalBytes(bytes, moved(bytes, by))).toBe(true)
      }),
    )
  })

  it('finds any one byte that differs, short or long', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 1200 }), fc.nat(), (bytes, where) => {
        const other = moved(bytes, 1)
        const at = where % bytes.length
        other[at] = (other[at] ?? 0) ^ 0x10
        expect(equalBytes(bytes, other)).toBe(false)
        expect(equalBytes(bytes, other, at + 1)).toBe(true)
        expect(equalBytes(bytes, other, 0, at)).toBe(true)
      }),
    )
  })

  it('tells a byte string from its beginning, whichever is given first', () => {
    const bytes = Uint8Array.from({ length: 500 }, (_, at) => at & 255)
    expect(equalBytes(bytes, bytes.subarray(0, 499))).toBe(false)
    expect(equalBytes(bytes.subarray(0, 499), bytes)).toBe(false)
    expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true)
  })
})

describe('hashing byte strings', () => {
  it('gives equal ones equal hashes, wherever they stand', () => {
    fc.assert(
      fc.property(random, fc.nat(9), (bytes, by) => {
        expect(hashBytes(moved(bytes, by))).toBe(hashBytes(bytes))
      }),
    )
  })

  it('takes every byte of a short one into account', () => {
    for (const length of [1, 4, 7, 253, 512]) {
      const bytes = new Uint8Array(length)
      const hashes = new Set([hashBytes(bytes)])
      for (let at = 0; at < length; at++) {
        const other = bytes.slice()
        other[at] = 1
        hashes.add(hashBytes(other))
      }
      expect(hashes.size).toBe(length + 1)
    }
  })
})
