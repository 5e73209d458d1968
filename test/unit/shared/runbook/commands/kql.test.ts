import { describe, expect, it } from 'vitest'
import { problemsOf } from './tables.ts'

const kql = (...lines: string[]): string[] => problemsOf('kql', lines.join('\n'), 'check')
const HEAD = [
  'AzureDiagnostics',
  '| where Category == "ApplicationGatewayAccessLog"',
  '| where TimeGenerated > ago(1h)',
]

describe('a KQL block', () => {
  it('is sound with columns of its table and those it makes itself', () => {
    expect(
      kql(
        ...HEAD,
        '| extend verify = column_ifexists("sslClientVerify_s", "") // a comment',
        '| where verify startswith "FAILED" and httpStatus_d == 400',
        '| summarize count(), last = max(TimeGenerated) by verify, bin(TimeGenerated, 5m)',
        '| order by count_ desc, last asc',
      ),
    ).toEqual([])
    expect(
      kql('AGWAccessLogs', '| where TimeGenerated between (ago(2h) .. now())', '| project HttpStatus'),
    ).toEqual([])
  })

  it.each([
    'between (datetime(2026-11-22T01:38:16Z) .. datetime(2026-11-22T01:48:57.123Z))',
    'between (datetime(2026-11-22) .. datetime(2026-11-22 01:48))',
    '> ago(1h)',
    '> ago(1.5h)',
    '> now() - time(00:05:00)',
    'between (ago(timespan(2h)) .. now())',
  ])('takes a time such as %s', (time) => {
    const found = kql('AGWAccessLogs', `| where TimeGenerated ${time}`, '| where TimeGenerated > ago(7d)')
    expect(found).toEqual([])
  })

  it.each([
    [
      ['Diagnostics', '| take 1'],
      '1: a query begins with a table (known: AzureDiagnostics, AGWAccessLogs, AGWFirewallLogs)',
    ],
    [[...HEAD, '| were httpStatus_d == 1'], '4: "were" is no operator of a query'],
    [
      [...HEAD, '| where httpStatus_s == 1'],
      '4: "httpStatus_s" is neither a column of the table nor made above',
    ],
    [[...HEAD, '| extend a = lower(host_s)'], '4: there is no function lower()'],
    [
      ['AzureDiagnostics', '| where Category == "AccessLog" and TimeGenerated > ago(1h)'],
      '2: Category is never "AccessLog"',
    ],
    [['AzureDiagnostics', '| take 1'], '1: the query is not narrowed to a time (ago or between)'],
    [[...HEAD, '| where (httpStatus_d == 1'], '4: parentheses do not match'],
    [[...HEAD, '| where TimeGenerated > datetime(yesterday)'], '4: datetime(yesterday) holds no time'],
    [[...HEAD, '| where TimeGenerated > datetime(2026-11)'], '4: datetime(2026-11) holds no time'],
    [[...HEAD, '| where TimeGenerated > timespan(soon)'], '4: timespan(soon) holds no time'],
    [[...HEAD, '| where host_s == "x'], '4: ""x" is not understood'],
    [
      ['AzureDiagnostics extra', '| where TimeGenerated > ago(1h)'],
      '1: "extra" stands between the table and its first bar',
    ],
  ])('says what is wrong with %j', (lines, problem) => {
    expect(kql(...lines).some((found) => found.startsWith(problem))).toBe(true)
  })
})
