import { describe, expect, it } from 'vitest'
import type { HandshakeDocument } from '../../../../../src/shared/contract/analysis.ts'
import { fill, HEALTHY, item } from './filling.ts'
import { handshake, SERVER_LEAF } from './handshakes.ts'

describe('a session with nothing known', () => {
  it('has everything open but the certificate that cannot exist', () => {
    const { session, broken } = fill()
    expect(broken).toBe(false)
    expect(session.progress).toEqual({
      answered: 0,
      contradictory: 0,
      open: 18,
      'not-applicable': 1,
      total: 19,
    })
    const impossible = item({ session }, 'gateway-client-certificate')
    expect(impossible.state).toBe('not-applicable')
    expect(impossible.truth).toContain('cannot exist')
  })

  it('asks first for the three documents that answer most', () => {
    const { session } = fill()
    expect(session.next.map(({ command }) => command.id)).toEqual(['gateway-show', 'apim-show', 'health'])
    expect(session.next[0]?.command.open).toEqual(['rg', 'gateway'])
  })

  it('offers commands for every SKU with their condition, and only what reads', () => {
    const commands = item(fill(), 'backend-trust').commands
    expect(commands.map(({ id, condition }) => [id, condition])).toEqual([
      ['gateway-show', null],
      ['v1-certificates', 'only gateway v1'],
    ])
  })
})

describe('a session with the three documents', () => {
  it('is mostly answered, with nothing wrong', () => {
    const { session, broken } = fill({ documents: HEALTHY })
    expect(broken).toBe(false)
    expect(session.items.filter(({ state }) => state === 'open').map(({ id }) => id)).toEqual([
      'network-mode',
      'listener-certificate',
      'nsg',
      'live-direct',
      'live-chain',
      'live-diagnostics',
    ])
    const wrong = session.items.flatMap(({ facts }) => facts).filter(({ verdict }) => verdict === 'wrong')
    expect(wrong).toEqual([])
  })

  it('says of each fact where it stands', () => {
    expect(item(fill({ documents: HEALTHY }), 'probe').facts[0]).toMatchObject({
      verdict: 'fine',
      sources: [{ kind: 'file', file: 'gateway-show.json', pointer: '/probes/0' }],
    })
  })

  it('finds health that speaks of an attached root contradictory where the setting has none', () => {
    const documents = ['gateway-show.json', 'health-3.16-root-mismatch.json']
    const trust = item(fill({ documents }), 'backend-trust')
    expect(trust.state).toBe('contradictory')
    expect(trust.facts.map(({ verdict }) => verdict)).toContain('contradiction')
    expect(item(fill({ documents: HEALTHY }), 'backend-trust').state).toBe('answered')
  })

  it('fills commands with the names of the documents, leaves out those for v1, and asks for the rest', () => {
    const { session } = fill({ documents: HEALTHY })
    expect(item({ session }, 'backend-trust').commands.map(({ id }) => id)).not.toContain('v1-certificates')
    expect(session.names).toContainEqual({ name: 'rg', value: 'rg-edge', from: 'documents' })
    const [first] = item({ session }, 'network-mode').commands
    expect(first).toMatchObject({ id: 'dns-records', open: ['dns-zone'] })
    expect(first?.text).toContain('-g "rg-edge"')
  })

  it('lets what was typed go before what documents say', () => {
    const { session } = fill({ documents: HEALTHY, typed: { rg: 'rg-other' } })
    expect(session.names).toContainEqual({ name: 'rg', value: 'rg-other', from: 'typed' })
  })

  it('never puts a name that is no name into a command', () => {
    const { session } = fill({ typed: { rg: '"; rm -rf ~ #' } })
    expect(JSON.stringify(session)).not.toContain('rm -rf')
  })
})

describe('what is wrong', () => {
  it.each([
    ['config-probe-misspelt-path.json', 'probe', 'probe-misconfigured', 'solution-d-probe'],
    [
      'config-negotiate-classic.json',
      'apim-negotiation',
      'negotiate-client-certificate-off',
      'solution-e-negotiate',
    ],
    ['config-gateway-v1.json', 'gateway-sku', 'gateway-v1-retired', 'tls-policy'],
    ['config-tls-policy-2015.json', 'live-tls-policy', 'tls-policy-discontinued', 'tls-policy'],
    ['health-3.03-cannot-connect.json', 'backend-health', 'backend-health-cannot-connect', 'network-path'],
    [
      'health-3.16-root-mismatch.json',
      'backend-trust',
      'backend-health-root-mismatch',
      'solution-a-trusted-root',
    ],
  ])('%s is told at %s', (document, id, finding, article) => {
    const fact = item(fill({ documents: [document] }), id).facts.find(({ verdict }) => verdict === 'wrong')
    expect(fact).toMatchObject({ finding, article })
    expect(fact?.sources[0]).toMatchObject({ kind: 'file' })
  })

  it('gives no setting for fine that a finding points at', () => {
    const probe = item(fill({ documents: ['config-probe-misspelt-path.json'] }), 'probe')
    expect(probe.facts.filter(({ verdict }) => verdict === 'fine')).toEqual([])
  })

  it('says that a tier without a CA store has none', () => {
    const store = item(fill({ documents: ['config-healthy-apim-consumption.json'] }), 'apim-ca-store')
    expect(store.state).toBe('not-applicable')
    expect(store.why).toContain('Consumption')
  })

  it('says that a v1 gateway cannot ask clients', () => {
    expect(item(fill({ documents: ['config-gateway-v1.json'] }), 'listener-client-auth').state).toBe(
      'not-applicable',
    )
  })

  it('tells a refused health report and leaves the question open', () => {
    const health = item(fill({ documents: ['health-3.24-no-results.txt'] }), 'backend-health')
    expect(health.state).toBe('open')
    expect(health.facts.map(({ text }) => text).join()).toContain('No results')
  })
})

