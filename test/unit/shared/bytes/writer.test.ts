import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FieldCursor } from '../../../../src/shared/bytes/field-cursor.ts'
import { ByteWriter } from '../../../../src/shared/bytes/writer.ts'

describe('a byte writer', () => {
  it('writes what a field cursor reads back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xff }),
        fc.integer({ min: 0, max: 0xffff }),
        fc.integer({ min: 0, max: 0xffffff }),
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.uint8Array({ maxLength: 600 }),
        (a, b, c, d, raw) => {
          const bytes = new ByteWriter()
            .u8(a)
            .u16(b)
            .u24(c)
            .u32(d)
            .vector(2, (out) => out.raw(raw))
            .bytes()
          const cursor = new FieldCursor(bytes)
          expect([cursor.u8('a').value, cursor.u16('b').value, cursor.u24('c').value]).toEqual([a, b, c])
          expect(cursor.u32('d').value).toBe(d)
          expect(cursor.opaqueVector('raw', 2).value).toEqual(raw)
          expect(cursor.remaining).toBe(0)
        },
      ),
    )
  })

  it('nests vectors and counts what it wrote', () => {
    const out = new ByteWriter().vector(3, (list) => list.vector(1, (item) => item.u8(7)).u8(8))
    expect(out.length).toBe(6)
    expect(out.bytes()).toEqual(Uint8Array.of(0, 0, 3, 1, 7, 8))
  })

  it('refuses content that does not fit its length', () => {
    const out = new ByteWriter()
    expect(() => out.vector(1, (inner) => inner.raw(new Uint8Array(256)))).toThrow(RangeError)
    expect(out.vector(1, (inner) => inner.raw(new Uint8Array(255))).length).toBe(256)
  })

  it('gives copies that later writing leaves alone', () => {
    const out = new ByteWriter().u8(1)
    const before = out.bytes()
    out.u8(2)
    expect([before, out.bytes()]).toEqual([Uint8Array.of(1), Uint8Array.of(1, 2)])
  })
})
