import { describe, expect, it } from 'vitest'
import type { NsgRule } from '../../../../../../src/shared/azure/model.ts'
import { aGateway, aHealthFinding, anApim, anNsgRule, found, ids, only } from '../samples.ts'

const ID = 'nsg-blocks'

const MANAGER = anNsgRule({
  name: 'gateway-manager',
  sources: ['GatewayManager'],
  destinationPorts: ['65200-65535'],
})
const CLIENTS = anNsgRule({
  name: 'clients',
  priority: 110,
  sources: ['Internet'],
  destinationPorts: ['443'],
})
const GATEWAY = [MANAGER, CLIENTS]

const inApim = (parts: Partial<NsgRule>) =>
  anNsgRule({ nsg: 'nsg-apim', destinations: ['VirtualNetwork'], ...parts })
const MANAGEMENT = inApim({ name: 'management', sources: ['ApiManagement'], destinationPorts: ['3443'] })
const BALANCER = inApim({
  name: 'balancer',
  priority: 120,
  sources: ['AzureLoadBalancer'],
  destinationPorts: ['6390'],
})
const DENY = { priority: 4096, access: 'Deny', protocol: '*', destinationPorts: ['*'] } as const

describe('the group of the gateway’s subnet', () => {
  it('is silent where the gateway has what it needs', () => {
    expect(ids(found({ nsgRules: GATEWAY }))).toEqual([])
  })

  it('fires without GatewayManager, on the part that is missing', () => {
    const finding = only(
      found({ nsgRules: [{ ...MANAGER, destinationPorts: ['65200-65300'] }, CLIENTS] }),
      ID,
    )
    expect(finding).toMatchObject({
      severity: 'error',
      confidence: 0.88,
      leg: 'gateway-apim',
      fixes: ['network-path'],
    })
    expect(finding.summary).toBe(
      'Network security group nsg-agw blocks inbound 65200-65535 from GatewayManager.',
    )
    expect(finding.explanation).toContain(
      'is denied for 65301-65535 by the default rule "DenyAllInBound" (priority 65500)',
    )
    expect(finding.evidence).toEqual([{ kind: 'file', file: 'contoso.json', pointer: '' }])
  })

  it('asks v1 for its own ports', () => {
    const gateways = [aGateway({ sku: 'v1', skuName: 'WAF_Large' })]
    const v1 = [{ ...MANAGER, destinationPorts: ['65503-65534'] }, CLIENTS]
    expect(ids(found({ gateways, nsgRules: v1 }))).not.toContain(ID)
    expect(only(found({ nsgRules: v1 }), ID).summary).toContain('65200-65535')
  })

  it('fires where nobody reaches the listener, and points at the rule', () => {
    const deny = anNsgRule({ name: 'deny-all', ...DENY })
    const finding = only(found({ nsgRules: [MANAGER, deny] }), ID)
    expect(finding).toMatchObject({ leg: 'client-gateway' })
    expect(finding.explanation).toContain(
      'inbound 443 from the clients should be allowed and is denied by rule "deny-all"',
    )
    expect(finding.evidence).toEqual([{ kind: 'file', file: 'contoso.json', pointer: '/0' }])
  })

  it('fires where the gateway cannot go out to API Management', () => {
    const deny = anNsgRule({ name: 'no-way-out', direction: 'Outbound', ...DENY })
    const finding = only(found({ nsgRules: [...GATEWAY, deny] }), ID)
    expect(finding.summary).toContain('outbound 443 to API Management')
    expect(ids(found({ nsgRules: [...GATEWAY, { ...deny, destinations: ['Internet'] }] }))).toEqual([])
  })

  it('is surer where backend health is Unknown', () => {
    const { server, finding: said } = aHealthFinding('backend-health-unknown')
    const findings = found(
      { nsgRules: [{ ...MANAGER, destinationPorts: ['80'] }, CLIENTS], backendHealth: [server] },
      { health: [said] },
    )
    expect(only(findings, ID).confidence).toBe(0.97)
  })
})

