import { type Hop, NEXT_IPV4, NEXT_IPV6, NEXT_MPLS, NEXT_PPP, u16 } from './hop.ts'
import {
  ETHER_TYPE_IPV4,
  ETHER_TYPE_IPV6,
  ETHER_TYPE_MPLS_MULTICAST,
  ETHER_TYPE_MPLS_UNICAST,
  ETHER_TYPE_PPP,
  ETHER_TYPE_TRANSPARENT_BRIDGING,
} from './link-layer.ts'
import { LINKTYPE_ETHERNET } from './link-types.ts'

const ETHER_TYPE_ERSPAN_II = 0x88be
const ETHER_TYPE_ERSPAN_III = 0x22eb

const PORT_VXLAN = 4789
/** What Linux used before IANA assigned 4789; still the default of `ip link add type vxlan`. */
const PORT_VXLAN_LINUX = 8472
const PORT_GENEVE = 6081

/**
 * Moves `hop` over a GRE header (RFC 2784, RFC 2890 key and sequence, RFC 2637 version 1 for PPP) and the
 * ERSPAN header inside, to the packet it carries.
 */
export function enterGre(hop: Hop): boolean {
  const { bytes, at } = hop
  if (at + 4 > hop.end) return false
  const flags = u16(bytes, at)
  const version = flags & 0x0007
  const checksum = (flags & 0x8000) !== 0
  const routing = (flags & 0x4000) !== 0
  const key = (flags & 0x2000) !== 0
  const sequence = (flags & 0x1000) !== 0
  const acknowledgement = version === 1 && (flags & 0x0080) !== 0
  if (version > 1 || routing) return false
  hop.at = at + 4 + (checksum ? 4 : 0) + (key ? 4 : 0) + (sequence ? 4 : 0) + (acknowledgement ? 4 : 0)
  const type = u16(bytes, at + 2)
  switch (type) {
    case ETHER_TYPE_ERSPAN_II:
      // Type I carries no header of its own; only type II numbers its packets.
      if (sequence) hop.at += 8
      hop.next = LINKTYPE_ETHERNET
      return hop.at < hop.end
    case ETHER_TYPE_ERSPAN_III: {
      if (hop.at + 12 > hop.end) return false
      const platformSubheader = ((bytes[hop.at + 11] as number) & 1) === 1
      hop.at += platformSubheader ? 20 : 12
      hop.next = LINKTYPE_ETHERNET
      return hop.at < hop.end
    }
    default:
      return byProtocolType(hop, type)
  }
}

/**
 * If the UDP payload `[hop.at, hop.end)` is a tunnel of its well-known port, moves `hop` to the packet inside.
 * VXLAN: RFC 7348. Geneve: RFC 8926.
 */
export function enterUdpTunnel(hop: Hop, sourcePort: number, destinationPort: number): boolean {
  if (destinationPort === PORT_VXLAN || destinationPort === PORT_VXLAN_LINUX) return enterVxlan(hop)
  if (destinationPort === PORT_GENEVE || sourcePort === PORT_GENEVE) return enterGeneve(hop)
  return false
}

function enterVxlan(hop: Hop): boolean {
  if (hop.at + 8 + 14 > hop.end) return false
  const valid = ((hop.bytes[hop.at] as number) & 0x08) !== 0
  if (!valid || hop.bytes[hop.at + 7] !== 0) return false
  hop.at += 8
  hop.next = LINKTYPE_ETHERNET
  return true
}

function enterGeneve(hop: Hop): boolean {
  const { bytes, at } = hop
  if (at + 8 > hop.end) return false
  const first = bytes[at] as number
  if (first >> 6 !== 0) return false
  const inside = at + 8 + (first & 0x3f) * 4
  if (inside >= hop.end || bytes[at + 7] !== 0) return false
  hop.at = inside
  return byProtocolType(hop, u16(bytes, at + 2))
}

function byProtocolType(hop: Hop, type: number): boolean {
  switch (type) {
    case ETHER_TYPE_IPV4:
      hop.next = NEXT_IPV4
      break
    case ETHER_TYPE_IPV6:
      hop.next = NEXT_IPV6
      break
    case ETHER_TYPE_TRANSPARENT_BRIDGING:
      hop.next = LINKTYPE_ETHERNET
      break
    case ETHER_TYPE_MPLS_UNICAST:
    case ETHER_TYPE_MPLS_MULTICAST:
      hop.next = NEXT_MPLS
      break
    case ETHER_TYPE_PPP:
      hop.next = NEXT_PPP
      break
    default:
      return false
  }
  return hop.at < hop.end
}
