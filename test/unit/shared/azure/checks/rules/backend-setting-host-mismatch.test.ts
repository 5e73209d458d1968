import { describe, expect, it } from 'vitest'
import type { AzureModel } from '../../../../../../src/shared/azure/model.ts'
import {
  aGateway,
  aHealthFinding,
  aHostname,
  aListener,
  anObservation,
  aPool,
  aProbe,
  aRule,
  aSetting,
  BUILT_IN,
  found,
  HOST,
  ids,
  only,
} from '../samples.ts'

const ID = 'backend-setting-host-mismatch'

/** Nothing else is wrong with the probe. */
const PICKING = [aProbe({ host: null, pickHostNameFromBackendSettings: true })]

function ofSetting(parts: Partial<Parameters<typeof aSetting>[0]>, more: Partial<AzureModel> = {}) {
  return found({ backendSettings: [aSetting(parts)], ...more })
}

const CERTIFICATE = {
  subject: 'CN=x',
  issuer: 'CN=CA',
  san: [`DNS:${HOST}`],
  isCa: false,
  sha1: '',
  sha256: '',
}

describe('the name of live traffic', () => {
  it('is silent where probe, setting and API Management agree', () => {
    expect(ids(ofSetting({ hostName: null, pickHostNameFromBackendAddress: true }))).toEqual([])
    expect(ids(ofSetting({ hostName: 'APIM-Contoso.azure-api.net' }))).toEqual([])
  })

  it.each([
    ['10.0.2.5', 'an address never goes into server_name'],
    ['old.contoso.com', 'API Management does not know that name'],
    ['apim-contoso.management.azure-api.net', 'another endpoint'],
  ])('fires on hostName %s', (hostName, why) => {
    const finding = only(ofSetting({ hostName }, { probes: PICKING }), ID)
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 0.88,
      leg: 'gateway-apim',
      fixes: ['solution-c-hostname'],
    })
    expect(finding.summary).toContain(`hostName is "${hostName}" and should be "${BUILT_IN}"`)
    expect(finding.explanation).toContain(why)
  })

  it('fires where the name is picked from a pool of addresses', () => {
    const finding = only(
      ofSetting(
        { hostName: null, pickHostNameFromBackendAddress: true },
        { backendPools: [aPool('10.0.2.5')] },
      ),
      ID,
    )
    expect(finding.summary).toContain('pickHostNameFromBackendAddress is true')
    expect(finding.explanation).toContain('10.0.2.5')
  })

  it('fires where the client’s Host goes on and API Management does not know it', () => {
    const finding = only(ofSetting({ hostName: null }, { probes: [aProbe()] }), ID)
    expect(finding.summary).toContain(`not set, so the client’s Host ("${HOST}") goes on`)
  })

  it('is silent where the client’s Host goes on and API Management has that name', () => {
    const names = [aHostname(BUILT_IN, true), aHostname(HOST, true)]
    expect(
      ids(ofSetting({ hostName: null }, { apimHostnames: names, probes: [aProbe({ host: HOST })] })),
    ).toEqual([])
    expect(
      ids(
        ofSetting(
          { hostName: null },
          {
            apimHostnames: names,
            probes: [aProbe()],
            listeners: [aListener({ hostNames: [HOST, BUILT_IN] })],
            sslProfiles: [],
          },
        ),
      ),
    ).toEqual([])
  })

  it('takes every listener into account where rules by path do not tell which one leads to it', () => {
    const parts = {
      probes: [aProbe()],
      routingRules: [aRule({ backendSetting: null, backendPool: null })],
      apimHostnames: [aHostname(BUILT_IN, true), aHostname(HOST, true)],
    }
    expect(ids(ofSetting({ hostName: null }, parts))).toEqual([])
    const shop = [aListener({ hostNames: ['shop.contoso.com'] })]
    expect(
      only(ofSetting({ hostName: null }, { ...parts, listeners: shop, sslProfiles: [] }), ID).severity,
    ).toBe('warning')
  })

  it('fires where nothing names a host at all, and says what a capture of such a probe showed', () => {
    const findings = ofSetting(
      { hostName: null },
      { probes: PICKING, listeners: [aListener({ hostNames: [] })], sslProfiles: [] },
    )
    expect(only(findings, ID).explanation).toContain('a probe carries no server_name at all')
    expect(only(findings, ID).explanation).toContain('observed in the field')
  })

  it('warns where probe and traffic use two names that are both right', () => {
    const finding = only(
      ofSetting({ hostName: HOST }, { apimHostnames: [aHostname(BUILT_IN, true), aHostname(HOST, true)] }),
      ID,
    )
    expect(finding).toMatchObject({ severity: 'warning', confidence: 0.7 })
    expect(finding.explanation).toContain('the probe can be healthy while traffic gets 502')
  })

  it('makes that an error where health is good and clients get 502', () => {
    const { server } = aHealthFinding('backend-health-unknown')
    const parts = {
      backendSettings: [aSetting({ hostName: HOST })],
      apimHostnames: [aHostname(BUILT_IN, true), aHostname(HOST, true)],
    }
    const wire = [anObservation({ leg: 'client-gateway', serverName: HOST, httpStatus: 502 })]
    const healthy = { ...server, health: 'Healthy', log: null }
    const finding = only(found({ ...parts, backendHealth: [healthy] }, { wire }), ID)
    expect(finding).toMatchObject({ severity: 'error', confidence: 0.88 })
    expect(finding.evidence).toContainEqual(expect.objectContaining({ value: 'HTTP 502' }))
    expect(only(found({ ...parts, backendHealth: [server] }, { wire }), ID).severity).toBe('warning')
    expect(only(found({ ...parts, backendHealth: [healthy] }), ID).severity).toBe('warning')
  })

  it('lets sniName decide, unless validateSNI is off', () => {
    expect(ids(ofSetting({ hostName: 'old.contoso.com', sniName: BUILT_IN }, { probes: PICKING }))).toEqual(
      [],
    )
    const off = ofSetting(
      { hostName: 'old.contoso.com', sniName: BUILT_IN, validateSni: false },
      { probes: PICKING },
    )
    expect(only(off, ID).summary).toContain('hostName is "old.contoso.com"')
  })

  it('fires on the pool’s FQDN alone on v1', () => {
    const parts = { gateways: [aGateway({ sku: 'v1', skuName: 'Standard_Large' })], sslProfiles: [] }
    expect(ids(ofSetting({ hostName: 'old.contoso.com' }, { ...parts, probes: PICKING }))).not.toContain(ID)
    const finding = only(ofSetting({}, { ...parts, backendPools: [aPool('old.contoso.com')] }), ID)
    expect(finding.summary).toContain('the FQDN in the backend pool is "old.contoso.com"')
  })

  it('is surer where backend health says that the name does not match', () => {
    const { server, finding: said } = aHealthFinding('backend-health-cn-mismatch')
    const findings = found(
      {
        backendSettings: [aSetting({ hostName: 'old.contoso.com' })],
        probes: PICKING,
        backendHealth: [server],
      },
      { health: [said] },
    )
    expect(only(findings, ID).confidence).toBe(0.97)
  })

  it('leaves settings without TLS alone', () => {
    expect(ids(ofSetting({ protocol: 'Http', port: 80, hostName: '10.0.2.5', probe: null }))).not.toContain(
      ID,
    )
  })
})

