import { describe, expect, it } from 'vitest'
import { fromHex } from '../../../../../src/shared/bytes/text.ts'
import { HpackDecoder } from '../../../../../src/shared/http/hpack/decoder.ts'

/** Every example of RFC 7541 appendix C: the blocks of one connection, what they say, the table behind each. */
const EXAMPLES: readonly (readonly [
  name: string,
  tableSize: number | null,
  blocks: readonly (readonly [hex: string, fields: string, size: number])[],
])[] = [
  [
    'C.2.1 literal with indexing',
    null,
    [['400a637573746f6d2d6b65790d637573746f6d2d686561646572', 'custom-key: custom-header', 55]],
  ],
  ['C.2.2 literal without indexing', null, [['040c2f73616d706c652f70617468', ':path: /sample/path', 0]]],
  ['C.2.3 literal never indexed', null, [['100870617373776f726406736563726574', 'password: secret', 0]]],
  ['C.2.4 indexed', null, [['82', ':method: GET', 0]]],
  [
    'C.3 requests without Huffman coding',
    null,
    [
      [
        '828684410f7777772e6578616d706c652e636f6d',
        ':method: GET|:scheme: http|:path: /|:authority: www.example.com',
        57,
      ],
      [
        '828684be58086e6f2d6361636865',
        ':method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache',
        110,
      ],
      [
        '828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565',
        ':method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value',
        164,
      ],
    ],
  ],
  [
    'C.4 requests with Huffman coding',
    null,
    [
      [
        '828684418cf1e3c2e5f23a6ba0ab90f4ff',
        ':method: GET|:scheme: http|:path: /|:authority: www.example.com',
        57,
      ],
      [
        '828684be5886a8eb10649cbf',
        ':method: GET|:scheme: http|:path: /|:authority: www.example.com|cache-control: no-cache',
        110,
      ],
      [
        '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf',
        ':method: GET|:scheme: https|:path: /index.html|:authority: www.example.com|custom-key: custom-value',
        164,
      ],
    ],
  ],
  [
    'C.5 responses without Huffman coding, with eviction',
    256,
    [
      [
        '4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f7777772e6578616d706c652e636f6d',
        ':status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com',
        222,
      ],
      [
        '4803333037c1c0bf',
        ':status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com',
        222,
      ],
      [
        '88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31',
        ':status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com|content-encoding: gzip|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
        215,
      ],
    ],
  ],
  [
    'C.6 responses with Huffman coding, with eviction',
    256,
    [
      [
        '488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3',
        ':status: 302|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com',
        222,
      ],
      [
        '4883640effc1c0bf',
        ':status: 307|cache-control: private|date: Mon, 21 Oct 2013 20:13:21 GMT|location: https://www.example.com',
        222,
      ],
      [
        '88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007',
        ':status: 200|cache-control: private|date: Mon, 21 Oct 2013 20:13:22 GMT|location: https://www.example.com|content-encoding: gzip|set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
        215,
      ],
    ],
  ],
]

function bytes(hex: string): Uint8Array {
  const read = fromHex(hex)
  if (read === null) throw new Error('no hex')
  return read
}

/** A size update, as an encoder that wants a smaller table begins its first block with. */
function sizeUpdate(size: number): Uint8Array {
  const over = size - 31
  return Uint8Array.of(0x3f, (over & 0x7f) | 0x80, over >> 7)
}

describe('the HPACK decoder', () => {
  it.each(EXAMPLES)('reads RFC 7541 %s', (_name, tableSize, blocks) => {
    const decoder = new HpackDecoder()
    if (tableSize !== null) decoder.decode(sizeUpdate(tableSize))
    for (const [block, fields, size] of blocks) {
      const { fields: read, bad } = decoder.decode(bytes(block))
      expect(bad).toBe(false)
      expect(read.map(({ name, value }) => `${name}: ${value}`).join('|')).toBe(fields)
      expect(decoder.tableSize).toBe(size)
    }
  })

  it.each([
    ['index 0', '80'],
    ['an index behind both tables', 'ff00'],
    ['an integer without end', 'ffffffffffff'],
    ['a string longer than the block', '0085f1'],
    ['Huffman padding that is not ones', '00811800'],
    ['a size beyond what was allowed', '3fe1ff3f'],
    ['a block that ends inside a field', '40'],
  ])('calls %s bad and keeps what came before', (_what, tail) => {
    const { fields, bad } = new HpackDecoder().decode(bytes(`82${tail}`))
    expect(bad).toBe(true)
    expect(fields).toEqual([{ name: ':method', value: 'GET' }])
  })

  it('hands out a bounded list where a small block names a large field again and again', () => {
    const decoder = new HpackDecoder()
    const large = new Uint8Array(4 + 3000 + 60_000)
    // literal with indexing, name "a", value of 3000 octets: 0x7f prefix, then 3000 - 127 in two groups.
    large.set([0x40, 0x01, 0x61, 0x7f, 0xb9, 0x16])
    large.fill(0x62, 6, 3006)
    large.fill(0xbe, 3006)
    const started = performance.now()
    const { fields, bad } = decoder.decode(large)
    expect(bad).toBe(false)
    expect(fields.length).toBeLessThan(30)
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('never throws and never runs away on any bytes', () => {
    let seed = 7
    const random = (): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff
      return (seed >> 16) & 0xff
    }
    const decoder = new HpackDecoder()
    for (let round = 0; round < 3000; round++) {
      decoder.decode(Uint8Array.from({ length: random() % 64 }, random))
      expect(decoder.tableSize).toBeLessThanOrEqual(4096)
    }
  })
})
