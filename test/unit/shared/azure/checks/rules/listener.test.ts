import { beforeAll, describe, expect, it } from 'vitest'
import type { Identity } from '../../../../../../src/main/lab/certificates/profile.ts'
import type { RoutingRule } from '../../../../../../src/shared/azure/model.ts'
import { AUTHORITY, base64, base64OfPem, issue, shown } from '../certificates.ts'
import {
  aClientCa,
  aHostname,
  aListener,
  aLogEntry,
  anApim,
  anObservation,
  aPolicy,
  aProfile,
  aRewrite,
  aRule,
  BUILT_IN,
  contradicted,
  found,
  HOST,
  ids,
  noted,
  only,
} from '../samples.ts'

const NOT_REQUESTED = 'client-certificate-not-requested'
const NOT_FORWARDED = 'client-certificate-not-forwarded'
const ISSUER_DN = 'client-ca-bundle-issuer-dn'

const ASKING = aListener({ sslProfile: 'mtls-profile' })
const PASSTHROUGH = aProfile({ verifyClientAuthMode: 'Passthrough', trustedClientCertificates: [] })
const FORWARD = aRewrite({ 'X-Client-Certificate': '{var_client_certificate}' })

function atListener(parts: Partial<Parameters<typeof anObservation>[0]> = {}) {
  return anObservation({ leg: 'client-gateway', serverName: HOST, serverAddress: '10.0.1.5', ...parts })
}

describe('an SSL profile with client authentication', () => {
  it('is silent where it is bound, and where it only carries a TLS policy', () => {
    expect(ids(found({}))).toEqual([])
    const policyOnly = aProfile({
      trustedClientCertificates: [],
      verifyClientAuthMode: null,
      hasClientAuthConfiguration: false,
    })
    expect(ids(found({ sslProfiles: [policyOnly], listeners: [aListener()] }))).toEqual([])
  })

  it('fires where no listener has it', () => {
    const finding = only(found({ listeners: [aListener()] }), NOT_REQUESTED)
    expect(finding).toMatchObject({ severity: 'error', confidence: 0.88, leg: 'client-gateway' })
    expect(finding.explanation).toContain('sslProfile of "listener-api"')
    expect(finding.evidence).toHaveLength(2)
  })

  it('is proven by a listener that asked for none', () => {
    const wire = [atListener({ requested: 'no' })]
    expect(only(found({ listeners: [aListener()] }, { wire }), NOT_REQUESTED).confidence).toBe(0.97)
  })

  it('is only noted where another one is bound', () => {
    const sslProfiles = [aProfile(), aProfile({ name: 'left-over' })]
    expect(ids(found({ sslProfiles, listeners: [ASKING] }))).toEqual([])
    expect(noted({ sslProfiles, listeners: [ASKING] })).toEqual([expect.stringContaining('"left-over"')])
  })

  it('is not judged where the listeners are not in the documents', () => {
    expect(ids(found({ listeners: [] }))).toEqual([])
  })

  it('contradicts a listener that asked for none although it is bound', () => {
    const finding = only(found({}, { wire: [atListener({ requested: 'no' })] }), NOT_REQUESTED)
    expect(finding).toMatchObject({ severity: 'warning', confidence: 0.7 })
    expect(finding.summary).toContain('contradict each other')
    expect(
      ids(found({}, { wire: [atListener({ requested: 'no', serverName: 'other.contoso.com' })] })),
    ).toEqual([])
    expect(
      ids(found({}, { wire: [atListener({ requested: 'no' }), atListener({ requested: 'initial' })] })),
    ).toEqual([])
  })

  it('notes what one project saw where every hello is dropped', () => {
    const wire = [atListener({ droppedAfterClientHello: true, version: null })]
    expect(noted({}, { wire })).toEqual([
      expect.stringContaining('dropped the connection right after the ClientHello'),
    ])
    expect(noted({ listeners: [aListener()], sslProfiles: [] }, { wire })).toEqual([])
    expect(noted({}, { wire: [...wire, atListener()] })).toEqual([])
  })

  it('notes OCSP, which fails closed, and a mode that the API version hides', () => {
    expect(noted({ sslProfiles: [aProfile({ verifyClientRevocation: 'OCSP' })] })).toEqual([
      expect.stringContaining('OCSP responder'),
    ])
    const hidden = aProfile({ verifyClientAuthMode: null, trustedClientCertificates: [] })
    expect(noted({ sslProfiles: [hidden] })).toEqual([
      expect.stringContaining('cannot be told from this document'),
    ])
  })
})

