import { printable } from '../../../shared/bytes/text.ts'
import type { AcceptanceDocument } from '../../../shared/contract/probe.ts'
import { count } from '../../../shared/diagnosis/words.ts'
import { lineWidth, paint } from '../terminal.ts'
import { clipped, heading, markedLines } from './probe-certificates.ts'
import { fold, wrap } from './wrap.ts'

type Row = AcceptanceDocument['rows'][number]

const MATCH = {
  exact: ['✓', 'exact', 'green'],
  'equal-after-normalisation': ['≈', 'equal*', 'yellow'],
  anything: ['✓', 'anything', 'green'],
  'no-match': ['✗', 'no match', 'red'],
  unknown: ['?', 'unknown', 'yellow'],
} as const
const STATUS = {
  accepted: ['green', '✓'],
  doubtful: ['yellow', '≈'],
  refused: ['red', '✗'],
  unknown: ['yellow', '?'],
} as const
const REQUESTED = {
  initial: 'in the handshake',
  renegotiation: 'by renegotiation',
  'post-handshake': 'after the handshake',
} as const
const ANSWER = {
  none: 'no answer was given',
  empty: 'answered with no certificate',
  'no-common-scheme': 'answered with no certificate: the key can sign in no way the server takes',
  sent: 'answered with the certificate',
} as const

/** Rows without a match that are shown; a server may name hundreds of CAs. */
const MOST_WITHOUT_MATCH = 12
const MATCH_WIDTH = 10

/** What the server asks for, beside what this certificate has. */
export function acceptanceLines(acceptance: AcceptanceDocument): string[] {
  const { requested, answer, status, verdict, rows, list } = acceptance
  const width = lineWidth()
  const column = Math.floor((width - 2 - 2 - MATCH_WIDTH - 2 - 2) / 2)
  const others = forOtherKeys(rows)
  const shown = shownRows(rows.filter((row) => !others.includes(row)))
  const left = rows.length - others.length - shown.length + acceptance.moreRows
  return [
    `${heading(`Certificate request ${REQUESTED[requested]}`)}, ${ANSWER[answer]}`,
    ...markedLines(STATUS[status], verdict),
    '',
    paint(
      'underline',
      `    ${'The server asks for'.padEnd(column)}  ${'This certificate has'.padEnd(column)}  match`,
    ),
    ...shown.flatMap((row) => rowLines(row, column)),
    ...(others.length > 0 ? [`    … and ${count(others.length, 'signature algorithm')} for other keys`] : []),
    ...(left > 0 ? [`    … and ${left} more lines that do not match`] : []),
    ...(list === 'truncated' ? ['    The list of names was cut short: more may have been meant.'] : []),
    ...(shown.some(({ match }) => match === 'equal-after-normalisation')
      ? ['    * equal by RFC 5280 7.1 only; servers that compare bytes refuse it']
      : []),
  ]
}

/** Where one algorithm fits, those that do not are of no interest; of those that do, the one it would sign by is. */
function forOtherKeys(rows: readonly Row[]): readonly Row[] {
  const schemes = rows.filter(({ kind }) => kind === 'signature-scheme')
  const fits = schemes.some(({ match }) => match === 'exact')
  return fits ? schemes.filter(({ match }) => match === 'no-match') : []
}

function shownRows(rows: readonly Row[]): Row[] {
  let without = 0
  return rows.filter(({ match }) => match !== 'no-match' || without++ < MOST_WITHOUT_MATCH)
}

function rowLines({ asks, has, match, note }: Row, column: number): string[] {
  const [icon, word, colour] = MATCH[match]
  const asked = cell(asks, column)
  const had = cell(has, column)
  const lines = Array.from({ length: Math.max(asked.length, had.length) }, (_, at) => {
    const cells = `${(asked[at] ?? '').padEnd(column)}  ${(had[at] ?? '').padEnd(column)}`
    return at === 0 ? `  ${paint(colour, icon)} ${cells}  ${paint(colour, word)}` : `    ${cells}`.trimEnd()
  })
  return note === null
    ? lines
    : [...lines, ...wrap(printable(note), 6, lineWidth()).map((line) => paint('dim', line))]
}

/** Three lines of a cell at most; nothing of a name is lost but what is cut off at its end. */
function cell(text: string, column: number): string[] {
  const [first = '', second = '', ...rest] = fold(printable(text), column)
  if (rest.length < 2) return [first, second, ...rest].filter((line) => line !== '')
  return [first, second, clipped(rest.join(''), column)]
}
