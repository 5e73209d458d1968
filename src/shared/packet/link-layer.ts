import {
  type Hop,
  NEXT_ETHER_TYPE,
  NEXT_IP,
  NEXT_IPV4,
  NEXT_IPV6,
  NEXT_MPLS,
  NEXT_PPP,
  u16,
  u32,
} from './hop.ts'
import {
  DLT_RAW,
  DLT_RAW_OPENBSD,
  LINKTYPE_C_HDLC,
  LINKTYPE_ETHERNET,
  LINKTYPE_IPV4,
  LINKTYPE_IPV6,
  LINKTYPE_LINUX_SLL,
  LINKTYPE_LINUX_SLL2,
  LINKTYPE_LOOP,
  LINKTYPE_NULL,
  LINKTYPE_PPP,
  LINKTYPE_PPP_ETHER,
  LINKTYPE_PPP_HDLC,
  LINKTYPE_RAW,
} from './link-types.ts'

/** Headers between the start of a packet and its IP header; more than this many is taken for an attack. */
const MAX_LINK_HEADERS = 32

export const ETHER_TYPE_IPV4 = 0x0800
export const ETHER_TYPE_IPV6 = 0x86dd
export const ETHER_TYPE_TRANSPARENT_BRIDGING = 0x6558
const ETHER_TYPE_VLAN = 0x8100
const ETHER_TYPE_PROVIDER_VLAN = 0x88a8
const ETHER_TYPE_QINQ_LEGACY = 0x9100
const ETHER_TYPE_QINQ_LEGACY_2 = 0x9200
export const ETHER_TYPE_MPLS_UNICAST = 0x8847
export const ETHER_TYPE_MPLS_MULTICAST = 0x8848
const ETHER_TYPE_PPPOE_SESSION = 0x8864
export const ETHER_TYPE_PPP = 0x880b

/**
 * Moves `hop` to the next IP header, over link-layer headers, VLAN tags (802.1Q, 802.1ad, the older QinQ
 * values), LLC/SNAP, MPLS, PPPoE and PPP. Afterwards `hop.next` is NEXT_IPV4 or NEXT_IPV6.
 * @returns false if the packet carries no IP, is cut before it, or cannot be followed
 */
export function reachIp(hop: Hop): boolean {
  for (let headers = 0; headers < MAX_LINK_HEADERS; headers++) {
    switch (hop.next) {
      case NEXT_IPV4:
      case NEXT_IPV6:
        return true
      case NEXT_IP:
      case LINKTYPE_RAW:
      case DLT_RAW:
      case DLT_RAW_OPENBSD:
        return byVersionNibble(hop)
      case LINKTYPE_IPV4:
        hop.next = NEXT_IPV4
        return true
      case LINKTYPE_IPV6:
        hop.next = NEXT_IPV6
        return true
      case LINKTYPE_ETHERNET:
        hop.at += 12
        hop.next = NEXT_ETHER_TYPE
        break
      case NEXT_ETHER_TYPE:
        if (hop.at + 2 > hop.end) return false
        if (!byEtherType(hop, u16(hop.bytes, hop.at), hop.at + 2)) return false
        break
      case LINKTYPE_NULL:
      case LINKTYPE_LOOP:
        return byAddressFamily(hop)
      case LINKTYPE_LINUX_SLL:
        if (hop.at + 16 > hop.end) return false
        if (!byEtherType(hop, u16(hop.bytes, hop.at + 14), hop.at + 16)) return false
        break
      case LINKTYPE_LINUX_SLL2:
        if (hop.at + 20 > hop.end) return false
        if (!byEtherType(hop, u16(hop.bytes, hop.at), hop.at + 20)) return false
        break
      case LINKTYPE_C_HDLC:
        if (hop.at + 4 > hop.end) return false
        if (!byEtherType(hop, u16(hop.bytes, hop.at + 2), hop.at + 4)) return false
        break
      case LINKTYPE_PPP_ETHER:
        if (!overPppoe(hop)) return false
        break
      case LINKTYPE_PPP:
      case LINKTYPE_PPP_HDLC:
      case NEXT_PPP:
        if (!byPppProtocol(hop)) return false
        break
      case NEXT_MPLS:
        if (!overLabelStack(hop)) return false
        break
      default:
        return false
    }
  }
  return false
}

