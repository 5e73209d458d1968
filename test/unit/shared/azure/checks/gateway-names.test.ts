import { describe, expect, it } from 'vitest'
import { gatewayNames, type NameSettings } from '../../../../../src/shared/azure/checks/gateway-names.ts'

const NOTHING: NameSettings = {
  sku: 'v2',
  probeHost: null,
  settingHost: null,
  pickHostFromBackend: false,
  poolFqdn: 'apim.azure-api.net',
  requestHost: 'api.contoso.com',
  sniName: null,
}

describe('the name a gateway sends', () => {
  it('is the probe’s host in a v2 probe and the setting’s host in live traffic, and says that they differ', () => {
    const names = gatewayNames({
      ...NOTHING,
      probeHost: 'probe.contoso.com',
      settingHost: 'live.contoso.com',
    })
    expect(names).toMatchObject({
      probe: { sni: 'probe.contoso.com', row: '1.2.1' },
      live: { sni: 'live.contoso.com' },
      differ: true,
    })
  })

  it('is the pool’s FQDN where the host is picked from the backend', () => {
    const names = gatewayNames({ ...NOTHING, pickHostFromBackend: true })
    expect([names.probe.sni, names.live.sni, names.differ]).toEqual([
      'apim.azure-api.net',
      'apim.azure-api.net',
      false,
    ])
    expect(gatewayNames({ ...NOTHING, pickHostFromBackend: true, poolFqdn: null }).probe.sni).toBeNull()
  })

  it('is missing in the probe and the client’s Host in live traffic where nothing is set', () => {
    const names = gatewayNames(NOTHING)
    expect(names.probe).toMatchObject({ sni: null, host: null, row: '1.2.6' })
    expect(names.live).toMatchObject({ sni: 'api.contoso.com', row: '1.2.3' })
    expect(names.differ).toBe(true)
  })

  it('is never an address, but the certificate is held against it', () => {
    const names = gatewayNames({ ...NOTHING, settingHost: '10.0.1.5' })
    expect(names.live).toMatchObject({ sni: null, host: '10.0.1.5', row: '1.2.4' })
  })

  it('is sniName before everything else, and the pool’s FQDN with v1', () => {
    const sniName = 'sni.contoso.com'
    expect(gatewayNames({ ...NOTHING, sniName, settingHost: 'x.test' }).live.sni).toBe(sniName)
    const v1 = gatewayNames({ ...NOTHING, sku: 'v1', settingHost: 'x.test' })
    expect([v1.probe.sni, v1.live.sni]).toEqual(['apim.azure-api.net', 'apim.azure-api.net'])
  })
})
