import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readAzureFile } from '../../../../src/shared/azure/documents/read-file.ts'
import { knownFrom, situationFrom } from '../../../../src/shared/azure/known-values.ts'
import { mergeModels } from '../../../../src/shared/azure/merge.ts'

const FOLDER = join(import.meta.dirname, '../../../azure/documents')
const model = (...names: string[]) =>
  mergeModels(names.map((name) => readAzureFile(readFileSync(join(FOLDER, name)), name).parts))
const HEALTH = '/backendAddressPools/0/backendHttpSettingsCollection/0/servers/0'

describe('names for commands', () => {
  it('come from the documents of gateway, API Management, NSG and zone', () => {
    const known = knownFrom(
      model(
        'gateway-show.json',
        'apim-show.json',
        'nsg-show.json',
        'dns-a-list.json',
        'health-3.07-cn-leaf.json',
      ),
      [{ file: 'health-3.07-cn-leaf.json', pointer: HEALTH }],
      'gateway-apim',
    )
    expect(known).toEqual({
      rg: 'rg-edge',
      gateway: 'agw-edge',
      apim: 'apim-contoso',
      location: 'westeurope',
      'gateway-ip': '10.0.1.5',
      'gateway-host': 'api.contoso.com',
      'http-settings': 'https-apim',
      probe: 'probe-apim',
      pool: 'pool-apim',
      listener: 'listener-api',
      'ssl-profile': 'mtls-profile',
      'client-ca-name': 'client-ca-2026',
      rule: 'rule-api',
      nsg: 'nsg-agw',
      'dns-zone': 'contoso.internal',
      host: 'apim.contoso.internal',
      sni: 'apim.contoso.internal',
      'backend-ip': '10.0.2.5',
      'server-name': 'apim.contoso.internal',
      'server-ip': '10.0.2.5',
      port: '443',
      'hostname-index': '1',
    })
  })

  it('leave open what the documents leave open: two security groups', () => {
    expect(knownFrom(model('nsg-rule-list-gateway.json', 'nsg-rule-list-apim.json')).nsg).toBeUndefined()
  })

  it('take what a finding points at before guessing among several', () => {
    const both = model('nsg-rule-list-gateway.json', 'nsg-rule-list-apim.json')
    expect(knownFrom(both, [{ file: 'nsg-rule-list-apim.json', pointer: '/2' }]).nsg).toBe('nsg-apim')
  })

  it('never hold what is not safe in a command line', () => {
    const { parts } = readAzureFile(
      Buffer.from('[{"cookieBasedAffinity":"","name":"x; rm -rf","hostName":"a b$(c)"}]'),
      'x.json',
    )
    expect(knownFrom(parts)).toEqual({})
  })

  it('tell generation and tier where there is only one', () => {
    expect(situationFrom(model('gateway-show.json', 'apim-show.json'))).toEqual({
      sku: 'v2',
      tier: 'classic',
    })
    expect(situationFrom(model('probe-list.json'))).toEqual({})
  })
})
