import { printable } from '../../../shared/bytes/text.ts'
import {
  type CompareDifferenceDocument,
  type CompareDocument,
  isWholeMessage,
} from '../../../shared/contract/compare.ts'
import { paint } from '../terminal.ts'
import { wrap } from './wrap.ts'

const FIELD_AT = 5
const SAID_AT = 7

/** Field by field what differs, under the message it stands in. Whole messages are told by the ladder. */
export function differenceLines(document: CompareDocument, width: number): string[] {
  const lines: string[] = []
  let row: number | null | undefined
  for (const difference of document.differences) {
    if (isWholeMessage(document, difference)) continue
    if (difference.row !== row) {
      row = difference.row
      lines.push(`${rowName(document, row)}`)
    }
    lines.push(...fieldLines(difference, width))
  }
  return lines
}

/** What is new in every handshake: names only, a line a message. */
export function expectedLines(document: CompareDocument, width: number): string[] {
  const byRow = new Map<number | null, string[]>()
  for (const { row, field, kind } of document.expected) {
    byRow.set(row, [...(byRow.get(row) ?? []), kind === 'order' ? `${field} (in another order)` : field])
  }
  return [...byRow].flatMap(([row, fields]) =>
    wrap(`${rowName(document, row).trim()}: ${fields.join(', ')}`, 2, width).map((line) =>
      paint('dim', line),
    ),
  )
}

function rowName({ rows }: CompareDocument, row: number | null): string {
  const aligned = row === null ? undefined : rows[row - 1]
  if (aligned === undefined) return '   how they ended'
  const said = aligned.a ?? aligned.b
  return `${String(aligned.number).padStart(4)} ${aligned.from} ${said?.type ?? ''}`
}

function fieldLines(
  { field, kind, a, b, onlyInA, onlyInB }: CompareDifferenceDocument,
  width: number,
): string[] {
  const indent = ' '.repeat(FIELD_AT)
  const say = (label: string, text: string): string[] => labelled(label, text, width)
  if (kind === 'items') {
    return [
      `${indent}${field}`,
      ...(onlyInA.length === 0 ? [] : say('only in A', onlyInA.join(', '))),
      ...(onlyInB.length === 0 ? [] : say('only in B', onlyInB.join(', '))),
    ]
  }
  const short = `${indent}${field}: A ${printable(a?.value ?? NOTHING)}, B ${printable(b?.value ?? NOTHING)}`
  if (kind !== 'order' && short.length <= Math.min(width, SHORT)) return [short]
  const note = kind === 'order' ? ' (the same, in another order)' : ''
  return [`${indent}${field}${note}`, ...say('A', a?.value ?? NOTHING), ...say('B', b?.value ?? NOTHING)]
}

const NOTHING = '—'
/** What is longer stands on lines of its own. */
const SHORT = 72

function labelled(label: string, text: string, width: number): string[] {
  const indent = SAID_AT + label.length + 2
  const [first = '', ...rest] = wrap(broken(printable(text), width - indent), indent, width)
  return [`${' '.repeat(SAID_AT)}${label}  ${first.trimStart()}`, ...rest]
}

/** Words that no line can hold, such as long numbers in hex, in pieces. */
function broken(text: string, room: number): string {
  return text.replace(/\S+/g, (word) => {
    const pieces: string[] = []
    for (let at = 0; at < word.length; at += room) pieces.push(word.slice(at, at + room))
    return pieces.join(' ')
  })
}
