import { describe, expect, it } from 'vitest'
import { readAzureFile } from '../../../../../src/shared/azure/documents/read-file.ts'
import { healthBesideWire } from '../../../../../src/shared/azure/health/beside-wire.ts'
import { judgeHealth } from '../../../../../src/shared/azure/health/findings.ts'
import type { WireVerdict } from '../../../../../src/shared/azure/health/wire-verdict.ts'
import { mergeModels } from '../../../../../src/shared/azure/merge.ts'
import type { FindingId } from '../../../../../src/shared/diagnosis/taxonomy.ts'

const DATES = 'The certificate is invalid: current date is not within its dates.'
const HEALTHY = ['apim.contoso.internal', 'Healthy', 'Success. Received 200 status code'] as const
const CONNECT = 'Cannot connect to backend server.'

const told = (...servers: readonly (readonly [address: string, health: string, log: string])[]) => {
  const rows = servers.map(([address, health, healthProbeLog]) => ({ address, health, healthProbeLog }))
  const zone = [{ name: 'apim', ips: ['10.0.2.5'] }]
  const model = mergeModels(
    [rows, zone].map((one) => readAzureFile(Buffer.from(JSON.stringify(one)), 'h.json').parts),
  )
  return { model, findings: judgeHealth(model).findings }
}
const wire = (more: Partial<WireVerdict>, ...ids: FindingId[]): WireVerdict => ({
  id: 'h3',
  leg: 'gateway-apim',
  sni: 'apim.contoso.internal',
  server: { address: '10.0.2.5' },
  outcome: 'broken',
  break: { frame: 12, summary: 'The client refused the certificate.' },
  lastFrame: 20,
  httpStatus: null,
  findings: ids.map((id) => ({ id, severity: 'error' })),
  ...more,
})

describe('backend health beside packets of the backend leg', () => {
  it('is surer, and names the packet, where both say the same', () => {
    const { model, findings } = told(['apim.contoso.internal', 'Unhealthy', DATES])
    const [before] = findings
    const [after] = healthBesideWire(findings, model, [wire({}, 'server-certificate-expired')]).findings
    expect(before?.confidence).toBeLessThan(after?.confidence ?? 0)
    expect(after?.explanation).toContain(
      'The capture shows the same on this leg: h3 has server-certificate-expired.',
    )
    expect(after?.evidence.at(-1)).toMatchObject({
      kind: 'wire',
      frame: 12,
      value: 'server-certificate-expired',
    })
  })

  it.each(['client-gateway', 'direct', 'unknown'] as const)(
    'is as it was where the packets are of leg %s',
    (leg) => {
      const { model, findings } = told(['apim.contoso.internal', 'Unhealthy', DATES])
      expect(healthBesideWire(findings, model, [wire({ leg }, 'server-certificate-expired')])).toEqual({
        findings,
        contradictions: [],
      })
    },
  )

  it('is as it was where the packets show another fault, or meet another backend', () => {
    const { model, findings } = told(['10.0.2.6', 'Unhealthy', DATES], ['apim', 'Unhealthy', CONNECT])
    const judged = healthBesideWire(findings, model, [wire({}, 'server-certificate-expired')])
    expect(judged.findings).toEqual(findings)
  })

  it('meets a backend by the address that a private zone gives its name', () => {
    const { model, findings } = told(['10.0.2.6', 'Unhealthy', DATES], ['apim', 'Unhealthy', CONNECT])
    const judged = healthBesideWire(findings, model, [wire({}, 'tcp-no-answer')])
    const connect = judged.findings.find(({ id }) => id === 'backend-health-cannot-connect')
    expect(connect?.explanation).toContain('h3 has tcp-no-answer')
  })

  it('is contradicted by TLS that completes where it says that there is no connection', () => {
    const { model, findings } = told(['apim.contoso.internal', 'Unhealthy', CONNECT])
    const done = wire({ outcome: 'completed', break: null })
    const { contradictions } = healthBesideWire(findings, model, [done])
    expect(contradictions).toMatchObject([
      {
        id: 'configuration-contradiction',
        severity: 'warning',
        summary: expect.stringContaining(
          'gets no connection, and the capture shows h3 on this leg completing',
        ),
        evidence: [
          { kind: 'file', file: 'h.json' },
          { kind: 'wire', frame: 20, field: 'h3: finding' },
        ],
        fixes: ['settings-and-wire', 'network-path', 'backend-health'],
      },
    ])
    // One that broke beside it: then there are two kinds of connection, and nothing contradicts.
    const broke = wire({ id: 'h4' }, 'server-name-mismatch')
    expect(healthBesideWire(findings, model, [done, broke]).contradictions).toEqual([])
  })

  it('is contradicted by TLS that completes where it says that the certificate is not accepted', () => {
    const { model, findings } = told(['apim.contoso.internal', 'Unhealthy', DATES])
    const done = wire({ outcome: 'completed', break: null })
    expect(healthBesideWire(findings, model, [done]).contradictions.map(({ summary }) => summary)).toEqual([
      expect.stringContaining('does not accept the server’s certificate, and the capture shows h3'),
    ])
  })

  it('is not contradicted by TLS that completes where it speaks of what is behind TLS', () => {
    const { model, findings } = told([
      'apim.contoso.internal',
      'Unhealthy',
      'Received invalid status code: 404 in the backend server’s HTTP response.',
    ])
    const done = wire({ outcome: 'completed', break: null })
    expect(healthBesideWire(findings, model, [done]).contradictions).toEqual([])
  })

  it('is contradicted by a break where it says Healthy: probe and traffic ask for different names', () => {
    const { model, findings } = told(HEALTHY)
    const { contradictions } = healthBesideWire(findings, model, [wire({}, 'server-name-mismatch')])
    expect(contradictions[0]?.summary).toBe(
      'Backend health says that apim.contoso.internal is Healthy, and the capture shows h3 on this leg breaking.',
    )
    expect(healthBesideWire(findings, model, [wire({ outcome: 'completed' })]).contradictions).toEqual([])
  })

  it('is contradicted by a 502 to the client where every server is Healthy', () => {
    const bad = wire({ leg: 'client-gateway', outcome: 'completed', break: null, httpStatus: 502 })
    const healthy = told(HEALTHY)
    const { contradictions } = healthBesideWire(healthy.findings, healthy.model, [bad])
    expect(contradictions.map(({ summary }) => summary)).toEqual([
      'Backend health says that every server is healthy, and in h3 the client was told HTTP 502.',
    ])
    const one = told(HEALTHY, ['10.0.2.6', 'Unhealthy', CONNECT])
    expect(healthBesideWire(one.findings, one.model, [bad]).contradictions).toEqual([])
    for (const other of [
      { ...bad, httpStatus: 403 },
      { ...bad, leg: 'direct' as const },
    ])
      expect(healthBesideWire(healthy.findings, healthy.model, [other]).contradictions).toEqual([])
  })
})
