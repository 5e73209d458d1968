import { printable } from '../../../shared/bytes/text.ts'
import type { CompareDocument, CompareRowDocument } from '../../../shared/contract/compare.ts'
import { paint } from '../terminal.ts'

const ARROW = { client: '──▶', server: '◀──' } as const
const MARK = { same: '=', expected: '~', different: '!', 'only-a': '<', 'only-b': '>', unseen: '?' } as const
const MEANING = {
  same: '= the same',
  expected: '~ the same but for what is new in every handshake',
  different: '! different',
  'only-a': '< only in A',
  'only-b': '> only in B',
  unseen: '? not to be read in both',
} as const
/** Number and arrow before the columns, the mark between them. */
const BEFORE = 11
const BETWEEN = 3

/** Both ladders side by side, a line a message; where the two part is marked. */
export function comparedLadderLines({ rows, firstDivergence }: CompareDocument, width: number): string[] {
  const column = Math.floor((width - BEFORE - BETWEEN) / 2)
  const line = (row: CompareRowDocument): string => {
    const text = rowLine(row, column)
    if (row.number === firstDivergence?.row) return paint(['red', 'bold'], `* ${text}`)
    if (row.matters) return `  ${paint('yellow', text)}`
    return `  ${row.mark === 'same' || row.mark === 'different' ? text : paint('dim', text)}`
  }
  const head = `${' '.repeat(BEFORE)}${'A'.padEnd(column)}   B`
  const used = new Set(rows.map(({ mark }) => mark))
  const legend: string[] = Object.entries(MEANING).flatMap(([mark, meaning]) =>
    used.has(mark as CompareRowDocument['mark']) ? [meaning] : [],
  )
  if (firstDivergence?.row != null) legend.push('* where they part')
  return [paint('underline', head), ...rows.map(line), ...packed(legend, width)]
}

/** As many to a line as fit, none broken up. */
function packed(parts: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + GAP.length + part.length <= width) {
      lines[lines.length - 1] = `${last}${GAP}${part}`
    } else lines.push(`${GAP}${part}`)
  }
  return lines.map((line) => paint('dim', line))
}

const GAP = '   '

function rowLine(row: CompareRowDocument, column: number): string {
  const [a, b] = [cell(row.a, column), cell(row.b, column)]
  const start = `${String(row.number).padStart(4)} ${ARROW[row.from]} `
  return `${start}${a.padEnd(column)} ${MARK[row.mark]} ${b}`.trimEnd()
}

/** The name of the message, then as much of what it says as fits. */
function cell(said: CompareRowDocument['a'], column: number): string {
  if (said === null) return ''
  const { type, guessed, encrypted, detail, length } = said
  const name = guessed ? `{${type}?}` : encrypted ? `{${type}}` : type
  const more = detail ?? (encrypted ? `${length} B` : null)
  const text = more === null ? name : `${name} ${printable(more)}`
  return text.length > column ? `${text.slice(0, column - 1)}…` : text
}
