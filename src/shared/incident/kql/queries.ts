import type { LogTableKind } from '../../azure/model.ts'
import { LOG_SHAPES, type LogShape, type LogTable } from './columns.ts'
import { kqlList, kqlString, kqlTime } from './literal.ts'

/** What the gateway's logs are narrowed to. Empty lists and `null` narrow nothing. */
export interface LogTerms {
  /** Resource name of the gateway. */
  readonly gateway: string | null
  /** Both ends count. */
  readonly window: TimeWindow | null
  /** Addresses of clients, as the gateway sees them. */
  readonly clients: readonly string[]
  /** Host names that clients ask for. */
  readonly hosts: readonly string[]
  /** Addresses or names of the backend. */
  readonly backends: readonly string[]
  /** The gateway's own source ports towards the backend, out of a capture taken there (facts 2.11). */
  readonly upstreamPorts: readonly number[]
  /** As `transactionId` has them in rows already seen. */
  readonly transactions: readonly string[]
  /** The tables that the workspace is known to have, by a row out of it: they are asked first. `null`: not known. */
  readonly tables: LogTableKind | null
  /** `false`: the tier has no web application firewall. */
  readonly firewall: boolean
}

/** Milliseconds since 1970, UTC. */
export interface TimeWindow {
  readonly fromMillis: number
  readonly toMillis: number
}

export interface LogQuery {
  /** `access`, `upstream`, `transaction`, `firewall`, with the table behind it: `access-AzureDiagnostics`. */
  readonly id: string
  readonly title: string
  readonly table: LogTable
  /** KQL, each stage on a line of its own, no trailing newline. */
  readonly text: string
}

/** So many values stand in one list; a query is read by people. */
const MOST_VALUES = 20

/**
 * Queries for the gateway's access and firewall log, each in both shapes in which a workspace may hold it: all
 * resources in `AzureDiagnostics`, or a table of its own. Rows come out under the log's own column names, so that
 * their export, JSON or CSV, can be read again. Sources: facts 2.11, 3.25.
 */
export function logQueries(terms: LogTerms): LogQuery[] {
  const known = LOG_SHAPES.filter(({ kind }) => kind === terms.tables)
  const others = LOG_SHAPES.filter(({ kind }) => kind !== terms.tables)
  return [...known, ...others].flatMap((shape) => queriesIn(shape, terms))
}

function queriesIn(shape: LogShape, terms: LogTerms): LogQuery[] {
  const { access, firewall } = shape
  const about = [anyOf(access.client, terms.clients), ...access.hosts.map((name) => anyOf(name, terms.hosts))]
  const ports = terms.upstreamPorts.map(String)
  const queries = [
    query('access', access, 'What clients got, and which backend answered', terms, [either(about)]),
    ports.length === 0
      ? null
      : query('upstream', access, 'The requests behind these backend connections of the gateway', terms, [
          anyOf(access.upstreamPort, ports),
          startsWithAny(access.routed, terms.backends),
        ]),
    terms.transactions.length === 0
      ? null
      : query('transaction', access, 'The requests already seen, whole', terms, [
          ofTransactions(access.transaction, terms.transactions),
        ]),
    terms.firewall
      ? query('firewall', firewall, 'What the web application firewall did to them', terms, [
          either([
            anyOf(firewall.client, terms.clients),
            anyOf(firewall.hosts[0] ?? '', terms.hosts),
            ofTransactions(firewall.transaction, terms.transactions),
          ]),
        ])
      : null,
  ]
  return queries.filter((one) => one !== null)
}

type LogColumns = LogShape['access'] | LogShape['firewall']

function query(
  id: string,
  columns: LogColumns,
  title: string,
  { gateway, window }: LogTerms,
  narrowed: readonly (string | null)[],
): LogQuery {
  const made = columns.maybe.map((name) => `${name} = tostring(column_ifexists(${kqlString(name)}, ""))`)
  const wheres = [
    columns.fixed,
    gateway === null ? null : columns.ofGateway(gateway),
    window === null
      ? 'TimeGenerated > ago(1h)'
      : `TimeGenerated between (${kqlTime(window.fromMillis)} .. ${kqlTime(window.toMillis)})`,
  ]
  const lines = [
    columns.table,
    ...wheres.flatMap((where) => (where === null ? [] : [`| where ${where}`])),
    ...(made.length === 0 ? [] : [`| extend ${made.join(',\n    ')}`]),
    ...narrowed.flatMap((where) => (where === null ? [] : [`| where ${where}`])),
    `| project ${columns.shown.join(', ')}`,
    '| order by TimeGenerated asc',
  ]
  return { id: `${id}-${columns.table}`, title, table: columns.table, text: lines.join('\n') }
}

function anyOf(column: string, values: readonly string[]): string | null {
  const [only] = values
  if (only === undefined) return null
  if (values.length === 1) return `${column} =~ ${kqlString(only)}`
  return `tolower(${column}) in ${kqlList(values.slice(0, MOST_VALUES).map((value) => value.toLowerCase()))}`
}

/** `AzureDiagnostics` keeps the id as a GUID, with hyphens; the log itself and the other tables write none. */
function ofTransactions(column: string, values: readonly string[]): string | null {
  return anyOf(column, [...new Set(values.slice(0, MOST_VALUES / 2).flatMap(bothSpellings))])
}

function bothSpellings(id: string): string[] {
  const digits = id.replaceAll('-', '').toLowerCase()
  if (!/^[0-9a-f]{32}$/.test(digits)) return [id]
  const [, ...groups] = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(digits) ?? []
  return [digits, groups.join('-')]
}

/** `serverRouted` is an address with its port behind it. */
function startsWithAny(column: string, values: readonly string[]): string | null {
  return either(values.slice(0, MOST_VALUES).map((value) => `${column} startswith ${kqlString(value)}`))
}

function either(conditions: readonly (string | null)[]): string | null {
  const given = conditions.filter((one) => one !== null)
  return given.length === 0 ? null : given.join(' or ')
}