describe('the name of live traffic against the wire', () => {
  it('is proven by the certificate of the gateway’s own leg', () => {
    const wire = [anObservation({ leg: 'gateway-apim', serverChain: [CERTIFICATE] })]
    const finding = only(found({}, { wire }), ID)
    expect(finding).toMatchObject({ severity: 'error', confidence: 0.97 })
    expect(finding.evidence).toContainEqual({
      kind: 'wire',
      message: null,
      frame: 6,
      field: 'h3: certificate_list[0].subjectAltName',
      bytes: null,
      value: HOST,
    })
  })

  it('is only hinted at by a certificate that another client was shown', () => {
    const finding = only(found({}, { wire: [anObservation({ serverChain: [CERTIFICATE] })] }), ID)
    expect(finding.confidence).toBe(0.7)
    expect(finding.explanation).toContain('straight to API Management, not on the gateway’s leg')
  })

  it('is silent where the certificate is for the name, or for another question', () => {
    const right = { ...CERTIFICATE, san: ['DNS:*.azure-api.net'] }
    expect(ids(found({}, { wire: [anObservation({ leg: 'gateway-apim', serverChain: [right] })] }))).toEqual(
      [],
    )
    expect(
      ids(found({}, { wire: [anObservation({ serverName: HOST, serverChain: [CERTIFICATE] })] })),
    ).toEqual([])
    expect(
      ids(found({}, { wire: [anObservation({ leg: 'client-gateway', serverChain: [CERTIFICATE] })] })),
    ).toEqual([])
  })
})