describe('negotiateClientCertificate that is on', () => {
  it('contradicts a direct handshake that asked for nothing, for that name alone', () => {
    const finding = only(found({}, { wire: [anObservation({ requested: 'no' })] }), NOT_REQUESTED)
    expect(finding).toMatchObject({ severity: 'warning', leg: 'direct' })
    expect(finding.explanation).toContain('something else answered at 10.0.2.5')
    expect(
      ids(
        found(
          { apimHostnames: [aHostname(HOST, true), aHostname(BUILT_IN, true)] },
          { wire: [anObservation({ requested: 'initial' })] },
        ),
      ),
    ).toEqual([])
  })
})

describe('the client’s certificate behind the listener', () => {
  it('is not judged behind a strict listener as long as nobody was refused', () => {
    expect(ids(found({}))).toEqual([])
    expect(ids(found({}, { wire: [atListener({ httpStatus: 200 })] }))).toEqual([])
  })

  it('fires where a call through a strict listener got 403 and no rewrite hands it on', () => {
    const finding = only(found({}, { wire: [atListener({ httpStatus: 403 })] }), NOT_FORWARDED)
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 0.88,
      leg: 'client-gateway',
      fixes: ['forward-client-certificate'],
    })
    expect(finding.explanation).toContain('In h3 the call was answered with HTTP 403')
  })

  it('warns behind a passthrough listener, where nobody else looks at it', () => {
    const finding = only(found({ sslProfiles: [PASSTHROUGH] }), NOT_FORWARDED)
    expect(finding).toMatchObject({ severity: 'warning', confidence: 0.7 })
    expect(finding.explanation).toContain('verifies nothing')
  })

  it('is silent where a rewrite hands it on, or the rewrites are not in the documents', () => {
    const routingRules = [aRule({ rewriteRuleSet: 'forward-client-cert' })]
    expect(ids(found({ sslProfiles: [PASSTHROUGH], routingRules, rewriteRules: [FORWARD] }))).toEqual([])
    expect(ids(found({ sslProfiles: [PASSTHROUGH], routingRules }))).toEqual([])
  })

  it('looks into the URL path map that the rule leads to, and is silent where the documents lack it', () => {
    const leading = aRule({ urlPathMap: 'paths', backendPool: null, backendSetting: null })
    const part = aRule({ name: 'paths/api', listener: null, partOfMap: 'paths', paths: ['/api/*'] })
    const through = (...routingRules: RoutingRule[]) =>
      ids(found({ sslProfiles: [PASSTHROUGH], routingRules, rewriteRules: [FORWARD] }))
    expect(through(leading)).toEqual([])
    expect(through(leading, part)).toEqual([NOT_FORWARDED])
    expect(through(leading, { ...part, backendPool: null, backendSetting: null })).toEqual([])
    expect(through(leading, { ...part, rewriteRuleSet: 'forward-client-cert' })).toEqual([])
  })

  it('warns of the header that API Management v2 empties; elsewhere it is noted', () => {
    const rewriteRules = [aRewrite({ 'X-ARR-ClientCert': '{var_client_certificate}' })]
    const apims = [anApim({ tier: 'v2', skuName: 'StandardV2', enableClientCertificate: true })]
    const finding = only(found({ rewriteRules, apims }), NOT_FORWARDED)
    expect(finding).toMatchObject({ severity: 'warning', leg: 'gateway-apim' })
    expect(finding.explanation).toContain('observed in the field')
    expect(ids(found({ rewriteRules }))).toEqual([])
    expect(noted({ rewriteRules })).toEqual([expect.stringContaining('X-ARR-ClientCert')])
  })

  it('notes every other listener that lets the header through', () => {
    const open = aRule({ name: 'rule-shop', listener: 'listener-shop' })
    const forwarding = aRule({ rewriteRuleSet: 'forward-client-cert' })
    const strip = aRewrite({ 'x-client-certificate': '' }, { ruleSet: 'strip' })
    const rewriteRules = [FORWARD, strip]
    expect(noted({ routingRules: [forwarding, open], rewriteRules })).toEqual([
      'Anybody can forge X-Client-Certificate: rule "rule-shop" lets it through as a client sends it.',
    ])
    expect(noted({ routingRules: [forwarding, { ...open, rewriteRuleSet: 'strip' }], rewriteRules })).toEqual(
      [],
    )
    expect(noted({ routingRules: [forwarding, { ...open, backendPool: null }], rewriteRules })).toEqual([])
  })
})

