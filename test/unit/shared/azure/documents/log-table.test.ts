import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rowMillis, upstreamPortsOf } from '../../../../../src/shared/azure/access-log.ts'
import { readAzureFile } from '../../../../../src/shared/azure/documents/read-file.ts'
import { readAnswer } from '../../../../../src/shared/incident/answer/read-answer.ts'

const FOLDER = new URL('../../../../azure/documents/', import.meta.url)
const document = (name: string) => readFileSync(new URL(name, FOLDER), 'utf8')
const read = (text: string | Uint8Array) =>
  readAzureFile(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'rows.csv')

const ALL = document('log-2.11-portal-all-columns.csv')
const SEMICOLONS = document('log-2.11-spreadsheet-semicolons.csv')

describe('rows of a log that the portal exported', () => {
  it('say what the same rows say as JSON', () => {
    const asJson = readAzureFile(readFileSync(new URL('log-2.11-whole-row.json', FOLDER)), 'rows.csv').parts
    const { parts, problems, notes } = read(ALL)
    expect([...problems, ...notes]).toEqual([])
    const [first, second] = parts.accessLog
    expect({ ...first, at: null }).toEqual({ ...asJson.accessLog[0], at: null })
    expect(second).toMatchObject({ at: { pointer: '/1' }, time: '2026-11-22T01:43:20.000Z', httpStatus: 200 })
    expect(parts.firewallLog).toMatchObject([
      {
        time: '2026-11-22T01:43:16.050Z',
        action: 'Blocked',
        ruleId: '942430',
        transactionId: '592d1649-f75a-8d48-0a3c-4dc6a975309d',
      },
    ])
    expect(upstreamPortsOf(parts.accessLog)[0]).toEqual({ client: 45057, upstream: 21564 })
  })

  it.each([
    ['Windows line ends', Buffer.from(ALL.replaceAll('\n', '\r\n'))],
    ['a byte order mark', Buffer.from(`\ufeff${ALL}`)],
  ])('are the same with %s', (_name, bytes) => {
    expect(read(bytes).parts.accessLog).toEqual(read(ALL).parts.accessLog)
  })

  it('are the same after a spreadsheet saved them: semicolons, every value in quotes, tabs in UTF-16', () => {
    const { parts, problems, notes } = read(SEMICOLONS)
    expect([...problems, ...notes]).toEqual([])
    expect(parts.accessLog).toMatchObject([
      {
        table: 'own',
        time: '2026-11-22T01:43:16.000Z',
        httpStatus: 400,
        errorInfo: 'ERRORINFO_HTTPS_NO_CERT',
        sslClientVerify: 'NONE',
        serverRouted: null,
        clientPort: 45057,
        upstreamSourcePort: null,
      },
      { upstreamSourcePort: 21570 },
    ])
    const inQuotes = SEMICOLONS.replace('\ufeff', '').replaceAll(/[^;\n]+/g, '"$&"')
    expect(read(inQuotes).parts.accessLog).toEqual(parts.accessLog)
    const unicode = Buffer.from(SEMICOLONS.replaceAll(';', '\t').replaceAll('\n', '\r\n'), 'utf16le')
    expect(read(unicode).parts.accessLog).toEqual(parts.accessLog)
  })

  it('of API Management say what they say as JSON', () => {
    const asJson = readAzureFile(readFileSync(new URL('log-4.5.11-apim.json', FOLDER)), 'rows.csv').parts
    expect(read(document('log-4.5.11-apim.csv')).parts.apimLog).toEqual(asJson.apimLog)
  })

  it('are known by their columns, too, where neither table nor category stands among those displayed', () => {
    const { parts } = read(
      'TimeGenerated [UTC],ClientIp,HttpStatus,ServerRouted,ErrorInfo\n"11/22/2026, 1:43:16.123 AM",203.0.113.9,"502,0",,\n',
    )
    expect(parts.accessLog).toMatchObject([{ clientIp: '203.0.113.9', httpStatus: 502, errorInfo: null }])
    expect(read('ruleId_s,action_s,clientIp_s\n942430,Blocked,x\n').parts.firewallLog).toHaveLength(1)
  })

  it('of the local time are not held against captures', () => {
    const { parts, notes } = read(ALL.replace('[UTC]', '[Local Time]'))
    expect(parts.accessLog[0]?.time).toBe('11/22/2026, 1:43:16.123 AM (Local Time)')
    expect(rowMillis({ time: parts.accessLog[0]?.time ?? null })).toBeNull()
    expect(notes).toEqual([
      'rows.csv: its times are Local Time, not UTC, and not held against captures: choose UTC in the portal',
    ])
  })

  it('whose day or month cannot be told keep their time as it is', () => {
    const { parts, notes } = read('TimeGenerated,error_info_s\n3/4/2026 01:43,x\n')
    expect(parts.accessLog[0]?.time).toBe('3/4/2026 01:43')
    expect(notes).toEqual([expect.stringContaining('1 time not understood (day or month first?)')])
  })

  it('of another log beside them are counted', () => {
    const { parts, notes } = read(
      'Category,TimeGenerated,httpStatus_d,serverStatus_s\nApplicationGatewayAccessLog,,502,\nApplicationGatewayPerformanceLog,,,\n',
    )
    expect(parts.accessLog).toHaveLength(1)
    expect(notes).toEqual(['rows.csv: 1 row of other logs not looked at'])
  })

  it('are an answer, certificates in what the firewall quotes or not', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'
    const answer = readAnswer(new TextEncoder().encode(ALL.replace('Matched Data', pem)), 'pasted')
    expect(answer.said).toBe(
      'access log of an application gateway (2), firewall log of an application gateway',
    )
    expect(answer.problems).toEqual([])
  })
})

