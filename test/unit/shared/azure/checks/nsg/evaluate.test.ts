import { describe, expect, it } from 'vitest'
import { evaluate, type Flow } from '../../../../../../src/shared/azure/checks/nsg/evaluate.ts'
import { covers, type Peer } from '../../../../../../src/shared/azure/checks/nsg/peer.ts'
import { securityGroups } from '../../../../../../src/shared/azure/checks/nsg/rules-of-group.ts'
import type { NsgRule } from '../../../../../../src/shared/azure/model.ts'
import { anNsgRule } from '../samples.ts'

const MANAGER: Peer = { kind: 'service', tag: 'GatewayManager' }
const NETWORK: Peer = { kind: 'virtual-network', address: null }

function flow(parts: Partial<Flow> = {}): Flow {
  return { direction: 'Inbound', peer: NETWORK, own: null, ports: [443, 443], ...parts }
}

function verdict(rules: readonly NsgRule[], asked: Flow) {
  const [group] = securityGroups(rules)
  if (group === undefined) throw new Error('no group')
  const answer = evaluate(group, asked)
  return answer.kind === 'denied' ? `denied by ${answer.by.name} ${answer.ports.join('-')}` : answer.kind
}

describe('a security group', () => {
  it('lets the rule with the lowest number decide, whatever the order of the document', () => {
    const deny = anNsgRule({ name: 'deny', priority: 200, access: 'Deny' })
    const allow = anNsgRule({ name: 'allow', priority: 100 })
    expect(verdict([deny, allow], flow())).toBe('allowed')
    expect(verdict([{ ...deny, priority: 50 }, allow], flow())).toBe('denied by deny 443-443')
  })

  it('looks at one direction, and at TCP', () => {
    const deny = anNsgRule({ access: 'Deny', direction: 'Outbound' })
    expect(verdict([deny], flow())).toBe('allowed')
    expect(verdict([anNsgRule({ access: 'Deny', protocol: 'Udp' })], flow())).toBe('allowed')
    expect(verdict([anNsgRule({ access: 'Deny', protocol: '*' })], flow())).toBe('denied by rule 443-443')
  })

  it('has Azure’s default rules behind its own, also where the document leaves them out', () => {
    expect(
      verdict([anNsgRule()], flow({ ports: [3443, 3443], peer: { kind: 'service', tag: 'ApiManagement' } })),
    ).toBe('denied by DenyAllInBound 3443-3443')
    expect(verdict([anNsgRule()], flow({ ports: [6390, 6390], peer: { kind: 'load-balancer' } }))).toBe(
      'allowed',
    )
    expect(verdict([anNsgRule()], flow({ direction: 'Outbound', peer: { kind: 'internet' } }))).toBe(
      'allowed',
    )
    const changed = anNsgRule({
      name: 'DenyAllInBound',
      priority: 65_500,
      access: 'Deny',
      destinationPorts: ['*'],
    })
    expect(verdict([changed], flow())).toBe('denied by DenyAllInBound 443-443')
  })

  it('cuts ports into pieces and names the piece that is denied', () => {
    const manager = { sources: ['GatewayManager'], destinationPorts: ['65200-65300', '65302-65535'] }
    expect(verdict([anNsgRule(manager)], flow({ peer: MANAGER, ports: [65_200, 65_535] }))).toBe(
      'denied by DenyAllInBound 65301-65301',
    )
    expect(
      verdict(
        [anNsgRule({ ...manager, destinationPorts: ['65200-65535'] })],
        flow({ peer: MANAGER, ports: [65_200, 65_535] }),
      ),
    ).toBe('allowed')
  })

  it('says that it cannot tell where a range may or may not be meant', () => {
    const some = anNsgRule({ sources: ['10.0.1.0/24'] })
    const deny = anNsgRule({ name: 'deny', priority: 4096, access: 'Deny', destinationPorts: ['*'] })
    expect(verdict([some, deny], flow())).toBe('unknown')
    expect(verdict([some, deny], flow({ peer: { kind: 'virtual-network', address: '10.0.1.5' } }))).toBe(
      'allowed',
    )
    expect(verdict([some, deny], flow({ peer: { kind: 'virtual-network', address: '10.0.9.5' } }))).toBe(
      'denied by deny 443-443',
    )
    // Two doubts of one mind are none.
    expect(verdict([{ ...some, access: 'Deny' }, deny], flow())).toBe('denied by deny 443-443')
  })

  it('looks at its own side of a rule too', () => {
    const elsewhere = anNsgRule({ access: 'Deny', destinations: ['10.0.7.0/24'] })
    expect(verdict([elsewhere], flow({ own: '10.0.1.5' }))).toBe('allowed')
    expect(verdict([elsewhere], flow())).toBe('unknown')
  })

  it('is not judged by where a rule lacks what decides', () => {
    expect(securityGroups([anNsgRule(), anNsgRule({ priority: null })])).toEqual([])
    expect(securityGroups([anNsgRule({ destinationPorts: [] })])).toEqual([])
  })

  it('is one of several in a file, told apart by name', () => {
    const groups = securityGroups([
      anNsgRule(),
      anNsgRule({ nsg: 'nsg-apim' }),
      anNsgRule({ nsg: 'NSG-AGW' }),
    ])
    expect(groups.map(({ name, rules }) => [name, rules.filter(({ rule }) => rule !== null).length])).toEqual(
      [
        ['nsg-agw', 2],
        ['nsg-apim', 1],
      ],
    )
  })

  it('is left out where it is larger than any group of Azure’s', () => {
    const many = Array.from({ length: 9_000 }, (_, at) => String(at))
    expect(securityGroups([anNsgRule({ destinationPorts: many })])).toEqual([])
  })
})

describe('a prefix of a rule', () => {
  it.each<[string, Peer, string]>([
    ['*', MANAGER, 'yes'],
    ['Internet', MANAGER, 'yes'],
    ['gatewaymanager', MANAGER, 'yes'],
    ['GatewayManager.WestEurope', MANAGER, 'perhaps'],
    ['AzureCloud', MANAGER, 'yes'],
    ['VirtualNetwork', MANAGER, 'no'],
    ['20.0.0.0/8', MANAGER, 'perhaps'],
    ['AzureLoadBalancer', { kind: 'load-balancer' }, 'yes'],
    ['168.63.129.16/32', { kind: 'load-balancer' }, 'yes'],
    ['Internet', { kind: 'load-balancer' }, 'no'],
    ['VirtualNetwork', NETWORK, 'yes'],
    ['Internet', NETWORK, 'no'],
    ['10.0.0.0/16', NETWORK, 'perhaps'],
    ['203.0.113.0/24', NETWORK, 'no'],
    ['10.0.1.0/25', { kind: 'virtual-network', address: '10.0.1.127' }, 'yes'],
    ['10.0.1.0/25', { kind: 'virtual-network', address: '10.0.1.128' }, 'no'],
    ['fd00:1::/32', { kind: 'virtual-network', address: 'fd00:1::5' }, 'yes'],
    ['203.0.113.0/24', { kind: 'internet' }, 'perhaps'],
    ['10.0.0.0/8', { kind: 'internet' }, 'no'],
    ['10.0.0.0/99', { kind: 'internet' }, 'perhaps'],
  ])('%s covers %j: %s', (prefix, peer, cover) => {
    expect(covers(prefix, peer)).toBe(cover)
  })
})
