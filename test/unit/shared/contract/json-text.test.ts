import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodedOnce, JsonText } from '../../../../src/shared/contract/json-text.ts'

function written(...values: readonly unknown[]): string {
  const text = new JsonText()
  for (const value of values) text.value(value)
  return Buffer.from(text.take()).toString('utf8')
}

/** What a reader gets: `JSON.stringify`, in UTF-8. */
function expected(...values: readonly unknown[]): string {
  return Buffer.from(values.map((value) => JSON.stringify(value)).join(''), 'utf8').toString('utf8')
}

describe('JSON text', () => {
  it('is what JSON.stringify gives, whatever the data', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
        expect(written(value, [value], { first: value, second: value })).toBe(
          expected(value, [value], { first: value, second: value }),
        )
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['every kind of character', 'a"\\\b\t\n\f\r\u0000\u001f\u007fé’→\ud83d\ude00'],
    ['halves of surrogate pairs', { '\udc00x': '\ud800', text: 'a\ud800b' }],
    [
      'numbers of every size',
      [0, -0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 1e10, 0.97, -1.5, 1e21, 1e-7, Number.NaN],
    ],
    ['members that are not there', { a: undefined, b: null, c: [undefined], d: {} }],
    [
      'names of every length',
      { ['n'.repeat(300)]: 1, ['\u0000'.repeat(50)]: true, ['’'.repeat(70)]: 'x', '': 2 },
    ],
    ['empty things', { list: [], object: {}, text: '' }],
    ['texts longer than its buffer', { long: 'x’'.repeat(100_000), short: 'y' }],
  ])('writes %s', (_what, value) => {
    expect(written(value)).toBe(expected(value))
  })

  it('writes objects of one shape and of another, over and over', () => {
    const rows = Array.from({ length: 400 }, (_, at) =>
      at % 3 === 0 ? { at, from: `address ${at}`, ok: at % 2 === 0 } : { from: 'client', at, extra: null },
    )
    expect(written(rows, rows)).toBe(expected(rows, rows))
  })

  it('remembers no more values of a name than it has room for', () => {
    const values = Array.from({ length: 5000 }, (_, at) => ({ id: `h${at}` }))
    expect(written(values, values.toReversed())).toBe(expected(values, values.toReversed()))
  })

  it('writes long texts the same way however often they come', () => {
    const known = Array.from(
      { length: 40 },
      (_, at) => `${'A sentence that is said again. '.repeat(3)}“${at}”`,
    )
    const rows = Array.from({ length: 600 }, (_, at) => ({
      explanation: at % 5 === 0 ? `${at} ${'is said once. '.repeat(5)}` : `${known[at % 40]}`,
    }))
    expect(written(rows, rows)).toBe(expected(rows, rows))
  })

  it('writes a shared list the same way every time, in whichever text', () => {
    const list = encodedOnce([{ subject: 'CN=Contoso’s Root' }, { subject: 'CN=Leaf' }])
    const documents = [{ chain: list }, { chain: list, again: list }]
    expect(written(...documents)).toBe(expected(...documents))
    expect(written(...documents)).toBe(expected(...documents))
  })

  it('hands on what was written so far, and starts anew', () => {
    const text = new JsonText()
    text.ascii('[')
    text.value('one')
    const first = text.take()
    expect(text.length).toBe(0)
    text.value('two')
    text.ascii(']\n')
    expect(Buffer.from(first).toString()).toBe('["one"')
    expect(Buffer.from(text.take()).toString()).toBe('"two"]\n')
  })
})
