import { describe, expect, it } from 'vitest'
import { aCa, aClientCa, anApim, anObservation, found, ids, only } from '../samples.ts'

const MISSING = 'apim-ca-missing'
const UNSUPPORTED = 'apim-ca-unsupported-tier'

const LEAF = {
  subject: 'CN=device-17,O=Contoso',
  issuer: 'CN=Contoso Client Issuing CA,O=Contoso',
  san: [],
  isCa: false,
  sha1: 'aa',
  sha256: 'bb',
}
const REFUSED = anObservation({ clientCertificate: 'sent', clientChain: [LEAF], httpStatus: 403 })
const CONSUMPTION = anApim({ tier: 'consumption', skuName: 'Consumption', enableClientCertificate: true })

describe('the CA store of the classic tiers', () => {
  it('is silent where nobody was refused, however empty it is', () => {
    expect(ids(found({}))).toEqual([])
    expect(ids(found({ apimCaCertificates: [aCa('CN=Contoso Client Root CA')] }))).toEqual([])
  })

  it('fires where a refused client’s issuer is not in it', () => {
    const finding = only(
      found({ apimCaCertificates: [aCa('CN=Fabrikam Root')] }, { wire: [REFUSED] }),
      MISSING,
    )
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 0.7,
      leg: 'direct',
      fixes: ['solution-b-client-ca'],
    })
    expect(finding.summary).toContain('CN=Contoso Client Issuing CA,O=Contoso')
    expect(finding.explanation).toContain('holds CN=Fabrikam Root; it should hold')
  })

  it('is silent where the issuer is there, in whatever order its name is written', () => {
    const store = [
      aCa('O=Contoso, CN=Contoso Client Issuing CA', { storeName: 'CertificateAuthority' }),
      aCa('CN=Contoso Client Root CA'),
    ]
    expect(ids(found({ apimCaCertificates: store }, { wire: [REFUSED] }))).toEqual([])
  })

  it('does not infer anything from a client at the gateway, or from one that was served', () => {
    for (const parts of [{ leg: 'client-gateway' as const }, { httpStatus: 200 }]) {
      expect(ids(found({}, { wire: [{ ...REFUSED, ...parts }] }))).toEqual([])
    }
  })

  it('fires on intermediates without a root', () => {
    const store = [aCa('CN=Contoso Client Issuing CA', { storeName: 'CertificateAuthority' })]
    expect(only(found({ apimCaCertificates: store }), MISSING).summary).toContain('no root is among them')
  })

  it('fires on a CA that has expired, as a warning beside one that has not', () => {
    const expired = aCa('CN=Old Root', { expiry: '2025-01-01T00:00:00+00:00' })
    expect(only(found({ apimCaCertificates: [expired] }), MISSING)).toMatchObject({
      severity: 'error',
      confidence: 0.88,
    })
    expect(only(found({ apimCaCertificates: [expired, aCa('CN=New Root')] }), MISSING).severity).toBe(
      'warning',
    )
  })
})

describe('a tier without a CA store', () => {
  it('is silent where nothing needs one', () => {
    expect(ids(found({ apims: [CONSUMPTION], sslProfiles: [], listeners: [] }))).toEqual([])
  })

  it('fires on CA certificates that stand there', () => {
    const finding = only(
      found({ apims: [CONSUMPTION], apimCaCertificates: [aCa('CN=Contoso Client Root CA')] }),
      UNSUPPORTED,
    )
    expect(finding).toMatchObject({ severity: 'error', confidence: 0.88 })
    expect(finding.explanation).toContain('which this tier does not use')
  })

  it('fires on a client that was refused there', () => {
    const finding = only(found({ apims: [CONSUMPTION] }, { wire: [REFUSED] }), UNSUPPORTED)
    expect(finding).toMatchObject({ severity: 'error', confidence: 0.7 })
    expect(finding.evidence).toHaveLength(3)
  })

  it('only warns where the gateway’s clients have a private CA', () => {
    const finding = only(
      found({ apims: [CONSUMPTION], trustedClientCertificates: [aClientCa()] }),
      UNSUPPORTED,
    )
    expect(finding).toMatchObject({ severity: 'warning', confidence: 0.45 })
  })

  it('tells the self-hosted gateway of its own list', () => {
    const apims = [anApim({ tier: 'self-hosted', skuName: null })]
    const finding = only(
      found({ apims, apimCaCertificates: [aCa('CN=Contoso Client Root CA')] }),
      UNSUPPORTED,
    )
    expect(finding.explanation).toContain('Gateway Certificate Authority')
  })
})
