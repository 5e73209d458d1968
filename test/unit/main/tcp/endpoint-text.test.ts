import { expect, it } from 'vitest'
import { endpointText } from '../../../../src/main/tcp/endpoint-text.ts'
import { fromHex } from '../../../../src/shared/bytes/text.ts'

it.each([
  ['0a000104', '10.0.1.4'],
  ['20010db8000000000000000000000001', '2001:db8::1'],
  ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
  ['20010000000000010000000000000001', '2001:0:0:1::1'],
  ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
  ['00000000000000000000000000000000', '::'],
  ['fe800000000000000000000000000000', 'fe80::'],
  ['00000000000000000000ffff0a000001', '::ffff:10.0.0.1'],
])('writes %s as %s', (hexed, text) => {
  const bytes = fromHex(hexed) ?? new Uint8Array(0)
  const length = bytes.length === 4 ? 4 : 16
  expect(endpointText(bytes, 0, length, 443)).toEqual({ address: text, port: 443 })
})
