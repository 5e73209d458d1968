import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  firstRowWidth,
  readSeparatedRows,
  separatedHeader,
} from '../../../../../src/shared/azure/documents/separated-text.ts'

function table(text: string) {
  const header = separatedHeader(text)
  if (header === null) throw new Error('no table')
  const rows: string[][] = []
  return { names: header.names, ...readSeparatedRows(text, header, (values) => rows.push([...values])), rows }
}

describe('the names above a table', () => {
  it.each([
    ['commas', 'a,b,c\n1,2,3\n', ','],
    ['semicolons', 'a;b;c\r\n1;2;3\r\n', ';'],
    ['tabs', 'a\tb\tc\r\n1\t2\t3', '\t'],
    ['quoted names', '"a","b","c"\n', ','],
    ['quoted names between semicolons', '"a";"b";"c"\n', ';'],
    ['a separator told above them', 'sep=;\r\na;b;c\r\n', ';'],
    ['empty lines above, empty columns behind', '\n\na;b;c;;\n1;2;3;;\n', ';'],
    ['names alone', 'a,b,c', ','],
  ])('are found: %s', (_name, text, separator) => {
    expect(separatedHeader(text)).toMatchObject({ separator, names: ['a', 'b', 'c'] })
  })

  it('may have a time zone behind them, with commas in it', () => {
    expect(separatedHeader('"TimeGenerated [Amsterdam, Berlin]",_ResourceId\n')?.names).toEqual([
      'TimeGenerated [Amsterdam, Berlin]',
      '_ResourceId',
    ])
  })

  it.each([
    '',
    'a',
    'Hello, world\nagain, again',
    '{"a":1,"b":2}',
    'a,,b\n',
    '10.0.0.1 - - [x]',
    'a,"b'.repeat(2),
  ])('are none in %j', (text) => expect(separatedHeader(text)).toBeNull())

  it('are none where there are more than any log has', () => {
    const names = (many: number) => Array.from({ length: many }, (_, at) => `c${at}`).join(',')
    expect(separatedHeader(names(1_000))?.names).toHaveLength(1_000)
    expect(separatedHeader(names(1_001))).toBeNull()
    expect(separatedHeader(`a,${'b'.repeat(100_000)}`)).toBeNull()
  })

  it('tell how wide the first row is', () => {
    const width = (text: string) => {
      const header = separatedHeader(text)
      return header === null ? null : firstRowWidth(text, header)
    }
    expect(width('a,b\n1,2,3\n')).toBe(3)
    expect(width('a,b\n')).toBe(0)
  })
})

describe('the rows of a table', () => {
  it('have quotes, separators and line ends in their values', () => {
    const { rows, read, cutOff } = table('a,b\r\n"x ""y"", z","1\r\n2"\r\n\r\n,3\r\n')
    expect(rows).toEqual([
      ['x "y", z', '1\r\n2'],
      ['', '3'],
    ])
    expect([read, cutOff]).toEqual([2, null])
  })

  it('may lack empty values at their end', () => {
    expect(table('a;b;c\n1\n1;2\n1;2;3').rows).toEqual([['1'], ['1', '2'], ['1', '2', '3']])
  })

  it('are known to be cut off in an open quote, or before the last column of the last line', () => {
    expect(table('a,b\n1,2\n3,"4\n5,6\n')).toMatchObject({ rows: [['1', '2']], cutOff: 2 })
    expect(table('a,b\n1,2\n3')).toMatchObject({ rows: [['1', '2']], cutOff: 2 })
    expect(table('a,b\n1,2\n3\n')).toMatchObject({ rows: [['1', '2'], ['3']], cutOff: null })
    expect(table('a,b\n1,2\n3,"4"')).toMatchObject({ read: 2, cutOff: null })
  })

  it('are left out where they have more values than there are columns', () => {
    expect(table('a,b\n1,2,3\n4,5,\n6,7\n')).toMatchObject({
      rows: [
        ['4', '5', ''],
        ['6', '7'],
      ],
      tooWide: 1,
    })
  })

  it('are read up to a hundred thousand', () => {
    const many = (count: number) => table(`a,b\n${'1,2\n'.repeat(count)}`)
    expect(many(100_000)).toMatchObject({ read: 100_000, isMore: false })
    expect(many(100_001)).toMatchObject({ read: 100_000, isMore: true })
    expect(table(`a,b\n${'\n'.repeat(100_010)}1,2\n`)).toMatchObject({ isMore: true })
  })

  it('come out as they were written, whatever is in them', () => {
    const value = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'ü') })
    const written = (text: string) => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, fc.constant('x')), { maxLength: 6 }), (rows) => {
        const text = ['a,b,c', ...rows.map((row) => row.map(written).join(','))].join('\r\n')
        expect(table(text)).toMatchObject({ rows, cutOff: null, tooWide: 0 })
      }),
    )
  })
})
