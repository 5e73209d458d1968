import { holds, type Network, networkOf } from '../../../diagnosis/place-list.ts'
import { parseAddress } from '../../../packet/address.ts'

/** The other side of a flow, as a requirement knows it. */
export type Peer =
  /** A service tag of Microsoft's own addresses: `GatewayManager`, `ApiManagement`, `Storage` … */
  | { readonly kind: 'service'; readonly tag: string }
  /** The platform's load balancer, 168.63.129.16. */
  | { readonly kind: 'load-balancer' }
  /** A machine in the virtual network; its address where it is known. */
  | { readonly kind: 'virtual-network'; readonly address: string | null }
  | { readonly kind: 'internet' }

/** `perhaps`: some of these addresses, or nobody knows whether. */
export type Cover = 'yes' | 'no' | 'perhaps'

/**
 * Whether a prefix of a rule (address, range, service tag or `*`) covers the peer. `Internet` holds every public address,
 * Azure's own too; a regional tag (`Storage.WestEurope`) covers its service, as the region is the customer's choice.
 */
export function covers(prefix: string, peer: Peer): Cover {
  const text = prefix.trim().toLowerCase()
  if (text === '*' || text === 'any' || text === '0.0.0.0/0') return 'yes'
  const range = networkOf(text)
  switch (peer.kind) {
    case 'service':
      if (range !== null) return 'perhaps'
      if (text === 'internet' || text === peer.tag.toLowerCase()) return 'yes'
      if (text === 'azurecloud') return 'yes'
      return text.startsWith(`${peer.tag.toLowerCase()}.`) || text.startsWith('azurecloud.')
        ? 'perhaps'
        : 'no'
    case 'load-balancer':
      if (text === 'azureloadbalancer') return 'yes'
      return range !== null && isIn(LOAD_BALANCER, range) ? 'yes' : 'no'
    case 'virtual-network':
      if (text === 'virtualnetwork') return 'yes'
      if (range === null) return 'no'
      if (peer.address === null) return isPrivate(range) ? 'perhaps' : 'no'
      return isIn(peer.address, range) ? 'yes' : 'no'
    case 'internet':
      if (range !== null) return isPrivate(range) ? 'no' : 'perhaps'
      return text === 'internet'
        ? 'yes'
        : text === 'virtualnetwork' || text === 'azureloadbalancer'
          ? 'no'
          : 'perhaps'
  }
}

const LOAD_BALANCER = '168.63.129.16'

function isIn(text: string, range: Network): boolean {
  const address = parseAddress(text)
  return address !== null && holds(range, address)
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].flatMap(
  (text) => networkOf(text) ?? [],
)

/** Begins in a private range: a virtual network may have public ranges too, which is rare. */
function isPrivate({ address }: Network): boolean {
  return PRIVATE.some((range) => holds(range, address))
}

/** Whether an address is of a range that no public network routes. */
export function isPrivateAddress(text: string): boolean {
  const range = networkOf(text)
  return range !== null && isPrivate(range)
}
