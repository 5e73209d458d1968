import { describe, expect, it } from 'vitest'
import { anApim, anObservation, aPolicy, aSetting, HOST, noted } from '../samples.ts'

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
