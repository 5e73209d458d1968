import { describe, expect, it } from 'vitest'
import { aGateway, aPolicy, found, ids, only } from '../samples.ts'

const ID = 'tls-policy-discontinued'

describe('the listeners’ TLS policy', () => {
  it.each(['AppGwSslPolicy20220101', 'AppGwSslPolicy20220101S', 'AppGwSslPolicy20170401S'])(
    'is silent on %s',
    (name) => {
      expect(ids(found({ tlsPolicies: [aPolicy({ name })] }))).toEqual([])
    },
  )

  it.each([
    ['AppGwSslPolicy20150501', 'TLS 1.0'],
    ['AppGwSslPolicy20170401', 'TLS 1.1'],
  ])('fires on %s', (name, version) => {
    const finding = only(found({ tlsPolicies: [aPolicy({ name })] }), ID)
    expect(finding).toMatchObject({
      severity: 'warning',
      leg: 'client-gateway',
      confidence: 0.97,
      fixes: ['tls-policy'],
    })
    expect(finding.explanation).toContain(version)
    expect(finding.explanation).toContain('should be AppGwSslPolicy20220101')
  })

  it('fires on a custom policy that starts too early, and not on one that starts at 1.2', () => {
    const custom = (minProtocolVersion: string) => aPolicy({ type: 'Custom', name: null, minProtocolVersion })
    expect(ids(found({ tlsPolicies: [custom('TLSv1_1')] }))).toEqual([ID])
    expect(ids(found({ tlsPolicies: [custom('TLSv1_2')] }))).toEqual([])
  })

  it('names the SSL profile that has the policy', () => {
    const policies = [aPolicy(), aPolicy({ name: 'AppGwSslPolicy20150501', sslProfile: 'mtls-profile' })]
    expect(only(found({ tlsPolicies: policies }), ID).explanation).toContain('SSL profile "mtls-profile"')
  })

  it('takes the default where no policy is set, and only there', () => {
    const gateways = [aGateway({ defaultPredefinedSslPolicy: 'AppGwSslPolicy20150501' })]
    const finding = only(found({ gateways, tlsPolicies: [] }), ID)
    expect(finding.explanation).toContain('sslPolicy is not set, so defaultPredefinedSslPolicy')
    expect(ids(found({ gateways }))).toEqual([])
  })

  it('recommends the one predefined policy that v1 has', () => {
    const gateways = [aGateway({ sku: 'v1', skuName: 'WAF_Medium' })]
    const findings = found({ gateways, tlsPolicies: [aPolicy({ name: 'AppGwSslPolicy20150501' })] })
    expect(only(findings, ID).explanation).toContain('should be AppGwSslPolicy20170401S')
  })
})

describe('a gateway of the first generation', () => {
  it('fires on v1, with the day', () => {
    const gateways = [aGateway({ sku: 'v1', skuName: 'Standard_Medium' })]
    const past = only(found({ gateways }), 'gateway-v1-retired')
    expect(past).toMatchObject({ severity: 'warning', confidence: 0.97, leg: 'unknown' })
    expect(past.summary).toContain('was retired on 2026-04-28')
    const before = found({ gateways }, { nowMillis: Date.UTC(2026, 0, 1) })
    expect(only(before, 'gateway-v1-retired').summary).toContain('will be retired')
  })

  it('is silent on v2 and where the document does not tell', () => {
    expect(ids(found({ gateways: [aGateway({ sku: null, skuName: null })] }))).toEqual([])
  })
})
