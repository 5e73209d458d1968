import { count, list, quoted } from '../../diagnosis/words.ts'
import { LOG_LISTS } from '../model.ts'
import { accessLogKind } from './access-log.ts'
import { apimLogKind } from './apim-log.ts'
import { Entry } from './entry.ts'
import { firewallLogKind } from './firewall-log.ts'
import { type DocumentKind, NOWHERE } from './kind.ts'
import { isTimeColumn, rowsLike } from './log-row.ts'
import type { ModelParts } from './model-parts.ts'
import {
  firstRowWidth,
  readSeparatedRows,
  type SeparatedHeader,
  type SeparatedRows,
  separatedHeader,
} from './separated-text.ts'
import { WrittenTimes } from './written-time.ts'

/**
 * Rows of logs as the portal exports them (Log Analytics and dashboards, "Export to CSV"), also after a
 * spreadsheet saved them again. The columns are those of the JSON; one of times has its time zone behind its name.
 */

/** Where rows, and what is to be said of them, go. */
export interface LogTableInto {
  readonly file: string
  readonly parts: ModelParts
  problem(sentence: string): void
  note(sentence: string): void
  count(kind: DocumentKind): void
}

const LOG_KINDS: readonly DocumentKind[] = [firewallLogKind, accessLogKind, apimLogKind]

/** Whether a text is a table of log rows, of whatever log. */
export function isLogTable(text: string): boolean {
  return logHeader(text) !== null
}

/** `null`: the text is no table of log rows. */
export function logHeader(text: string): SeparatedHeader | null {
  const header = separatedHeader(text)
  if (header === null) return null
  const names = header.names.map((name) => columnOf(name).name)
  return names.some((name) => name.toLowerCase() === 'timegenerated') || kindOfColumns(names) !== null
    ? header
    : null
}

/** In a sentence: a table of anything else; `null`: the text is none. */
export function otherTable(text: string): string | null {
  const header = separatedHeader(text)
  if (header === null || header.names.length < 3) return null
  if (firstRowWidth(text, header) < header.names.length) return null
  return `a table with the columns ${columnsText(header)}, which is no log of an application gateway or API Management`
}

/** Reads the rows of such a table: each goes into the model as if it had come as JSON. */
export function readLogTable(text: string, header: SeparatedHeader, into: LogTableInto): void {
  const names = header.names.map((name) => columnOf(name).name)
  const ofColumns = kindOfColumns(names)
  const times = new TimeColumn(header, into.parts)
  const others: Entry[] = []
  let unread = 0
  const result = readSeparatedRows(text, header, (values, row) => {
    const cells: Record<string, string> = {}
    for (const [at, name] of names.entries()) {
      const value = values[at]
      // Empty values are left out: the columns of every log stand in `AzureDiagnostics`.
      if (value === undefined || value === '' || Object.hasOwn(cells, name)) continue
      if (at === times.at || !isTimeColumn(name)) cells[name] = value
    }
    const entry = new Entry(cells, into.file, `/${row}`)
    const kind = kindOfRow(entry, ofColumns)
    if (kind === null) {
      unread++
      if (others.length === 0) others.push(entry)
      return
    }
    times.see(values)
    kind.read(entry, into.parts, NOWHERE)
    into.count(kind)
  })
  tellResult(result, into)
  const [other] = others
  if (other !== undefined && unread === result.read)
    into.problem(
      `${rowsLike(other)}, which this does not read; ${EXPECTED}. Its columns: ${columnsText(header)}`,
    )
  else if (unread > 0) into.note(`${count(unread, 'row')} of other logs not looked at`)
  for (const note of times.finish()) into.note(note)
}

