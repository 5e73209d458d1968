import { type Hop, u16, u32 } from './hop.ts'

/** What both IP headers say, and where their payload lies. One object, filled again and again. */
export interface IpHeader {
  addressLength: 4 | 16
  sourceAt: number
  destinationAt: number
  /** Protocol number of the payload, behind all extension headers. */
  protocol: number
  /** TTL or hop limit. */
  ttl: number
  /** IPv4 identification; for IPv6 that of the Fragment header, 0 without one. */
  id: number
  payloadStart: number
  /** One past the last captured byte of the payload; padding of the link layer is not payload. */
  payloadEnd: number
  /** One past the last byte of the payload as the header announces it. */
  payloadWireEnd: number
  fragmented: boolean
  /** In bytes, from the start of the datagram's fragmentable part. */
  fragmentOffset: number
  moreFragments: boolean
}

export function emptyIpHeader(): IpHeader {
  return {
    addressLength: 4,
    sourceAt: 0,
    destinationAt: 0,
    protocol: 0,
    ttl: 0,
    id: 0,
    payloadStart: 0,
    payloadEnd: 0,
    payloadWireEnd: 0,
    fragmented: false,
    fragmentOffset: 0,
    moreFragments: false,
  }
}

export const PROTOCOL_ICMP = 1
export const PROTOCOL_IPV4 = 4
export const PROTOCOL_TCP = 6
export const PROTOCOL_UDP = 17
export const PROTOCOL_IPV6 = 41
export const PROTOCOL_GRE = 47
export const PROTOCOL_ICMPV6 = 58
export const PROTOCOL_ETHERNET = 143
export const PROTOCOL_MPLS = 137

const HOP_BY_HOP = 0
const ROUTING = 43
const FRAGMENT = 44
const AUTHENTICATION = 51
const NO_NEXT_HEADER = 59
const DESTINATION_OPTIONS = 60
const MOBILITY = 135
const HOST_IDENTITY = 139
const SHIM6 = 140

/**
 * IPv4 (RFC 791) at `hop.at`. A total length of zero is what segmentation offload leaves in outgoing packets:
 * the datagram then ends with the frame.
 * @returns false if the header is cut or contradicts itself
 */
export function readIpv4(hop: Hop, header: IpHeader): boolean {
  const { bytes, at } = hop
  if (at + 20 > hop.end) return false
  const first = bytes[at] as number
  const headerLength = (first & 0x0f) * 4
  if (first >> 4 !== 4 || headerLength < 20) return false
  const totalLength = u16(bytes, at + 2)
  if (totalLength !== 0 && totalLength < headerLength) return false
  const wireEnd = totalLength === 0 ? hop.wireEnd : at + totalLength
  const fragment = u16(bytes, at + 6)
  header.addressLength = 4
  header.sourceAt = at + 12
  header.destinationAt = at + 16
  header.protocol = bytes[at + 9] as number
  header.ttl = bytes[at + 8] as number
  header.id = u16(bytes, at + 4)
  setPayload(hop, header, at + headerLength, wireEnd)
  header.fragmentOffset = (fragment & 0x1fff) * 8
  header.moreFragments = (fragment & 0x2000) !== 0
  header.fragmented = header.moreFragments || header.fragmentOffset !== 0
  return header.protocol !== AUTHENTICATION || readIpv4Authentication(hop, header)
}

/**
 * IPv6 (RFC 8200) at `hop.at`, over its extension headers up to the transport header or the Fragment header
 * (whose payload may begin with further extension headers: see `skipExtensions`). A payload length of zero
 * (jumbograms of RFC 2675, segmentation offload) ends with the frame.
 */
export function readIpv6(hop: Hop, header: IpHeader): boolean {
  const { bytes, at } = hop
  if (at + 40 > hop.end || (bytes[at] as number) >> 4 !== 6) return false
  const payloadLength = u16(bytes, at + 4)
  const wireEnd = payloadLength === 0 ? hop.wireEnd : at + 40 + payloadLength
  header.addressLength = 16
  header.sourceAt = at + 8
  header.destinationAt = at + 24
  header.ttl = bytes[at + 7] as number
  header.id = 0
  header.fragmented = false
  header.fragmentOffset = 0
  header.moreFragments = false
  setPayload(hop, header, at + 40, wireEnd)
  return skipExtensions(bytes, header, bytes[at + 6] as number)
}

/** Moves `header.payloadStart` over extension headers from type `next` on; sets protocol and fragment fields. */
export function skipExtensions(bytes: Uint8Array, header: IpHeader, next: number): boolean {
  let at = header.payloadStart
  // Every header is at least 8 bytes long, so this ends with the packet at the latest.
  for (;;) {
    header.protocol = next
    header.payloadStart = at
    switch (next) {
      case HOP_BY_HOP:
      case ROUTING:
      case DESTINATION_OPTIONS:
      case MOBILITY:
      case HOST_IDENTITY:
      case SHIM6:
        if (at + 8 > header.payloadEnd) return false
        next = bytes[at] as number
        at += ((bytes[at + 1] as number) + 1) * 8
        break
      case AUTHENTICATION:
        if (at + 12 > header.payloadEnd) return false
        next = bytes[at] as number
        at += ((bytes[at + 1] as number) + 2) * 4
        break
      case FRAGMENT: {
        if (at + 8 > header.payloadEnd) return false
        const fragment = u16(bytes, at + 2)
        header.id = u32(bytes, at + 4)
        header.protocol = bytes[at] as number
        header.fragmentOffset = fragment & 0xfff8
        header.moreFragments = (fragment & 1) !== 0
        header.payloadStart = at + 8
        header.fragmented = header.moreFragments || header.fragmentOffset !== 0
        if (header.fragmented) return true
        // An atomic fragment (RFC 6946) is a whole datagram.
        next = header.protocol
        at += 8
        break
      }
      case NO_NEXT_HEADER:
        return false
      default:
        return at <= header.payloadEnd
    }
  }
}

/** The Authentication Header (RFC 4302) hides nothing; ESP does and stays closed. */
function readIpv4Authentication(hop: Hop, header: IpHeader): boolean {
  if (header.fragmented) return true
  return skipExtensions(hop.bytes, header, AUTHENTICATION)
}

function setPayload(hop: Hop, header: IpHeader, start: number, announcedEnd: number): void {
  const wireEnd = Math.max(start, Math.min(announcedEnd, hop.limit))
  header.payloadStart = Math.min(start, hop.end)
  header.payloadEnd = Math.min(wireEnd, hop.end)
  header.payloadWireEnd = wireEnd
}
