import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const HEAD = ['capture', 'program', 'wall s', 'CPU s', 'peak MB', 'MB/s', 'tlscope is', 'target']
const MARKS = { begin: '<!-- table -->', end: '<!-- /table -->' }

/** The table as it is printed. */
export function tableText(results, machine, runs) {
  return `${heading(machine, runs)}\n\n${markdown(results)}\n`
}

/** Replaces the table in a document, between its two marks. */
export function writeTable(path, table, { begin, end } = MARKS) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const [before, rest] = text.split(begin)
  const after = rest?.split(end)[1]
  if (after === undefined) throw new Error(`${path} has no ${begin} … ${end} to put the table between`)
  writeFileSync(path, `${before}${begin}\n\n${table}\n${end}${after}`)
}

function heading(machine, runs) {
  return `Medians of ${runs} interleaved run${runs === 1 ? '' : 's'} (small files: one), files in the page cache. ${machine}.`
}

function markdown(results) {
  const rows = results.map((result) => [
    `${result.capture}, ${megabytes(result.bytes)} MB`,
    result.name,
    result.wall.toFixed(2),
    result.cpu === null ? '–' : result.cpu.toFixed(2),
    result.peak === null ? '–' : megabytes(result.peak),
    megabytes(result.throughput),
    result.ratio === 1 ? '' : `${result.ratio.toFixed(result.ratio < 10 ? 2 : 0)} × as fast`,
    result.target === null ? '' : `${result.target} × ${result.ratio >= result.target ? 'met' : 'missed'}`,
  ])
  return columns(HEAD, rows, (at) => at >= 2 && at <= 5)
}

/** A table in Markdown that can be read as it stands; columns of numbers are flush right. */
export function columns(head, rows, isNumber) {
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at].length)))
  const pad = (cell, at) => (isNumber(at) ? cell.padStart(widths[at]) : cell.padEnd(widths[at]))
  const line = (cells) => `| ${cells.map(pad).join(' | ')} |`
  const rule = `|${widths.map((width, at) => (isNumber(at) ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

function megabytes(bytes) {
  const value = bytes / 1e6
  return value < 10 ? value.toFixed(1) : String(Math.round(value))
}
