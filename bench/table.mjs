import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const HEAD = ['capture', 'program', 'wall s', 'CPU s', 'peak MB', 'MB/s', 'tlscope is', 'target']
const BEGIN = '<!-- table -->'
const END = '<!-- /table -->'

/** The table as it is printed. */
export function tableText(results, machine, runs) {
  return `${heading(machine, runs)}\n\n${markdown(results)}\n`
}

/** Replaces the table in a document, between its two marks. */
export function writeTable(path, results, machine, runs) {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const [before, rest] = text.split(BEGIN)
  const after = rest?.split(END)[1]
  if (after === undefined) throw new Error(`${path} has no ${BEGIN} … ${END} to put the table between`)
  writeFileSync(path, `${before}${BEGIN}\n\n${tableText(results, machine, runs)}\n${END}${after}`)
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
  const widths = HEAD.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at].length)))
  const line = (cells) => `| ${cells.map((cell, at) => pad(cell, widths[at], at)).join(' | ')} |`
  const rule = `|${widths.map((width, at) => (isNumber(at) ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2))).join('|')}|`
  return [line(HEAD), rule, ...rows.map(line)].join('\n')
}

const isNumber = (at) => at >= 2 && at <= 5

function pad(cell, width, at) {
  return isNumber(at) ? cell.padStart(width) : cell.padEnd(width)
}

function megabytes(bytes) {
  const value = bytes / 1e6
  return value < 10 ? value.toFixed(1) : String(Math.round(value))
}
