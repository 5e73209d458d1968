import { printable } from '../../../shared/bytes/text.ts'
import {
  MATRIX_WORDS,
  type MatrixCell,
  type MatrixColour,
  type MatrixDocument,
  type MatrixIcon,
  type MatrixWord,
} from '../../../shared/contract/matrix.ts'
import { paint } from '../terminal.ts'
import { wrap } from './wrap.ts'

/** One character each; the word beside it says the same. */
const ICONS: Readonly<Record<MatrixIcon, string>> = {
  check: '✓',
  cross: '✗',
  page: '¶',
  bolt: '↯',
  door: '|',
  hourglass: '…',
  plug: '∅',
  minus: '-',
  question: '?',
  blank: '·',
}

const STYLES: Readonly<Record<MatrixColour, Parameters<typeof paint>[0]>> = {
  green: 'green',
  yellow: 'yellow',
  orange: 'magenta',
  red: ['red', 'bold'],
  grey: 'dim',
}

const GAP = 2

type Grid = Pick<MatrixDocument, 'axes' | 'cells'>

/** The grid as lines: a row for each version, SNI and protocol, a column for each certificate; as wide as fits. */
export function gridLines({ axes, cells }: Grid, width: number): string[] {
  const rows = rowsOf({ axes, cells })
  const labelWidths = axes.certificate.length === 0 ? [] : columnWidths(rows.map(({ label }) => label))
  const labelWidth = labelWidths.reduce((sum, one) => sum + one + GAP, 0)
  const wide = Math.max(
    ...axes.certificate.map(({ name }) => name.length),
    ...cells.map((cell) => cellText(cell).length),
  )
  const fit = Math.max(1, Math.floor((width - labelWidth + GAP) / (wide + GAP)))
  const lines: string[] = []
  for (let from = 0; from < axes.certificate.length; from += fit) {
    const certificates = axes.certificate.slice(from, from + fit)
    if (from > 0) lines.push('')
    const titles = certificates.map(({ name }) => name.padEnd(wide + GAP)).join('')
    lines.push(`${' '.repeat(labelWidth)}${paint('bold', titles.trimEnd())}`)
    rows.forEach(({ label, cells: own, first }, at) => {
      if (first && at > 0 && rows.some((row) => !row.first)) lines.push('')
      const words = label.map((part, column) => part.padEnd((labelWidths[column] ?? 0) + GAP)).join('')
      const shown = certificates.map(({ id }) => painted(own.get(id), wide + GAP)).join('')
      lines.push(`${words}${shown}`.trimEnd())
    })
  }
  return lines
}

interface Row {
  readonly label: readonly string[]
  /** By certificate. */
  readonly cells: ReadonlyMap<string, MatrixCell>
  /** Of its version. */
  readonly first: boolean
}

/** An axis with one value is said once, above, and not in each row. */
function rowsOf({ axes, cells }: Grid): Row[] {
  const rows = new Map<string, { label: string[]; cells: Map<string, MatrixCell>; tls: string }>()
  for (const cell of cells) {
    const key = JSON.stringify([cell.tls, cell.sni, cell.alpn])
    const label = [
      axes.tls.find(({ id }) => id === cell.tls)?.name ?? cell.tls,
      ...(axes.sni.length > 1 ? [cell.sni === 'no-sni' ? 'no SNI' : 'SNI'] : []),
      ...(axes.alpn.length > 1 ? [cell.alpn] : []),
    ]
    const row = rows.get(key) ?? { label, cells: new Map(), tls: cell.tls }
    row.cells.set(cell.certificate, cell)
    rows.set(key, row)
  }
  const list = [...rows.values()]
  return list.map((row, at) => ({ ...row, first: list[at - 1]?.tls !== row.tls }))
}

function columnWidths(labels: readonly (readonly string[])[]): number[] {
  const columns = labels[0]?.length ?? 0
  return Array.from({ length: columns }, (_, column) =>
    Math.max(...labels.map((label) => label[column]?.length ?? 0)),
  )
}

function cellText({ word, icon, unsteady }: MatrixCell): string {
  return `${ICONS[icon]} ${word}${unsteady ? ' ?' : ''}`
}

function painted(cell: MatrixCell | undefined, width: number): string {
  if (cell === undefined) return ' '.repeat(width)
  const text = cellText(cell)
  return paint(STYLES[cell.colour], text) + ' '.repeat(width - text.length)
}

/** What the words of this grid mean, with the details behind them: `✗ alert  3 ×  a TLS alert ended it: …`. */
export function legendLines(cells: readonly MatrixCell[], width: number): string[] {
  const words = new Map<MatrixWord, { cell: MatrixCell; details: Set<string>; count: number }>()
  for (const cell of cells) {
    const entry = words.get(cell.word) ?? { cell, details: new Set(), count: 0 }
    if (cell.detail !== null) entry.details.add(cell.detail)
    words.set(cell.word, { ...entry, count: entry.count + 1 })
  }
  const widest = Math.max(...[...words.keys()].map((word) => word.length))
  return [...words].flatMap(([word, { cell, details, count }]) => {
    const said = [...details].filter((detail) => detail !== MATRIX_WORDS[word].means).join(', ')
    const means = `${MATRIX_WORDS[word].means}${said === '' ? '' : `: ${printable(said)}`}`
    const prefix = `${ICONS[cell.icon]} ${word.padEnd(widest)}  ${String(count).padStart(3)} ×  `
    const [first = '', ...more] = wrap(means, prefix.length, width)
    return [prefix + first.trimStart(), ...more]
  })
}
