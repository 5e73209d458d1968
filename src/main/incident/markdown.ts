import { printable } from '../../shared/bytes/text.ts'

/** Text that may come from a packet, made harmless in Markdown: no markup, no HTML, no table breaks. */
export function escapeMarkdown(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>|#~]/g, (mark) => `\\${mark}`)
}

/** Text as code; a run of backticks in it cannot end it. */
export function code(text: string): string {
  const safe = printable(text).replace(/\|/g, '\\|')
  const longest = Math.max(0, ...(safe.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const padding = longest > 0 ? ' ' : ''
  return `${fence}${padding}${safe}${padding}${fence}`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