describe('packets', () => {
  const broken: Partial<HandshakeDocument> = {
    outcome: 'broken',
    break: {
      stage: 'server-certificate',
      endedBy: 'client',
      how: 'alert',
      detail: 'unknown_ca (48)',
      frame: 9,
      lastCompleted: 'server-hello',
      summary: 'The gateway refused the certificate.',
    },
    findings: [
      {
        id: 'server-root-untrusted',
        severity: 'error',
        confidence: 0.9,
        leg: 'gateway-apim',
        summary: 'The gateway does not know the root.',
        explanation: '',
        evidence: [],
        disproof: '',
        fixes: ['solution-a-trusted-root'],
      },
    ],
  }
  const backend = {
    client: { address: '10.0.1.5', port: 32_768 },
    certificates: { server: [SERVER_LEAF], client: [] },
  }

  it('get their leg from the addresses in the documents', () => {
    const session = fill({ documents: HEALTHY, handshakes: [handshake({ id: 'h0' })] })
    expect(item(session, 'live-direct')).toMatchObject({ state: 'answered' })
    expect(item(session, 'live-direct').facts[0]).toMatchObject({
      verdict: 'fine',
      sources: [{ kind: 'handshake', id: 'h0', path: 'jump.pcapng' }],
    })
  })

  it('without a leg count for no item, and that is said', () => {
    const { session } = fill({ handshakes: [handshake({ id: 'h0' })] })
    expect(item({ session }, 'live-direct').state).toBe('open')
    expect(item({ session }, 'live-direct').missing[0]).toContain('none of the handshakes has a leg')
    expect(session.inputs[0]?.said).toContain('on no known leg')
  })

  it('contradict backend health where it is healthy and traffic fails', () => {
    const filled = fill({ documents: HEALTHY, handshakes: [handshake({ id: 'h3', ...backend, ...broken })] })
    const live = item(filled, 'live-health')
    expect(live.state).toBe('contradictory')
    expect(live.facts[0]).toMatchObject({
      verdict: 'contradiction',
      finding: 'configuration-contradiction',
      article: 'settings-and-wire',
      sources: [{ kind: 'file' }, { kind: 'handshake', id: 'h3' }],
    })
    expect(filled.broken).toBe(true)
    const chain = item(filled, 'live-chain')
    expect(chain.facts[0]).toMatchObject({ verdict: 'wrong', finding: 'server-root-untrusted' })
    expect(chain.facts.some(({ verdict }) => verdict === 'fine')).toBe(false)
  })

  it('say what it means that API Management asked the gateway for a certificate', () => {
    const asked = handshake({
      id: 'h4',
      ...backend,
      mutualTls: { requested: 'initial', caNames: [], clientCertificate: 'empty' },
    })
    const certificate = item(fill({ documents: HEALTHY, handshakes: [asked] }), 'gateway-client-certificate')
    expect(certificate.state).toBe('not-applicable')
    expect(certificate.facts.map(({ text }) => text).join()).toContain('an empty answer, as it always will')
  })

  it('narrow the queries to their time, their clients and the gateway’s source ports', () => {
    const front = handshake({ id: 'h1', server: { address: '10.0.1.5', port: 443 }, sni: 'api.contoso.com' })
    const { session } = fill({ documents: HEALTHY, handshakes: [front, handshake({ id: 'h3', ...backend })] })
    const text = (id: string) => session.queries.find((query) => query.id === id)?.text ?? ''
    expect(text('access-AzureDiagnostics')).toContain(
      'between (datetime(2026-11-22T01:38:16Z) .. datetime(2026-11-22T01:48:16Z))',
    )
    expect(text('access-AzureDiagnostics')).toContain('clientIP_s =~ "10.0.3.4"')
    expect(text('access-AGWAccessLogs')).toContain('OriginalHost =~ "api.contoso.com"')
    expect(text('upstream-AGWAccessLogs')).toContain('UpstreamSourcePort =~ "32768"')
    expect(text('access-AzureDiagnostics')).toContain('Resource =~ "agw-edge"')
  })

  it('are kept by kind, so that a large capture makes no larger session', () => {
    const many = Array.from({ length: 5_000 }, (_, at) => handshake({ id: `h${at}`, tcpStream: at }))
    const { session } = fill({ documents: HEALTHY, handshakes: many })
    expect(item({ session }, 'live-direct').facts).toHaveLength(1)
    expect(item({ session }, 'live-direct').facts[0]?.text).toContain('h0 (and 4999 like it)')
  })
})