describe('the group of the API Management subnet', () => {
  it('is silent where the service has what it needs', () => {
    expect(ids(found({ nsgRules: [MANAGEMENT, BALANCER] }))).toEqual([])
  })

  it('fires without 3443 from ApiManagement', () => {
    const finding = only(found({ nsgRules: [{ ...MANAGEMENT, destinationPorts: ['443'] }] }), ID)
    expect(finding.summary).toBe('Network security group nsg-apim blocks inbound 3443 from ApiManagement.')
    expect(finding.leg).toBe('unknown')
  })

  it('fires, each leg for itself, on 443 from the gateway and 6390 from the load balancer', () => {
    const deny = inApim({ name: 'deny-all', ...DENY, destinations: ['*'] })
    const findings = found({ nsgRules: [MANAGEMENT, deny] })
    expect(findings.map(({ leg, summary }) => [leg, summary.split(' blocks ')[1]])).toEqual([
      ['gateway-apim', 'inbound 443 from the gateway’s subnet.'],
      ['unknown', 'inbound 6390 from AzureLoadBalancer.'],
    ])
  })

  it('takes the load balancer for less where the tier is Developer', () => {
    const deny = inApim({
      name: 'no-probes',
      ...DENY,
      sources: ['AzureLoadBalancer'],
      destinationPorts: ['6390'],
    })
    const nsgRules = [MANAGEMENT, deny]
    expect(only(found({ nsgRules }), ID).severity).toBe('error')
    expect(only(found({ nsgRules, apims: [anApim({ skuName: 'Developer' })] }), ID).severity).toBe('warning')
  })

  it('fires where the service cannot go out to what it depends on', () => {
    const deny = inApim({ name: 'no-internet', direction: 'Outbound', ...DENY, destinations: ['Internet'] })
    const storage = inApim({
      name: 'storage',
      direction: 'Outbound',
      destinations: ['Storage'],
      destinationPorts: ['443'],
    })
    const finding = only(found({ nsgRules: [MANAGEMENT, storage, deny] }), ID)
    expect(finding).toMatchObject({ severity: 'error', confidence: 0.7 })
    expect(finding.explanation).not.toContain('Storage')
    expect(finding.explanation).toContain('outbound 1433 to Sql')
  })

  it('knows the gateway’s address where the documents hold it', () => {
    const from = (sources: string[]) => inApim({ name: 'from-gateway', priority: 200, sources })
    const deny = inApim({ name: 'deny-all', ...DENY, sources: ['VirtualNetwork'] })
    expect(ids(found({ nsgRules: [MANAGEMENT, from(['10.0.1.0/24']), deny] }))).toEqual([])
    expect(ids(found({ nsgRules: [MANAGEMENT, from(['10.0.7.0/24']), deny] }))).toEqual([ID])
    expect(
      ids(
        found({
          gateways: [aGateway({ frontendAddresses: [] })],
          nsgRules: [MANAGEMENT, from(['10.0.7.0/24']), deny],
        }),
      ),
    ).toEqual([])
  })

  it('lets the gateway come by its public address in external mode', () => {
    const open = inApim({ name: 'open', priority: 200, sources: ['Internet'] })
    const deny = inApim({ name: 'deny-all', ...DENY, sources: ['VirtualNetwork'] })
    const nsgRules = [MANAGEMENT, open, deny]
    expect(ids(found({ nsgRules }))).toEqual([ID])
    expect(ids(found({ nsgRules, apims: [anApim({ virtualNetworkType: 'External' })] }))).toEqual([])
  })

  it('asks nothing of services outside a virtual network, and of other tiers', () => {
    const nsgRules = [{ ...MANAGEMENT, destinationPorts: ['443'] }]
    expect(ids(found({ nsgRules, apims: [anApim({ virtualNetworkType: 'None' })] }))).toEqual([])
    expect(ids(found({ nsgRules, apims: [anApim({ tier: 'v2', skuName: 'StandardV2' })] }))).toEqual([])
  })
})

describe('a group whose subnet nobody names', () => {
  it('is told by its name where no tag tells', () => {
    const plain = anNsgRule({ nsg: 'snet-appgw-nsg' })
    expect(only(found({ nsgRules: [plain] }), ID).explanation).toContain('as its name says so')
  })

  it('only counts what somebody denied on purpose, as a possibility', () => {
    const deny = anNsgRule({ nsg: 'nsg-shared', name: 'deny-https', access: 'Deny' })
    const finding = only(found({ nsgRules: [deny] }), ID)
    expect(finding).toMatchObject({ severity: 'warning', confidence: 0.45, leg: 'unknown' })
    expect(finding.explanation).toContain('these documents do not tell')
    expect(ids(found({ nsgRules: [anNsgRule({ nsg: 'nsg-jumpbox', destinationPorts: ['22'] })] }))).toEqual(
      [],
    )
  })
})
