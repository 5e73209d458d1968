import { dsvFormat } from 'd3-dsv'

/**
 * Tables whose values are separated by commas (RFC 4180), by semicolons, as spreadsheets save them where a comma stands
 * in numbers, or by tabs, as they save "Unicode text".
 */

export interface SeparatedHeader {
  readonly separator: string
  /** Names of the columns; empty ones at the end are left out. */
  readonly names: readonly string[]
  /** Where the rows begin, an index into the text. */
  readonly end: number
}

export interface SeparatedRows {
  /** Those that were handed over. */
  readonly read: number
  /** There are more, which were not. */
  readonly isMore: boolean
  /** The row in which a quoted value is still open where the text ends, or which ends before its last column; from 1. */
  readonly cutOff: number | null
  /** Rows with more values than there are columns: nobody knows which is which. They were not handed over. */
  readonly tooWide: number
}

const SEPARATORS = [',', ';', '\t'] as const

/** A table of Log Analytics has at most 500 columns. */
const MOST_COLUMNS = 1_000
const LONGEST_HEADER = 64 * 1024

/** More than the portal exports (30,000 rows), and more than anybody reads. Empty rows count. */
const MOST_ROWS = 100_000
const MOST_VALUES = 5_000_000

/** What spreadsheets write above the names, and understand there. */
const ABOVE = /^\s*(?:sep=[,;\t][ \t]*\r?\n)?/i

/** A name, the time zone of a column of times behind it. */
const NAME = /^[\w.$-]+(?: [\w.$-]+){0,7}(?: \[[^\]]{1,80}\])?$/

/** The first line as names of columns, two or more of them; `null`: it is none of such a table. */
export function separatedHeader(text: string): SeparatedHeader | null {
  const head = text.slice(0, LONGEST_HEADER)
  const start = ABOVE.exec(head)?.[0].length ?? 0
  const line = /^[^\r\n]*/.exec(head.slice(start))?.[0] ?? ''
  const end = start + line.length
  let found: SeparatedHeader | null = null
  for (const separator of SEPARATORS) {
    const values = rowOf(line, separator)
    // Behind a closing quotation mark the reader takes any character for a separator.
    if (values.join(separator) !== line.replaceAll('"', '')) continue
    const names = withoutEmptyEnd(values)
    if (names.length < 2 || names.length > MOST_COLUMNS) continue
    if (names.length <= (found?.names.length ?? 0)) continue
    if (names.every((name) => name.length <= 200 && NAME.test(name))) found = { separator, names, end }
  }
  return found
}

/** How many values the first row has; 0 where there is no row. */
export function firstRowWidth(text: string, { separator, end }: SeparatedHeader): number {
  const line = /^[^\r\n]*/.exec(text.slice(end, end + LONGEST_HEADER).trimStart())?.[0] ?? ''
  return line === '' ? 0 : rowOf(line, separator).length
}

function rowOf(line: string, separator: string): string[] {
  return dsvFormat(separator).parseRows(line)[0] ?? []
}

function withoutEmptyEnd(values: string[]): string[] {
  let length = values.length
  while (length > 0 && values[length - 1] === '') length--
  return values.slice(0, length)
}

/** Stands alone in the last row, unless a quoted value before it is open. */
const END = '\u0003'

/** Thrown to leave a text before its end. */
const ENOUGH = new Error('enough rows')

/**
 * Hands over each row that is not empty. Empty values at the end of a row may be missing: spreadsheets leave them out.
 * @param take values by column
 */
export function readSeparatedRows(
  text: string,
  { separator, names, end }: SeparatedHeader,
  take: (values: readonly string[], at: number) => void,
): SeparatedRows {
  let [at, empty, read, values, tooWide] = [0, 0, 0, 0, 0]
  // Two rows late: whether the last one is whole, only the end of the text tells.
  let before: readonly string[] = []
  let last: readonly string[] = []
  const pass = (): void => {
    const isRow = !before.every(isEmpty)
    if (isRow ? at === MOST_ROWS || values > MOST_VALUES : empty++ === MOST_ROWS) throw ENOUGH
    if (!isRow) return
    at++
    values += before.length
    if (before.length > names.length && !before.slice(names.length).every(isEmpty)) tooWide++
    else {
      take(before, at - 1)
      read++
    }
  }
  try {
    // Joined, for the reader is slow on a text that is put together later.
    dsvFormat(separator).parseRows([text.slice(end), END].join('\n'), (row) => {
      pass()
      before = last
      last = row
      return null
    })
    const isOpen = last.length !== 1 || last[0] !== END
    const isShort = !isOpen && !before.every(isEmpty) && before.length < names.length && !/[\r\n]$/.test(text)
    if (!isShort) pass()
    return { read, isMore: false, cutOff: isOpen || isShort ? at + 1 : null, tooWide }
  } catch (error) {
    if (error !== ENOUGH) throw error
    return { read, isMore: true, cutOff: null, tooWide }
  }
}

function isEmpty(value: string): boolean {
  return value === ''
}