function tellResult({ read, isMore, cutOff, tooWide }: SeparatedRows, into: LogTableInto): void {
  const rows = count(read, 'row was', 'rows were')
  if (read === 0 && cutOff === null && tooWide === 0 && !isMore)
    into.note('names of columns and no rows: the query found nothing')
  if (tooWide > 0)
    into.problem(
      `${count(tooWide, 'row')} with more values than there are columns, not read; ${rows} read. A spreadsheet may have dropped quotation marks: give the file as the portal exported it.`,
    )
  if (cutOff !== null)
    into.problem(`the table is cut off in row ${cutOff}; ${rows} read before it. Export it again, whole.`)
  if (isMore) into.note(`the first ${rows} read, not all: narrow the query to the time of the incident`)
}

/** The column that dates the rows, and what its times are once all of them are seen. */
class TimeColumn {
  /** `-1`: there is none. */
  readonly at: number
  readonly #zone: string | null
  readonly #clock = new WrittenTimes()
  readonly #parts: ModelParts
  readonly #begins: readonly number[]

  constructor({ names }: SeparatedHeader, parts: ModelParts) {
    const columns = names.map(columnOf)
    this.at = columns.findIndex(({ name }) => isTimeColumn(name))
    this.#zone = columns[this.at]?.zone ?? null
    this.#parts = parts
    this.#begins = LOG_LISTS.map((list) => parts[list].length)
  }

  see(values: readonly string[]): void {
    this.#clock.see(values[this.at] ?? '')
  }

  /** Writes the times of the rows read as the logs themselves have them. @returns what cannot be, a sentence each */
  finish(): string[] {
    let unclear = 0
    // One list's rows are of one type, which the compiler cannot follow through `list`.
    for (const [at, list] of LOG_LISTS.entries())
      unclear += this.#write(this.#parts[list] as { readonly time: string | null }[], this.#begins[at] ?? 0)
    if (unclear === 0) return []
    return this.#isUtc()
      ? [`${count(unclear, 'time')} not understood (day or month first?), and not held against captures`]
      : [
          `its times are ${quoted(this.#zone ?? '')}, not UTC, and not held against captures: choose UTC in the portal`,
        ]
  }

  /** @returns how many were left as they are */
  #write(rows: { readonly time: string | null }[], begin: number): number {
    let unclear = 0
    for (let at = begin; at < rows.length; at++) {
      const row = rows[at]
      if (row === undefined || row.time === null) continue
      const time = this.#isUtc() ? this.#clock.read(row.time) : null
      if (time === null) unclear++
      rows[at] = { ...row, time: time ?? (this.#isUtc() ? row.time : `${row.time} (${this.#zone})`) }
    }
    return unclear
  }

  #isUtc(): boolean {
    return this.#zone === null || /^\(?UTC\)?$/i.test(this.#zone)
  }
}

const EXPECTED =
  'expected rows of AGWAccessLogs, AGWFirewallLogs, ApiManagementGatewayLogs, or of these in AzureDiagnostics'

interface Column {
  readonly name: string
  /** `null`: its name does not tell, or it is no column of times. */
  readonly zone: string | null
}

/** `TimeGenerated [UTC]`. */
function columnOf(header: string): Column {
  const [, name = header, zone = null] = /^(.*?) \[([^\]]*)\]$/.exec(header) ?? []
  return { name, zone }
}

/** By the names alone, for rows whose telling values are empty. */
function kindOfColumns(names: readonly string[]): DocumentKind | null {
  const told = names.filter((name) => name.toLowerCase() !== 'category').map((name) => [name, 'x'])
  const entry = new Entry(Object.fromEntries(told), '')
  return LOG_KINDS.find((kind) => kind.looksLike(entry)) ?? null
}

function kindOfRow(row: Entry, ofColumns: DocumentKind | null): DocumentKind | null {
  const table = row.text('Type')?.toLowerCase()
  if (table !== undefined && table !== 'azurediagnostics')
    return LOG_KINDS.find(({ types }) => types.includes(table)) ?? null
  const kind = LOG_KINDS.find((one) => one.looksLike(row)) ?? null
  return kind === null && !row.has('Category') ? ofColumns : kind
}

function columnsText({ names }: SeparatedHeader): string {
  return list(names.map(quoted), 12)
}
