import { describe, expect, it } from 'vitest'
import { CONTRADICTION } from '../../../../../../src/shared/azure/checks/contradictions/contradiction.ts'
import {
  aHostname,
  anApim,
  anObservation,
  aRewrite,
  aRule,
  BUILT_IN,
  contradicted,
  found,
  HOST,
  ids,
  model,
  only,
} from '../samples.ts'

const ID = 'negotiate-client-certificate-off'
const OFF = [aHostname(BUILT_IN, false)]

describe('the switch of the classic tiers', () => {
  it('is silent where it is on', () => {
    expect(ids(found({}))).toEqual([])
  })

  it('fires where it is off for every gateway host name', () => {
    const finding = only(found({ apimHostnames: OFF }), ID)
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 0.7,
      leg: 'direct',
      fixes: ['solution-e-negotiate'],
    })
    expect(finding.summary).toContain(
      `negotiateClientCertificate of "${BUILT_IN}" is false and should be true`,
    )
    expect(finding.explanation).toContain('A capture of the direct leg decides')
    expect(finding.evidence).toContainEqual({
      kind: 'file',
      file: 'contoso.json',
      pointer: '/hostnameConfigurations/0',
    })
  })

  it('is silent where another host name is on, unless the client means the one that is off', () => {
    const both = [aHostname(BUILT_IN, false), aHostname(HOST, true)]
    expect(ids(found({ apimHostnames: both }))).toEqual([])
    expect(ids(found({ apimHostnames: both }, { host: HOST }))).toEqual([])
    expect(ids(found({ apimHostnames: both }, { host: BUILT_IN }))).toEqual([ID])
  })

  it('passes over host names of other endpoints', () => {
    const portal = aHostname('portal.contoso.com', false, { type: 'Portal' })
    expect(ids(found({ apimHostnames: [aHostname(BUILT_IN, true), portal] }))).toEqual([])
  })

  it('says that enableClientCertificate is not the switch here', () => {
    const findings = found({ apimHostnames: OFF, apims: [anApim({ enableClientCertificate: true })] })
    expect(only(findings, ID).explanation).toContain(
      'enableClientCertificate is true, which has no effect in this tier',
    )
  })

  it('says that HTTP/2 knows no late request, where it is on', () => {
    const http2 = (value: string) =>
      anApim({
        customProperties: { 'Microsoft.WindowsAzure.ApiManagement.Gateway.Protocols.Server.Http2': value },
      })
    expect(only(found({ apimHostnames: OFF, apims: [http2('True')] }), ID).explanation).toContain(
      'HTTP/2 is switched on',
    )
    expect(only(found({ apimHostnames: OFF, apims: [http2('False')] }), ID).explanation).not.toContain(
      'HTTP/2',
    )
  })

  it('is no error where the gateway hands the certificate on in a header', () => {
    const findings = found({
      apimHostnames: OFF,
      rewriteRules: [aRewrite({ 'X-Client-Certificate': '{var_client_certificate}' })],
      routingRules: [aRule({ rewriteRuleSet: 'forward-client-cert' })],
    })
    expect(only(findings, ID).severity).toBe('info')
  })

  it('is less sure of host names that come without their service', () => {
    const findings = found({
      ...model({ apimHostnames: [aHostname(HOST, false, { apim: null })] }),
      gateways: [],
      listeners: [],
      sslProfiles: [],
      tlsPolicies: [],
      routingRules: [],
      backendPools: [],
      backendSettings: [],
      probes: [],
      apims: [],
    })
    expect(only(findings, ID)).toMatchObject({ confidence: 0.45 })
    expect(only(findings, ID).explanation).toContain('The tier is not in these documents')
  })

  it('is sure of the self-hosted gateway, which cannot ask later', () => {
    const findings = found({ apimHostnames: OFF, apims: [anApim({ tier: 'self-hosted', skuName: null })] })
    expect(only(findings, ID)).toMatchObject({ confidence: 0.88 })
    expect(only(findings, ID).explanation).toContain('knows no renegotiation')
  })
})

describe('the switch of Consumption and v2', () => {
  it.each([
    ['consumption', 'Consumption', 'every request needs a certificate'],
    ['v2', 'StandardV2', 'although its description says Consumption only'],
  ] as const)('fires on enableClientCertificate false in %s', (tier, skuName, text) => {
    const findings = found({ apims: [anApim({ tier, skuName, enableClientCertificate: false })] })
    const finding = only(findings, ID)
    expect(finding).toMatchObject({ severity: 'error', confidence: 0.88 })
    expect(finding.explanation).toContain(text)
    expect(finding.explanation).toContain(
      'negotiateClientCertificate, which is true here, is the switch of the classic tiers',
    )
  })

  it('is silent where it is on, or not shown, whatever the host names say', () => {
    for (const enableClientCertificate of [true, null]) {
      const apims = [anApim({ tier: 'v2', skuName: 'StandardV2', enableClientCertificate })]
      expect(ids(found({ apims, apimHostnames: OFF }))).toEqual([])
    }
  })
})

describe('the switch against the wire', () => {
  it('is proven by a direct handshake without a request', () => {
    const finding = only(found({ apimHostnames: OFF }, { wire: [anObservation({ requested: 'no' })] }), ID)
    expect(finding.confidence).toBe(0.97)
    expect(finding.explanation).toContain('in h3, straight to API Management, no CertificateRequest came')
  })

  it('is proven by a late request, and says so', () => {
    const wire = [anObservation({ requested: 'renegotiation' })]
    expect(only(found({ apimHostnames: OFF }, { wire }), ID).explanation).toContain('late (renegotiation)')
  })

  it('gives way to a direct handshake with a request, and tells the contradiction', () => {
    const wire = [anObservation({ requested: 'initial' })]
    expect(ids(found({ apimHostnames: OFF }, { wire }))).toEqual([CONTRADICTION])
    expect(contradicted({ apimHostnames: OFF }, { wire })).toEqual([
      `negotiateClientCertificate of ${BUILT_IN} is false, and in h3 the server asked for a certificate all the same.`,
    ])
    const apims = [anApim({ tier: 'v2', skuName: 'StandardV2', enableClientCertificate: false })]
    expect(ids(found({ apims }, { wire }))).toEqual([CONTRADICTION])
  })

  it('does not listen to other legs, nor to other names', () => {
    for (const parts of [{ leg: 'gateway-apim' as const }, { serverName: 'other.contoso.com' }]) {
      const wire = [anObservation({ requested: 'initial', ...parts })]
      expect(only(found({ apimHostnames: OFF }, { wire }), ID).confidence).toBe(0.7)
    }
  })
})
