import { quoted } from '../../diagnosis/words.ts'
import type { LogTableKind } from '../model.ts'
import type { Entry } from './entry.ts'
import { resourceId } from './resource-id.ts'
import { WrittenTimes } from './written-time.ts'

/** What rows of the gateway's logs, and of API Management's, have in common, in every table that keeps them. */

/** Columns that name the log: `AzureDiagnostics` and a storage account; a table of its own needs none. */
export function isOfCategory(entry: Entry, category: string): boolean | null {
  const told = entry.text('Category')
  return told === null ? null : told.toLowerCase() === category.toLowerCase()
}

/** The gateway or API Management service that wrote it. */
export function resourceOfRow(entry: Entry): string | null {
  const id = entry.text('resourceId', '_ResourceId')
  return (id === null ? undefined : resourceId(id)?.names[0]) ?? entry.text('Resource')
}

/** In a row that was copied out of the portal. */
const SHOWN_TIME = 'TimeGenerated [UTC]'

const TIMES = ['TimeGenerated', 'timeStamp', 'time'] as const

export function isTimeColumn(name: string): boolean {
  return TIMES.some((time) => time.toLowerCase() === name.toLowerCase())
}

/** RFC 3339, but for what nobody could read. */
export function timeOfRow(entry: Entry): string | null {
  const time = entry.text(...TIMES)
  const shown = time === null ? entry.text(SHOWN_TIME) : null
  return shown === null ? time : (new WrittenTimes().read(shown) ?? shown)
}

/** Also where a workspace keeps it as a real number (`httpStatus_d`: `502.0`), or a spreadsheet wrote it as one (`502,0`). */
export function wholeOfRow(entry: Entry, ...names: readonly string[]): number | null {
  const text = entry.text(...names)
  return text === null || !/^\d{1,9}(?:[.,]0+)?$/.test(text) ? null : Number.parseInt(text, 10)
}

/** 1 to 65535. */
export function portOfRow(entry: Entry, ...names: readonly string[]): number | null {
  const port = wholeOfRow(entry, ...names) ?? 0
  return port >= 1 && port <= 65_535 ? port : null
}

/** Columns of `AzureDiagnostics` end in their type. */
const TYPED = /_(?:s|d|g|b|t)$/

/** The kind of table that a row is from; `null`: none of a workspace, as a storage account keeps it. */
export function tableOfRow(entry: Entry): LogTableKind | null {
  if (entry.names.some((name) => TYPED.test(name))) return 'all-resources'
  return entry.has('TimeGenerated', SHOWN_TIME) ? 'own' : null
}

/** `-` stands for nothing, as in nginx's logs. */
export function wordOfRow(entry: Entry, ...names: readonly string[]): string | null {
  const text = entry.text(...names)
  return text === '-' ? null : text
}

/** In a sentence: what a row is that is not read. */
export function rowsLike(row: Entry): string {
  const of = row.text('Category', 'Type')
  return of === null ? 'rows of another log' : `rows of ${quoted(of)}`
}
