import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pathDocument } from '../../../../../src/shared/contract/paths.ts'
import { fill, item } from './filling.ts'
import { handshake } from './handshakes.ts'

const document = (name: string) =>
  readFileSync(new URL(`../../../../azure/documents/${name}`, import.meta.url), 'utf8')

describe('one pasted row of the access log', () => {
  const filled = fill({ pasted: [{ text: document('log-2.11-whole-row.json') }] })
  const query = (id: string) => filled.session.queries.find((one) => one.id === id)?.text ?? ''

  it('completes the next queries: window, gateway, transaction, client, host, port, backend', () => {
    for (const table of ['AzureDiagnostics', 'AGWAccessLogs']) {
      expect(query(`transaction-${table}`)).toContain(
        'in ("592d1649f75a8d480a3c4dc6a975309d", "592d1649-f75a-8d48-0a3c-4dc6a975309d")',
      )
      expect(query(`transaction-${table}`)).toContain(
        'between (datetime(2026-11-22T01:38:16Z) .. datetime(2026-11-22T01:48:16Z))',
      )
    }
    expect(query('upstream-AzureDiagnostics')).toContain('| where upstreamSourcePort_s =~ "21564"')
    expect(query('upstream-AzureDiagnostics')).toContain('| where serverRouted_s startswith "10.0.2.5"')
    expect(query('access-AGWAccessLogs')).toContain('_ResourceId endswith "/AGW-EDGE"')
    expect(query('access-AGWAccessLogs')).toContain('ClientIp =~ "203.0.113.9"')
    expect(query('access-AGWAccessLogs')).toContain('OriginalHost =~ "api.contoso.com"')
    expect(query('firewall-AGWFirewallLogs')).toContain('tolower(TransactionId) in ("592d1649f75a8d')
  })

  it('fills the same queries where the portal exported it as CSV', () => {
    const [names, first] = document('log-2.11-portal-all-columns.csv').split('\n')
    const exported = fill({ pasted: [{ text: `${names}\r\n${first}` }] })
    expect(exported.session.queries).toEqual(filled.session.queries)
  })

  it('gives the item the commands that follow from it, for the tables it is from', () => {
    const commands = (name: string) =>
      item(fill({ pasted: [{ text: document(name) }] }), 'live-diagnostics').commands.map(
        ({ id, text }) => `${id}: ${text.split('\n', 1)[0]}`,
      )
    expect(commands('log-2.11-whole-row.json')).toEqual([
      'access-log: AzureDiagnostics',
      'request-rows: AzureDiagnostics',
      'backend-rows: AzureDiagnostics',
      'firewall-log: AzureDiagnostics',
    ])
    expect(commands('log-2.11-own-table.json')).toEqual([
      'access-log: AGWAccessLogs',
      'request-rows: AGWAccessLogs',
      'firewall-log: AGWFirewallLogs',
    ])
    const none = item(fill(), 'live-diagnostics').commands.map(({ id }) => id)
    expect(none).toEqual(['access-log', 'firewall-log'])
  })

  it('is told in one sentence, with what the gateway made of the client certificate', () => {
    const live = item(filled, 'live-diagnostics')
    expect(live.state).toBe('answered')
    expect(live.facts.map(({ text }) => text)).toContain(
      '2026-11-22T01:43:16.123Z: HTTP 502 (ERRORINFO_UPSTREAM_CLOSED_CONNECTION) to 203.0.113.9:45057, routed to 10.0.2.5:443 from port 21564, sslClientVerify SUCCESS, client certificate of CN=Contoso Client Issuing CA,O=Contoso, transactionId 592d1649-f75a-8d48-0a3c-4dc6a975309d.',
    )
  })

  it('gives the firewall’s transaction where that is all there is', () => {
    const { session } = fill({ pasted: [{ text: document('log-2.17-firewall.json') }] })
    const transaction = session.queries.find(({ id }) => id === 'transaction-AGWAccessLogs')
    expect(transaction?.text).toContain('592d1649f75a8d480a3c4dc6a975309d')
    expect(session.window?.fromMillis).toBe(Date.parse('2026-11-22T01:38:16.050Z'))
  })
})

describe('a pasted row beside a capture of both legs', () => {
  const startedAt = '2026-11-22T01:43:15.900000Z'
  const front = handshake({
    id: 'h3',
    startedAt,
    client: { address: '203.0.113.9', port: 45057 },
    server: { address: '10.0.1.5', port: 443 },
  })
  const back = handshake({
    id: 'h5',
    startedAt,
    client: { address: '10.0.1.8', port: 21564 },
    server: { address: '10.0.2.5', port: 443 },
  })
  const pasted = [{ text: document('log-2.11-whole-row.json') }]

  it('names the connections that carried the request', () => {
    const live = item(fill({ pasted, handshakes: [front, back] }), 'live-diagnostics')
    const told = live.facts.find(({ text }) => text.includes('transactionId'))
    expect(told?.text).toMatch(/; in the capture: h3 before the gateway, h5 behind it\.$/)
    expect(told?.sources).toMatchObject([{ kind: 'file' }, { id: 'h3' }, { id: 'h5' }])
  })

  it('names none where the ports are others', () => {
    const other = { ...back, client: { address: '10.0.1.8', port: 21565 } }
    const live = item(fill({ pasted, handshakes: [other] }), 'live-diagnostics')
    expect(live.facts.filter(({ text }) => text.includes('in the capture'))).toEqual([])
  })

  it('keeps the time of the capture where the row is of it, else asks about the row’s', () => {
    const { session } = fill({ pasted, handshakes: [front] })
    expect(session.window?.fromMillis).toBe(Date.parse('2026-11-22T01:38:15.900Z'))
    const later = fill({ pasted, handshakes: [{ ...front, startedAt: '2026-11-23T09:00:00.000000Z' }] })
    expect(later.session.window?.fromMillis).toBe(Date.parse('2026-11-22T01:38:16.123Z'))
  })

  it('tells the way through the gateway that the analysis joined', () => {
    const sighting = (id: string) => ({ handshake: id }) as never
    const way = pathDocument({
      join: {
        front: sighting('h3'),
        state: 'joined',
        back: [sighting('h5')],
        candidates: [],
        by: 'upstream-port',
        proof: 'upstreamSourcePort 21564',
        confidence: 0.97,
      },
      brokenLeg: 'gateway-apim',
      confidence: 0.97,
      sentence: 'The way of h3 broke behind the gateway, in h5.',
    })
    const live = item(fill({ pasted, handshakes: [front, back], ways: [way] }), 'live-diagnostics')
    expect(live.facts).toContainEqual(
      expect.objectContaining({ text: 'The way of h3 broke behind the gateway, in h5.' }),
    )
  })
})
