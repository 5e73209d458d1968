import type { Leg } from '../../../conversation/vocabulary.ts'
import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { placeList } from '../../../diagnosis/place-list.ts'
import { addressText, parseAddress } from '../../../packet/address.ts'
import type { CheckInput } from '../check.ts'
import { backends } from '../support/backend.ts'
import type { Flow } from './evaluate.ts'
import type { Peer } from './peer.ts'
import type { SubnetRole } from './place.ts'

/** A flow that one of the two subnets cannot do without (facts 3.23, 4.6.1, 4.6.2, 4.6.6). */
export interface Requirement {
  /** `inbound 3443 from ApiManagement`. */
  readonly what: string
  /** A clause: what stands still without it. */
  readonly without: string
  readonly leg: Leg
  readonly severity: 'error' | 'warning'
  readonly confidence: number
  /** No set-up is known that does without it: what is left to doubt is which subnet the group stands before. */
  readonly always: boolean
  /** It is met where any of these passes: the other side may be in one place or another. */
  readonly flows: readonly Flow[]
}

export function requirements(input: CheckInput, role: SubnetRole): Requirement[] {
  return role === 'gateway' ? ofGateway(input) : ofApim(input)
}

function ofGateway(input: CheckInput): Requirement[] {
  const { model } = input
  const v1 = model.gateways.length > 0 && model.gateways.every(({ sku }) => sku === 'v1')
  const ports: [number, number] = v1 ? [65_503, 65_534] : [65_200, 65_535]
  const own = addressOfGateway(input)
  const apim = addressOfApim(input)
  const listening = [...new Set(model.listeners.flatMap(({ port }) => port ?? []))]
  const asked = new Set(
    backends(input).flatMap(({ isApim, setting }) => (isApim ? (setting.port ?? []) : [])),
  )
  return [
    {
      what: `inbound ${ports[0]}-${ports[1]} from GatewayManager`,
      without: 'the platform cannot reach the gateway, and backend health is Unknown',
      leg: 'gateway-apim',
      severity: 'error',
      confidence: CONFIDENCE.strong,
      // A gateway with network isolation (private deployment) needs no such rule.
      always: false,
      flows: [{ direction: 'Inbound', peer: service('GatewayManager'), own, ports }],
    },
    ...listening.map(
      (port): Requirement => ({
        what: `inbound ${port} from the clients`,
        without: 'nobody reaches the listener',
        leg: 'client-gateway',
        severity: 'error',
        confidence: CONFIDENCE.strong,
        always: true,
        flows: [INTERNET, inNetwork(null)].map((peer) => ({
          direction: 'Inbound',
          peer,
          own,
          ports: [port, port],
        })),
      }),
    ),
    ...(asked.size > 0 ? [...asked] : [443]).map(
      (port): Requirement => ({
        what: `outbound ${port} to API Management`,
        without: 'the gateway cannot connect to its backend',
        leg: 'gateway-apim',
        severity: 'error',
        confidence: CONFIDENCE.strong,
        always: true,
        flows: (apim === null ? [inNetwork(null), INTERNET] : [inNetwork(apim)]).map((peer) => ({
          direction: 'Outbound',
          peer,
          own,
          ports: [port, port],
        })),
      }),
    ),
  ]
}

function ofApim(input: CheckInput): Requirement[] {
  const { apims } = input.model
  const placed = apims.filter(
    ({ tier, virtualNetworkType }) =>
      (tier === null || tier === 'classic') && virtualNetworkType?.toLowerCase() !== 'none',
  )
  // Consumption, v2 and services outside a network have none of these needs.
  if (apims.length > 0 && placed.length === 0) return []
  const own = addressOfApim(input)
  const internal =
    placed.length > 0 &&
    placed.every(({ virtualNetworkType }) => virtualNetworkType?.toLowerCase() === 'internal')
  const developer = placed.length > 0 && placed.every(({ skuName }) => skuName?.toLowerCase() === 'developer')
  const flow = (direction: Flow['direction'], peer: Peer, port: number): Flow[] => [
    { direction, peer, own, ports: [port, port] },
  ]
  const base = { leg: 'unknown', severity: 'error', confidence: CONFIDENCE.strong, always: true } as const
  const dependency = (tag: string, port: number, without: string): Requirement => ({
    ...base,
    confidence: CONFIDENCE.likely,
    always: false,
    what: `outbound ${port} to ${tag}`,
    without,
    flows: flow('Outbound', tag === 'Internet' ? INTERNET : service(tag), port),
  })
  return [
    {
      ...base,
      leg: 'gateway-apim',
      what: 'inbound 443 from the gateway’s subnet',
      without: 'the gateway cannot connect to API Management',
      flows: [
        ...flow('Inbound', inNetwork(addressOfGateway(input)), 443),
        // In external mode the gateway may come by its public address.
        ...(internal ? [] : flow('Inbound', INTERNET, 443)),
      ],
    },
    {
      ...base,
      what: 'inbound 3443 from ApiManagement',
      without: 'the service cannot be managed, and changes never arrive',
      flows: flow('Inbound', service('ApiManagement'), 3443),
    },
    {
      ...base,
      severity: developer ? 'warning' : 'error',
      what: 'inbound 6390 from AzureLoadBalancer',
      without: 'the platform’s load balancer takes the service for dead',
      flows: flow('Inbound', { kind: 'load-balancer' }, 6390),
    },
    dependency('Storage', 443, 'the service cannot reach its storage'),
    dependency('Sql', 1433, 'the service cannot reach its configuration'),
    dependency('AzureKeyVault', 443, 'certificates from Key Vault are not renewed'),
    dependency('AzureActiveDirectory', 443, 'the service cannot sign in to its dependencies'),
    dependency('AzureMonitor', 443, 'diagnostics are lost'),
    dependency('Internet', 80, 'certificates cannot be checked for revocation'),
  ]
}

const INTERNET: Peer = { kind: 'internet' }

function service(tag: string): Peer {
  return { kind: 'service', tag }
}

function inNetwork(address: string | null): Peer {
  return { kind: 'virtual-network', address }
}

/** A private frontend has an address of the gateway's own subnet; instances have others of the same. */
function addressOfGateway({ model, context }: CheckInput): string | null {
  return onlyAddress([
    ...model.gateways.flatMap(({ frontendAddresses }) => frontendAddresses),
    ...addressesOf(context.topology.gateway),
  ])
}

function addressOfApim({ model, context }: CheckInput): string | null {
  return onlyAddress([
    ...model.apims.flatMap(({ privateIpAddresses }) => privateIpAddresses),
    ...addressesOf(context.topology.apim),
  ])
}

/** `null` also where there are several: one of them would be a guess. */
function onlyAddress(texts: readonly string[]): string | null {
  const addresses = new Set(texts.filter((text) => parseAddress(text) !== null))
  const [only] = addresses
  return addresses.size === 1 ? (only ?? null) : null
}

/** The single addresses of a place; of a network any could be meant. */
function addressesOf(place: string | null): string[] {
  return placeList(place).networks.flatMap(({ address, bits }) =>
    bits === address.length * 8 ? [addressText(address, 0, address.length)] : [],
  )
}
