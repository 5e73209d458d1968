import { describe, expect, it } from 'vitest'
import { readCommandTables } from '../../../../../src/main/runbook/command-tables.ts'
import { kqlString, kqlTime } from '../../../../../src/shared/incident/kql/literal.ts'
import { type LogTerms, logQueries } from '../../../../../src/shared/incident/kql/queries.ts'
import { kqlProblems } from '../../../../../src/shared/runbook/commands/kql.ts'

const NOTHING: LogTerms = {
  gateway: null,
  window: null,
  clients: [],
  hosts: [],
  backends: [],
  upstreamPorts: [],
  transactions: [],
  tables: null,
  firewall: true,
}

const INCIDENT: LogTerms = {
  gateway: 'agw-edge',
  window: { fromMillis: Date.UTC(2026, 10, 22, 1, 38, 16), toMillis: Date.UTC(2026, 10, 22, 1, 48, 57) },
  clients: ['10.0.3.4', '10.0.3.5'],
  hosts: ['api.contoso.com'],
  backends: ['10.0.2.5'],
  upstreamPorts: [32768, 40001],
  transactions: ['d25e8b1c4f1e4a3e9a1b2c3d4e5f6071'],
  tables: null,
  firewall: true,
}

describe('queries for the logs of the gateway', () => {
  const byId = (terms: LogTerms) => new Map(logQueries(terms).map((query) => [query.id, query.text]))

  it('asks both table shapes for the same things', () => {
    expect([...byId(INCIDENT).keys()]).toEqual([
      'access-AzureDiagnostics',
      'upstream-AzureDiagnostics',
      'transaction-AzureDiagnostics',
      'firewall-AzureDiagnostics',
      'access-AGWAccessLogs',
      'upstream-AGWAccessLogs',
      'transaction-AGWAccessLogs',
      'firewall-AGWFirewallLogs',
    ])
  })

  it('asks the tables first that the workspace is known to have', () => {
    const first = (tables: LogTerms['tables']) => logQueries({ ...INCIDENT, tables })[0]?.table
    expect([first('own'), first('all-resources'), first(null)]).toEqual([
      'AGWAccessLogs',
      'AzureDiagnostics',
      'AzureDiagnostics',
    ])
    expect(logQueries({ ...INCIDENT, tables: 'own' })).toHaveLength(8)
  })

  it('narrows to the window, the gateway, the clients and the host', () => {
    const text = byId(INCIDENT).get('access-AzureDiagnostics') ?? ''
    expect(text.split('\n').slice(0, 4)).toEqual([
      'AzureDiagnostics',
      '| where ResourceType == "APPLICATIONGATEWAYS" and Category == "ApplicationGatewayAccessLog"',
      '| where Resource =~ "agw-edge"',
      '| where TimeGenerated between (datetime(2026-11-22T01:38:16Z) .. datetime(2026-11-22T01:48:57Z))',
    ])
    expect(text).toContain(
      '| where tolower(clientIP_s) in ("10.0.3.4", "10.0.3.5") or originalHost_s =~ "api.contoso.com" or host_s =~ "api.contoso.com"',
    )
  })

  it('carries the correlation keys in the names of its own table', () => {
    const queries = byId(INCIDENT)
    const shown = (id: string) => /\| project (.*)/.exec(queries.get(id) ?? '')?.[1]?.split(', ')
    expect(shown('access-AzureDiagnostics')).toEqual(
      expect.arrayContaining([
        'sslClientVerify_s',
        'error_info_s',
        'upstreamSourcePort_s',
        'serverRouted_s',
        'serverStatus_s',
        'transactionId_g',
        'httpStatus_d',
      ]),
    )
    expect(shown('access-AGWAccessLogs')).toEqual(
      expect.arrayContaining([
        'SslClientVerify',
        'ErrorInfo',
        'UpstreamSourcePort',
        'ServerRouted',
        'ServerStatus',
        'TransactionId',
        'HttpStatus',
      ]),
    )
  })

  it('joins with a capture at the backend by the source port of the gateway', () => {
    expect(byId(INCIDENT).get('upstream-AGWAccessLogs')).toContain(
      '| where tolower(UpstreamSourcePort) in ("32768", "40001")\n| where ServerRouted startswith "10.0.2.5"',
    )
  })

  it('asks for a transaction in both spellings: a workspace may keep it as a GUID', () => {
    const either = 'in ("d25e8b1c4f1e4a3e9a1b2c3d4e5f6071", "d25e8b1c-4f1e-4a3e-9a1b-2c3d4e5f6071")'
    for (const [id, column] of [
      ['transaction-AzureDiagnostics', 'transactionId_g'],
      ['transaction-AGWAccessLogs', 'TransactionId'],
      ['firewall-AzureDiagnostics', 'transactionId_g'],
      ['firewall-AGWFirewallLogs', 'TransactionId'],
    ] as const)
      expect(byId(INCIDENT).get(id)).toContain(`tolower(${column}) ${either}`)
    const guid = byId({ ...NOTHING, transactions: ['D25E8B1C-4F1E-4A3E-9A1B-2C3D4E5F6071'] })
    expect(guid.get('transaction-AGWAccessLogs')).toContain(either)
    // What is no such id is asked for as it is.
    const odd = byId({ ...NOTHING, transactions: ['abc'] })
    expect(odd.get('transaction-AGWAccessLogs')).toContain('| where TransactionId =~ "abc"')
  })

  it('narrows to the last hour alone where nothing is known', () => {
    expect(byId(NOTHING).get('access-AGWAccessLogs')).toMatch(
      /^AGWAccessLogs\n\| where TimeGenerated > ago\(1h\)\n\| extend [^|]*\n\| project .*\n\| order by TimeGenerated asc$/,
    )
  })

  it('asks no firewall log of a tier that has none', () => {
    const ids = [...byId({ ...INCIDENT, firewall: false }).keys()]
    expect(ids.filter((id) => id.startsWith('firewall'))).toEqual([])
  })

  it('lets no host name out of its quotes', () => {
    const hostile = 'a" or 1 == 1 //\n| union *\\'
    for (const { text } of logQueries({
      ...INCIDENT,
      hosts: [hostile],
      gateway: hostile,
      transactions: [hostile],
    })) {
      for (const line of text.split('\n').slice(1))
        expect(line).toMatch(/^(\| (where|extend|project|order) | {4}\w+ = tostring\()/)
      // With every literal taken out, nothing of the name is left.
      expect(text.replace(/"(?:[^"\\\n]|\\.)*"/g, '')).not.toMatch(/union|1 == 1/)
    }
  })

  it('is a query that the linter of the runbook takes, in both shapes', () => {
    const { logs } = readCommandTables()
    for (const { text } of [...logQueries(INCIDENT), ...logQueries(NOTHING)])
      expect({ text, problems: kqlProblems(text, logs) }).toEqual({ text, problems: [] })
  })
})

describe('KQL literals', () => {
  it('escapes quotes, backslashes, line ends and what is not ASCII', () => {
    expect(kqlString('a"b\\c\nd\u00e9')).toBe('"a\\"b\\\\c\\u000ad\\u00e9"')
  })

  it('cuts what is longer than a host name can be', () => {
    expect(kqlString('x'.repeat(5000))).toHaveLength(255)
  })

  it('writes a time that no calendar has as the epoch', () => {
    expect(kqlTime(Number.NaN)).toBe('datetime(1970-01-01T00:00:00Z)')
  })
})
