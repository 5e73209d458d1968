import { describe, expect, it } from 'vitest'
import {
  anApim,
  anObservation,
  aPolicy,
  aProbe,
  aSetting,
  found,
  HOST,
  ids,
  noted,
  only,
} from '../samples.ts'

const onBackend = (serverName: string | null) => ({
  wire: [anObservation({ leg: 'gateway-apim', serverName })],
})

describe('the server name on the gateway’s own leg', () => {
  it('is noted where no setting gives it, or where none was sent', () => {
    expect(noted({}, onBackend('old.contoso.com'))).toEqual([
      expect.stringContaining(
        'the hello carried the server name old.contoso.com; the settings give apim-contoso.azure-api.net',
      ),
    ])
    expect(noted({}, onBackend(null))).toEqual([expect.stringContaining('the hello carried no server name')])
  })

  it('is not noted where a setting gives it, or where what a setting gives is not known', () => {
    expect(noted({}, onBackend('APIM-contoso.azure-api.net'))).toEqual([])
    expect(
      noted(
        { backendSettings: [aSetting({ hostName: null })], listeners: [], sslProfiles: [] },
        onBackend(HOST),
      ),
    ).toEqual([])
    expect(noted({ probes: [] }, onBackend(HOST))).toEqual([])
    expect(noted({}, { wire: [anObservation({ leg: 'direct', serverName: HOST })] })).toEqual([])
  })
})

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
