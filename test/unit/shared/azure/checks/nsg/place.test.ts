import { describe, expect, it } from 'vitest'
import { placeOf } from '../../../../../../src/shared/azure/checks/nsg/place.ts'
import { securityGroups } from '../../../../../../src/shared/azure/checks/nsg/rules-of-group.ts'
import { readAzureFile } from '../../../../../../src/shared/azure/documents/read-file.ts'
import type { AzureModel, NsgRule } from '../../../../../../src/shared/azure/model.ts'
import { aGateway, anApim, anNsg, anNsgRule, found, ids, model, only } from '../samples.ts'

const AGW = '/subscriptions/s/resourcegroups/rg/providers/microsoft.network/virtualnetworks/v/subnets/agw'
const APIM = AGW.replace(/agw$/, 'apim')
const OTHER = AGW.replace(/agw$/, 'jumpbox')

const gateways = [aGateway({ subnets: [AGW] })]
const apims = [anApim({ subnets: [APIM] })]
const shared = (...subnets: string[]) => [anNsg({ name: 'NSG-shared', subnets })]

function place(parts: Partial<AzureModel>, rule: Partial<NsgRule> = {}) {
  const whole = model({ gateways, apims, nsgRules: [anNsgRule({ nsg: 'nsg-shared', ...rule })], ...parts })
  const [group] = securityGroups(whole.nsgRules)
  if (group === undefined) throw new Error('one group expected')
  return placeOf(group, whole)
}

describe('the subnet that a group stands before', () => {
  it('is known by its id', () => {
    expect(place({ nsgs: shared(AGW) })).toEqual({
      roles: ['gateway'],
      basis: 'subnet',
      by: 'it is attached to the subnet of agw-contoso',
    })
    expect(place({ nsgs: shared(OTHER, APIM) })).toMatchObject({ roles: ['apim'], basis: 'subnet' })
    expect(place({ nsgs: shared(APIM, AGW) })).toMatchObject({ roles: ['gateway', 'apim'] })
  })

  it('is known by its id whatever its rules and its name say', () => {
    const rule = { sources: ['ApiManagement'] }
    expect(place({ nsgs: shared(AGW) }, rule)).toMatchObject({ roles: ['gateway'], basis: 'subnet' })
    expect(place({ nsgs: shared(OTHER) }, rule)).toMatchObject({ roles: [], basis: 'subnet' })
    expect(place({ nsgs: [] }, rule)).toMatchObject({ roles: ['apim'], basis: 'tag' })
  })

  it('is neither where the group is attached elsewhere, or to network interfaces alone', () => {
    expect(place({ nsgs: shared(OTHER) })).toMatchObject({ roles: [], basis: 'subnet' })
    const card = `${OTHER}/nic`
    expect(place({ nsgs: [anNsg({ name: 'nsg-shared', networkInterfaces: [card] })] }).roles).toEqual([])
  })

  it('is left open for what the documents do not show', () => {
    expect(place({ nsgs: shared(OTHER), apims: [] })).toMatchObject({ roles: ['apim'], basis: 'unknown' })
    expect(place({ nsgs: shared(OTHER), gateways: [aGateway()] })).toMatchObject({
      roles: ['gateway'],
      basis: 'unknown',
    })
    expect(place({})).toMatchObject({ roles: ['gateway', 'apim'], basis: 'unknown' })
  })

  it('is taken from the group of the same file where two have the name', () => {
    const [one] = shared(AGW)
    const [two] = shared(APIM)
    if (one === undefined || two === undefined) throw new Error('both are there')
    const far = { ...two, at: { file: 'other.json', pointer: '' } }
    expect(place({ nsgs: [far, one] })).toMatchObject({ roles: ['gateway'] })
    expect(place({ nsgs: [two, one] })).toMatchObject({ basis: 'unknown' })
  })
})

describe('what such a group blocks', () => {
  const deny = anNsgRule({ nsg: 'nsg-shared', name: 'deny-https', access: 'Deny' })
  const control = anNsgRule({ nsg: 'nsg-shared', name: 'control', destinationPorts: ['65200-65535'] })

  it('is told as surely as two sources make it', () => {
    const finding = only(
      found({ gateways, apims, nsgs: shared(AGW), nsgRules: [deny, control] }),
      'nsg-blocks',
    )
    expect(finding).toMatchObject({ severity: 'error', confidence: 0.97, leg: 'client-gateway' })
    expect(finding.explanation).toContain('attached to the subnet of agw-contoso, by resource id')
  })

  it('is told as before where a gateway with network isolation could do without', () => {
    const https = anNsgRule({ nsg: 'nsg-shared' })
    const finding = only(found({ gateways, apims, nsgs: shared(AGW), nsgRules: [https] }), 'nsg-blocks')
    expect(finding.summary).toContain('from GatewayManager')
    expect(finding).toMatchObject({ severity: 'error', confidence: 0.88 })
  })

  it('is nothing where the subnet is another', () => {
    expect(ids(found({ gateways, apims, nsgs: shared(OTHER), nsgRules: [deny] }))).toEqual([])
  })
})

describe('the documents', () => {
  it('show subnets in whatever case, and an export shows none', () => {
    const read = (value: unknown) => readAzureFile(Buffer.from(JSON.stringify(value)), 'a.json').parts
    const subnet = { id: AGW.toUpperCase() }
    const nsg = { name: 'n', securityRules: [], subnets: [subnet, { id: "[resourceId('x', 'y')]" }] }
    expect(read(nsg).nsgs).toMatchObject([{ name: 'n', subnets: [AGW] }])
    expect(read({ gatewayIPConfigurations: [{ properties: { subnet } }] }).gateways[0]?.subnets).toEqual([
      AGW,
    ])
    const virtualNetworkConfiguration = { subnetResourceId: APIM }
    const further = { virtualNetworkConfiguration: { subnetResourceId: OTHER } }
    expect(
      read({ gatewayUrl: 'x', virtualNetworkConfiguration, additionalLocations: [further] }).apims[0]
        ?.subnets,
    ).toEqual([APIM, OTHER])
  })
})