/** @param type an EtherType, or an IEEE 802.3 length, or what the cooked headers put in the same place */
function byEtherType(hop: Hop, type: number, next: number): boolean {
  hop.at = next
  switch (type) {
    case ETHER_TYPE_IPV4:
      hop.next = NEXT_IPV4
      return true
    case ETHER_TYPE_IPV6:
      hop.next = NEXT_IPV6
      return true
    case ETHER_TYPE_VLAN:
    case ETHER_TYPE_PROVIDER_VLAN:
    case ETHER_TYPE_QINQ_LEGACY:
    case ETHER_TYPE_QINQ_LEGACY_2:
      hop.at += 2
      hop.next = NEXT_ETHER_TYPE
      return true
    case ETHER_TYPE_MPLS_UNICAST:
    case ETHER_TYPE_MPLS_MULTICAST:
      hop.next = NEXT_MPLS
      return true
    case ETHER_TYPE_PPPOE_SESSION:
      return overPppoe(hop)
    case ETHER_TYPE_PPP:
      hop.next = NEXT_PPP
      return true
    case ETHER_TYPE_TRANSPARENT_BRIDGING:
      hop.next = LINKTYPE_ETHERNET
      return true
    default:
      return type <= 1500 && overSnap(hop)
  }
}

/** LLC with the SNAP header for EtherTypes (IEEE 802.2, RFC 1042), or LLC with IP's own SAP 0x06. */
function overSnap(hop: Hop): boolean {
  const { bytes, at } = hop
  if (at + 8 <= hop.end && bytes[at] === 0xaa && bytes[at + 1] === 0xaa && bytes[at + 2] === 0x03) {
    hop.at = at + 6
    hop.next = NEXT_ETHER_TYPE
    return true
  }
  if (at + 3 <= hop.end && bytes[at] === 0x06 && bytes[at + 1] === 0x06 && bytes[at + 2] === 0x03) {
    hop.at = at + 3
    hop.next = NEXT_IPV4
    return true
  }
  return false
}

/**
 * The 4-byte address family of BSD loopback: in the capturing host's byte order (NULL) or big-endian (LOOP).
 * Values fit a byte, so both orders are told apart by themselves; AF_INET6 differs by system.
 */
function byAddressFamily(hop: Hop): boolean {
  if (hop.at + 4 > hop.end) return false
  const value = u32(hop.bytes, hop.at)
  const family = value > 0xffff ? (((value >>> 24) & 0xff) | ((value >>> 8) & 0xff00)) >>> 0 : value
  hop.at += 4
  switch (family) {
    case 2:
      hop.next = NEXT_IPV4
      return true
    case 10: // Linux
    case 24: // NetBSD, OpenBSD, BSD/OS, Npcap
    case 28: // FreeBSD
    case 30: // macOS
      hop.next = NEXT_IPV6
      return true
    default:
      return false
  }
}

/** The PPPoE session header (RFC 2516 section 4): its length tells PPP payload from Ethernet padding. */
function overPppoe(hop: Hop): boolean {
  if (hop.at + 6 > hop.end) return false
  const length = u16(hop.bytes, hop.at + 4)
  hop.at += 6
  hop.limit = hop.at + length
  hop.next = NEXT_PPP
  return true
}

function byVersionNibble(hop: Hop): boolean {
  if (hop.at >= hop.end) return false
  const version = (hop.bytes[hop.at] as number) >> 4
  hop.next = version === 6 ? NEXT_IPV6 : NEXT_IPV4
  return version === 4 || version === 6
}

/** PPP (RFC 1661): address and control may be there, the protocol field may be compressed to one byte. */
function byPppProtocol(hop: Hop): boolean {
  const { bytes } = hop
  if (hop.at + 4 > hop.end) return false
  if (bytes[hop.at] === 0xff && bytes[hop.at + 1] === 0x03) hop.at += 2
  const first = bytes[hop.at] as number
  const compressed = (first & 1) === 1
  const protocol = compressed ? first : u16(bytes, hop.at)
  hop.at += compressed ? 1 : 2
  switch (protocol) {
    case 0x0021:
      hop.next = NEXT_IPV4
      return true
    case 0x0057:
      hop.next = NEXT_IPV6
      return true
    case 0x0281:
      hop.next = NEXT_MPLS
      return true
    default:
      return false
  }
}

/**
 * To the bottom of the stack; what follows is not named (RFC 4928), so the first nibble decides: 4 and 6 are IP,
 * 0 is the control word of an Ethernet pseudowire (RFC 4448).
 */
function overLabelStack(hop: Hop): boolean {
  for (let labels = 0; labels < 16; labels++) {
    if (hop.at + 5 > hop.end) return false
    const bottom = ((hop.bytes[hop.at + 2] as number) & 1) === 1
    hop.at += 4
    if (!bottom) continue
    if ((hop.bytes[hop.at] as number) >> 4 !== 0) return byVersionNibble(hop)
    hop.at += 4
    hop.next = LINKTYPE_ETHERNET
    return true
  }
  return false
}
