/** A row of a table by column, as a `--query` result would name it. */
export type TableRow = Readonly<Record<string, string>>

/** More are no answer to a question. */
const MOST_ROWS = 20_000

/**
 * Reads what `az … -o table` prints: names, a line of dashes as wide as each column, rows. The runbook's own commands
 * print tables, so people save them. Empty cells are left out, as `az` leaves out what is not set.
 * @returns `null` where the text holds no table
 */
export function tableRows(text: string): TableRow[] | null {
  const lines = text.split(/\r?\n/)
  const rule = lines.findIndex((line, at) => at > 0 && /^-+(?: {2,}-+)*[ \t]*$/.test(line))
  if (rule < 0) return null
  const starts = [...(lines[rule] ?? '').matchAll(/-+/g)].map(({ index }) => index)
  const names = cells(lines[rule - 1] ?? '', starts)
  if (names.some((name) => !/^[A-Za-z]\w*$/.test(name))) return null
  const rows: TableRow[] = []
  for (const line of lines.slice(rule + 1)) {
    if (line.trim() === '' || rows.length === MOST_ROWS) break
    const values = cells(line, starts)
    rows.push(
      Object.fromEntries(
        names.map((name, at) => [name, values[at] ?? '']).filter(([, value]) => value !== ''),
      ),
    )
  }
  return rows
}

/** The last column may be wider than its dashes. */
function cells(line: string, starts: readonly number[]): string[] {
  return starts.map((start, at) => line.slice(start, starts[at + 1] ?? line.length).trim())
}
