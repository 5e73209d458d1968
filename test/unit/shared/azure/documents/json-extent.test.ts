import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonExtent } from '../../../../../src/shared/azure/documents/json-extent.ts'

/** Whether `JSON.parse` takes the whole text. */
function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('where a JSON value ends', () => {
  it('is found behind whatever JSON.stringify writes, with anything after it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        fc.constantFrom('', '\n', ' tail', '}', ',1'),
        (value, tail) => {
          const text = JSON.stringify(value, null, 1)
          // More digits would belong to a number.
          if (typeof value === 'number' && tail !== '') return
          expect(jsonExtent(`${text}${tail}`, 0)).toEqual({ ok: true, end: text.length })
        },
      ),
    )
  })

  it('is the end of the text exactly where JSON.parse takes it', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\u00',
      '"\\u00e4"',
      '1',
      '-',
      '-0.5e3',
      '01',
      'true',
      'nul',
      ' ',
      '"\n"',
      '"\\x"',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 9 }), (words) => {
        const text = words.join('')
        const extent = jsonExtent(text, 0)
        expect(extent.ok && text.slice(extent.end).trim() === '').toBe(parses(text))
      }),
      { numRuns: 3_000 },
    )
  })

  it('is missing, not wrong, at every cut', () => {
    const text = '{"a":[1,-2.5,true,null,"x\\u00e4\\n"],"b":{"c":"d"}}'
    for (let end = 0; end < text.length; end++) {
      const extent = jsonExtent(text.slice(0, end), 0)
      expect([end, extent.ok ? 'ok' : extent.fault]).toEqual([end, 'ended'])
    }
  })
})
