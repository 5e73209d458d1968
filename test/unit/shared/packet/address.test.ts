import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressText, parseAddress } from '../../../../src/shared/packet/address.ts'

describe('addresses as text', () => {
  it.each([
    ['2001:0db8:0000:0000:0001:0000:0000:0001', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['1:0:0:0:0:0:0:0', '1::'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['FE80::ABCD', 'fe80::abcd'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['10.0.0.4', '10.0.0.4'],
  ])('writes %s as RFC 5952 asks: %s', (written, expected) => {
    const bytes = parseAddress(written)
    expect(bytes).not.toBeNull()
    if (bytes) expect(addressText(bytes, 0, bytes.length)).toBe(expected)
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '1:2',
    '::1::',
    '12345::',
    '1:2:3:4:5:6:7:8:9',
    'host',
    '1:2:3:4:5:6:7::8:9',
  ])('takes %j for no address', (text) => expect(parseAddress(text)).toBeNull())

  it('reads back every IPv6 address it writes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0, 1, 255), { minLength: 16, maxLength: 16 }), (octets) => {
        const bytes = Uint8Array.from(octets)
        const text = addressText(bytes, 0, 16)
        expect(isIPv6(text)).toBe(true)
        expect(parseAddress(text)).toEqual(bytes)
      }),
    )
  })
})
