import { describe, expect, it } from 'vitest'
import {
  disagreementFindings,
  disagreements,
  disagreementText,
} from '../../../../../../src/shared/azure/checks/contradictions/documents.ts'
import type { AzureModel, Place } from '../../../../../../src/shared/azure/model.ts'
import { aGateway, anApim, aProbe, aSetting, model } from '../samples.ts'

const older: Place = { file: 'older.json', pointer: '/0' }
const newer: Place = { file: 'newer.json', pointer: '/0' }

const between = (first: Partial<AzureModel>, second: Partial<AzureModel>) =>
  disagreements([model(first), model(second)])

const settings = (
  first: Parameters<typeof aSetting>[0],
  second: Parameters<typeof aSetting>[0],
): ReturnType<typeof between> =>
  between(
    { backendSettings: [aSetting({ at: older, ...first })] },
    { backendSettings: [aSetting({ at: newer, ...second })] },
  )

describe('two documents of one thing', () => {
  it('contradict one another where a property differs: both places, both values', () => {
    const found = settings({ hostName: 'a.contoso.com' }, { hostName: 'b.contoso.com' })
    expect(found.map(disagreementText)).toEqual([
      'Backend setting "https-apim" of agw-contoso: hostName is a.contoso.com in older.json, and b.contoso.com in newer.json.',
    ])
    expect(disagreementFindings(model({ gateways: [aGateway()] }), found)).toMatchObject([
      {
        id: 'configuration-contradiction',
        severity: 'warning',
        confidence: 0.88,
        leg: 'gateway-apim',
        evidence: [
          { kind: 'file', ...older },
          { kind: 'file', ...newer },
        ],
        fixes: ['settings-and-wire'],
      },
    ])
    expect(disagreementFindings(model({}), found)[0]?.explanation).toContain('goes by older.json')
  })

  it('are one contradiction, however many properties differ, and all of them are told', () => {
    const found = settings(
      { hostName: 'a', port: 443, probe: 'one' },
      { hostName: 'b', port: 8443, probe: 'two' },
    )
    expect(found.map(disagreementText)).toEqual([
      'Backend setting "https-apim" of agw-contoso: port is 443 in older.json, and 8443 in newer.json (hostName, probe differ too).',
    ])
    expect(disagreementFindings(model({}), found)[0]?.explanation).toContain(
      'hostName: a and b. probe: one and two.',
    )
  })

  it('are judged by the whole one where the first is a query’s result, and that is said', () => {
    const found = settings({ hostName: 'a', partial: true }, { hostName: 'b' })
    expect(disagreementFindings(model({}), found)[0]?.explanation).toContain('goes by newer.json')
  })

  it('do not where they agree, in whatever case, or where one says nothing', () => {
    expect(settings({ hostName: 'a.contoso.com' }, { hostName: 'A.CONTOSO.com' })).toEqual([])
    expect(settings({ hostName: null }, { hostName: 'b' })).toEqual([])
    expect(settings({ trustedRootCertificates: [] }, { trustedRootCertificates: ['root'] })).toEqual([])
  })

  it('do not where they are of two gateways, or of one name in two resource groups', () => {
    expect(settings({ hostName: 'a', gateway: 'agw-one' }, { hostName: 'b', gateway: 'agw-two' })).toEqual([])
    const gateways = (resourceGroup: string) => [aGateway({ resourceGroup })]
    const [first, second] = ['a', 'b'].map((hostName) => [aSetting({ hostName })])
    expect(
      between(
        { gateways: gateways('rg-west'), backendSettings: first ?? [] },
        { gateways: gateways('rg-north'), backendSettings: second ?? [] },
      ),
    ).toEqual([])
    const sku = (resourceGroup: string, skuName: string) => ({ apims: [anApim({ resourceGroup, skuName })] })
    expect(between(sku('rg-west', 'Premium'), sku('rg-north', 'Developer'))).toEqual([])
    expect(between(sku('rg-west', 'Premium'), sku('RG-WEST', 'Developer'))).toHaveLength(1)
  })

  it('are less sure where one does not say whose it is, and say nothing where it may be of two', () => {
    const found = settings({ hostName: 'a' }, { hostName: 'b', gateway: null })
    expect(disagreementFindings(model({}), found)[0]?.confidence).toBe(0.7)
    const two = [aSetting({ gateway: 'agw-one' }), aSetting({ gateway: 'agw-two' })]
    const list = { backendSettings: [aSetting({ hostName: 'b', gateway: null, at: newer })] }
    expect(between({ backendSettings: two }, list)).toEqual([])
  })

  it('are bounded', () => {
    const probes = (host: string) => Array.from({ length: 200 }, (_, at) => aProbe({ name: `p${at}`, host }))
    expect(between({ probes: probes('a') }, { probes: probes('b') })).toHaveLength(50)
  })
})
