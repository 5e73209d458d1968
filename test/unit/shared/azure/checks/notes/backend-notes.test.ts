import { describe, expect, it } from 'vitest'
import { anApim, anObservation, aPolicy, aProbe, aSetting, found, ids, noted, only } from '../samples.ts'

describe('a Consumption service behind the gateway', () => {
  it('is noted where it wants a certificate on every request, which the gateway cannot present', () => {
    const consumption = (enableClientCertificate: boolean | null) => [
      anApim({ tier: 'consumption', skuName: 'Consumption', enableClientCertificate }),
    ]
    expect(noted({ apims: consumption(true) })).toEqual([expect.stringContaining('on every request')])
    expect(noted({ apims: consumption(null) })).toEqual([])
    expect(noted({ apims: consumption(true), backendSettings: [], tlsPolicies: [aPolicy()] })).toEqual([])
  })
})

describe('a backend setting without TLS', () => {
  const ID = 'plain-http-on-tls-port'
  const plain = (port: number) => ({
    backendSettings: [aSetting({ protocol: 'Http', port })],
    probes: [aProbe({ protocol: 'Http' })],
  })

  it('is a finding on port 443, and a note elsewhere', () => {
    const finding = only(found(plain(443)), ID)
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 0.88,
      leg: 'gateway-apim',
      fixes: ['not-tls'],
    })
    expect(finding.explanation).toContain('protocol should be Https')
    expect(ids(found(plain(80)))).not.toContain(ID)
    expect(noted(plain(80))).toEqual([expect.stringContaining('goes to API Management in plain HTTP')])
    expect(noted(plain(443))).toEqual([])
    expect(ids(found({}))).toEqual([])
  })

  it('is doubted where TLS was spoken on that leg', () => {
    const wire = [anObservation({ leg: 'gateway-apim' })]
    expect(only(found(plain(443), { wire }), ID).confidence).toBe(0.45)
    expect(only(found(plain(443), { wire: [anObservation({ leg: 'direct' })] }), ID).confidence).toBe(0.88)
  })
})
