import { kindHeading } from '../../../shared/azure/documents/kinds.ts'
import { printable } from '../../../shared/bytes/text.ts'
import type { AzureDocument, AzureFactDocument } from '../../../shared/contract/azure.ts'
import { paint } from '../terminal.ts'
import { wrap } from './wrap.ts'

/** Rows of one kind that are printed; `--json` has more. */
const MOST_ROWS = 15
const WIDEST_NAME = 34

/** What was read, a short table for each kind of thing. */
export function factLines(
  { facts, factsLeftOut }: Pick<AzureDocument, 'facts' | 'factsLeftOut'>,
  width: number,
): string[] {
  if (facts.length === 0) return []
  const lines = [paint('bold', 'What the documents say')]
  for (const kind of new Set(facts.map(({ about }) => about))) {
    const rows = facts.filter(({ about }) => about === kind)
    lines.push(`  ${paint('underline', kindHeading(kind))}`)
    const shown = rows.slice(0, MOST_ROWS)
    const column = Math.min(WIDEST_NAME, Math.max(...shown.map((row) => labelOf(row).length)))
    for (const row of shown) lines.push(...rowLines(row, column, width))
    if (rows.length > shown.length)
      lines.push(`    … and ${rows.length - shown.length} more (--json shows them)`)
  }
  if (factsLeftOut > 0) lines.push(`  … and ${factsLeftOut} beyond the first 500 of their kind`)
  return lines
}

function labelOf({ name, of }: AzureFactDocument): string {
  const own = name === '' ? '(name not shown)' : printable(name)
  return of === null || of === '' ? own : `${own} · ${printable(of)}`
}

/** Name, then what is said of it; a long name has a line of its own. */
function rowLines(row: AzureFactDocument, column: number, width: number): string[] {
  const label = labelOf(row)
  const said = printable(row.says.join(' · '))
  if (label.length > column) return [`    ${label}`, ...wrap(said, 6, width)]
  const [first = '', ...rest] = wrap(said, 4 + column + 2, width)
  return [`    ${label.padEnd(column)}  ${first.trimStart()}`.trimEnd(), ...rest]
}
