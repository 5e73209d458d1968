import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  concat,
  equalBytes,
  fromHex,
  hex,
  hexNumber,
  latin1,
  printable,
  utf8,
  utf8Bytes,
} from '../../../../src/shared/bytes/text.ts'

describe('hex', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(hex(bytes))).toEqual(bytes)
      }),
    )
  })

  it('refuses what is no hex', () => {
    expect([fromHex('abc'), fromHex('zz'), fromHex('0x00')]).toEqual([null, null, null])
    expect(fromHex('DEAD')).toEqual(Uint8Array.of(0xde, 0xad))
  })

  it('pads numbers to the digits asked for', () => {
    expect([hexNumber(10), hexNumber(10, 4), hexNumber(0x12345, 4)]).toEqual(['0x0a', '0x000a', '0x12345'])
  })
})

describe('UTF-8', () => {
  it('agrees with the platform, also on bytes that are none', () => {
    const platform = new TextDecoder('utf-8', { ignoreBOM: true })
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bytes = new TextEncoder().encode(text)
        expect(utf8Bytes(text)).toEqual(bytes)
        expect(utf8(bytes)).toBe(platform.decode(bytes))
      }),
    )
    for (const invalid of [
      [0xff],
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
    ]) {
      expect(utf8(Uint8Array.from(invalid))).toContain('\ufffd')
    }
  })
})

describe('text for a terminal', () => {
  it('has no control and no direction-changing characters left', () => {
    expect(printable('a\u001b[31m\u202eb\u0085')).toBe('a\\x1b[31m\\u202eb\\x85')
    expect(printable('Käse 東京')).toBe('Käse 東京')
  })
})

describe('bytes', () => {
  it('as ISO 8859-1 are one character each', () => {
    expect(latin1(Uint8Array.of(0x61, 0xff))).toBe('a\u00ff')
  })

  it('are equal when they are equal', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
    expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false)
  })

  it('are joined in order', () => {
    expect(concat([Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)])).toEqual(Uint8Array.of(1, 2, 3))
  })
})