describe('what is no such table, or not whole, is named in one sentence', () => {
  it.each([
    [
      'another log',
      'TenantId,TimeGenerated [UTC],Type,ResultCode\n1,2,AppRequests,401\n',
      'rows of AppRequests, which this does not read; expected rows of AGWAccessLogs, AGWFirewallLogs, ApiManagementGatewayLogs, or of these in AzureDiagnostics. Its columns: TenantId, TimeGenerated [UTC], Type, ResultCode',
    ],
    [
      'another log without a name',
      'TimeGenerated [UTC],Computer\n2,vm\n',
      'rows of another log, which this does not read; expected rows of AGWAccessLogs, AGWFirewallLogs, ApiManagementGatewayLogs, or of these in AzureDiagnostics. Its columns: TimeGenerated [UTC], Computer',
    ],
    [
      'an open quote',
      'TimeGenerated,error_info_s\na,x\nb,"y\n',
      'the table is cut off in row 2; 1 row was read before it. Export it again, whole.',
    ],
    [
      'commas without the quotes around them',
      'TimeGenerated [UTC],error_info_s\n1/1/2026, 12:00:00.000 AM,x\n',
      '1 row with more values than there are columns, not read; 0 rows were read. A spreadsheet may have dropped quotation marks: give the file as the portal exported it.',
    ],
    [
      'any other table',
      'Name;Port;Host\nhttps;443;x\n',
      'no JSON in it, but a table with the columns Name, Port, Host, which is no log of an application gateway or API Management; expected JSON that az printed (application-gateway show or show-backend-health, apim show, nsg rule list, …)',
    ],
  ])('%s', (_name, text, sentence) => {
    expect(read(text).problems).toEqual([`rows.csv: ${sentence}`])
  })

  it('but names without rows are a note', () => {
    const { problems, notes } = read('TimeGenerated,clientIP_s,httpStatus_d\n')
    expect(problems).toEqual([])
    expect(notes).toEqual(['rows.csv: names of columns and no rows: the query found nothing'])
  })

  it('and words with commas are words', () => {
    for (const words of ['TimeGenerated, says Kari, is odd', 'yes,no\nmaybe,never'])
      expect(readAnswer(new TextEncoder().encode(words), 'p').note).toBe(words)
  })
})