describe('the client CA files of the listener', () => {
  let root: Identity
  let first: Identity
  let second: Identity
  let client: Identity

  beforeAll(async () => {
    root = await issue('Contoso Client Root', null, AUTHORITY)
    first = await issue('Contoso Client Issuing 1', root, AUTHORITY)
    second = await issue('Contoso Client Issuing 2', root, AUTHORITY)
    client = await issue('device-17', second, { purposes: ['clientAuth'] })
  })

  const strictDn = (...trustedClientCertificates: string[]) => [
    aProfile({
      verifyClientCertIssuerDn: true,
      ...(trustedClientCertificates.length > 0 ? { trustedClientCertificates } : {}),
    }),
  ]

  it('are judged as files are', () => {
    expect(
      ids(found({ trustedClientCertificates: [aClientCa({ data: base64OfPem(first, root) })] })),
    ).toEqual([])
    const finding = only(
      found({ trustedClientCertificates: [aClientCa({ data: base64OfPem(client) })] }),
      'client-ca-bundle-leaf-only',
    )
    expect(finding.evidence).toEqual([
      { kind: 'file', file: 'contoso.json', pointer: '/trustedClientCertificates/0' },
    ])
    expect(ids(found({ trustedClientCertificates: [aClientCa({ data: base64OfPem(first) })] }))).toEqual([
      'client-ca-bundle-no-root',
    ])
    expect(ids(found({ trustedClientCertificates: [aClientCa({ data: base64(root) })] }))).toEqual([])
    expect(ids(found({ trustedClientCertificates: [aClientCa({ data: '!' })] }))).toEqual([])
  })

  it('refuse clients of further intermediates with the issuer check on, and say so of it alone', () => {
    const trustedClientCertificates = [aClientCa({ data: base64OfPem(first, second, root) })]
    const finding = only(found({ trustedClientCertificates, sslProfiles: strictDn() }), ISSUER_DN)
    expect(finding).toMatchObject({ severity: 'warning', confidence: 0.7, leg: 'client-gateway' })
    expect(finding.summary).toContain('clients of CN=Contoso Client Issuing 2,O=Contoso are refused')
    expect(ids(found({ trustedClientCertificates }))).toEqual([])
    const one = [aClientCa({ data: base64OfPem(first, root) })]
    expect(ids(found({ trustedClientCertificates: one, sslProfiles: strictDn() }))).toEqual([])
  })

  it('are surer of that where the access log gives the very reason', () => {
    const trustedClientCertificates = [aClientCa({ data: base64OfPem(first, second, root) })]
    const entry = aLogEntry({ sslClientVerify: 'FAILED:unable to verify the client certificate issuer' })
    const parts = { trustedClientCertificates, sslProfiles: strictDn() }
    const finding = only(found({ ...parts, accessLog: [entry] }), ISSUER_DN)
    expect(finding.confidence).toBe(0.88)
    expect(finding.evidence).toContainEqual({ kind: 'file', file: 'log.json', pointer: '/0' })
    const other = { ...entry, sslClientVerify: 'FAILED:unsupported certificate purpose' }
    expect(only(found({ ...parts, accessLog: [other] }), ISSUER_DN).confidence).toBe(0.7)
  })

  it('refuse a client that packets showed, by the DN that the service names', () => {
    const trustedClientCertificates = [
      aClientCa({ clientCertIssuerDn: 'O=Contoso,CN=Contoso Client Issuing 1' }),
    ]
    const wire = [atListener({ clientCertificate: 'sent', clientChain: shown(client), httpStatus: 400 })]
    const finding = only(found({ trustedClientCertificates, sslProfiles: strictDn() }, { wire }), ISSUER_DN)
    expect(finding.confidence).toBe(0.97)
    expect(finding.explanation).toContain('The answer was HTTP 400')
    const right = [aClientCa({ clientCertIssuerDn: 'O=Contoso,CN=Contoso Client Issuing 2' })]
    expect(ids(found({ trustedClientCertificates: right, sslProfiles: strictDn() }, { wire }))).toEqual([])
    // One of two files says nothing: the DN may be the other's.
    expect(
      ids(found({ trustedClientCertificates, sslProfiles: strictDn('client-ca', 'hidden') }, { wire })),
    ).toEqual([])
  })

  it('contradict a CertificateRequest that names other CAs', () => {
    const trustedClientCertificates = [aClientCa({ data: base64OfPem(first, root) })]
    const wire = [atListener({ requested: 'initial', caNames: ['CN=Fabrikam Root'] })]
    expect(contradicted({ trustedClientCertificates }, { wire })).toEqual([
      expect.stringContaining(', and in h3 the listener named CN=Fabrikam Root.'),
    ])
    const same = [atListener({ requested: 'initial', caNames: ['CN=Contoso Client Root,O=Contoso'] })]
    expect(contradicted({ trustedClientCertificates }, { wire: same })).toEqual([])
  })
})

describe('a custom TLS policy', () => {
  it('is noted where it lists suites alone that are never negotiated', () => {
    const custom = (...cipherSuites: string[]) => [
      aPolicy({ type: 'Custom', name: null, minProtocolVersion: 'TLSv1_2', cipherSuites }),
    ]
    expect(noted({ tlsPolicies: custom('TLS_DHE_RSA_WITH_AES_128_GCM_SHA256') })).toHaveLength(1)
    expect(
      noted({
        tlsPolicies: custom('TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'),
      }),
    ).toEqual([])
  })
})
