import { type Hop, u16, u32 } from './hop.ts'
import { type IpHeader, PROTOCOL_TCP, readIpv4, readIpv6 } from './internet.ts'
import { emptySegment, type TcpSegmentView } from './segment.ts'

/** What a router, or the host itself, says of a packet that it did not pass on or take. */
export type IcmpKind =
  | 'fragmentation needed'
  | 'administratively prohibited'
  | 'port unreachable'
  | 'unreachable'
  | 'time exceeded'

/** One ICMP error about a TCP segment; a view that the decoder fills again and again, like `TcpSegmentView`. */
export interface IcmpErrorView {
  frame: number
  atMicros: number
  kind: IcmpKind
  /** Largest packet that the next hop takes, in bytes; 0: not said. */
  mtu: number
  /** Bytes of the packet that it is about, IP header included. */
  refusedLength: number
  /** Who says so: `segment.addressLength` bytes within `segment.bytes`. */
  saidByAt: number
  /** The segment that it is about, as far as it is quoted: addresses, ports, sequence number. */
  readonly segment: TcpSegmentView
}

export function emptyIcmpError(): IcmpErrorView {
  return {
    frame: 0,
    atMicros: 0,
    kind: 'unreachable',
    mtu: 0,
    refusedLength: 0,
    saidByAt: 0,
    segment: emptySegment(),
  }
}

const HEADER = 8
/** Ports and sequence number: all that RFC 792 promises of what is quoted. */
const QUOTED = 8

/**
 * An ICMP (RFC 792, RFC 1191 for the MTU, RFC 1812 5.2.7.1 for the codes) or ICMPv6 (RFC 4443) error at `hop.at`.
 * @param ip the header around it; overwritten by the quoted one
 * @returns false if it is no error, or not about a TCP segment
 */
export function readIcmpError(hop: Hop, ip: IpHeader, error: IcmpErrorView): boolean {
  const { bytes, at, end } = hop
  if (at + HEADER > end) return false
  const isIpv4 = ip.addressLength === 4
  const type = bytes[at] as number
  const code = bytes[at + 1] as number
  const kind = isIpv4 ? kindOfIpv4(type, code) : kindOfIpv6(type, code)
  if (kind === null) return false
  const tooBig = kind === 'fragmentation needed'
  error.kind = kind
  error.mtu = !tooBig ? 0 : isIpv4 ? u16(bytes, at + 6) : u32(bytes, at + 4)
  error.saidByAt = ip.sourceAt
  hop.at = at + HEADER
  if (!(isIpv4 ? readIpv4(hop, ip) : readIpv6(hop, ip))) return false
  if (ip.protocol !== PROTOCOL_TCP || ip.fragmentOffset !== 0 || ip.payloadStart + QUOTED > end) return false
  error.refusedLength = isIpv4 ? u16(bytes, hop.at + 2) : 40 + u16(bytes, hop.at + 4)
  const { segment } = error
  segment.bytes = bytes
  segment.sourceAt = ip.sourceAt
  segment.destinationAt = ip.destinationAt
  segment.addressLength = ip.addressLength
  segment.sourcePort = u16(bytes, ip.payloadStart)
  segment.destinationPort = u16(bytes, ip.payloadStart + 2)
  segment.sequence = u32(bytes, ip.payloadStart + 4)
  return true
}

function kindOfIpv4(type: number, code: number): IcmpKind | null {
  if (type === 11) return 'time exceeded'
  if (type !== 3) return null
  switch (code) {
    case 3:
      return 'port unreachable'
    case 4:
      return 'fragmentation needed'
    case 9:
    case 10:
    case 13:
      return 'administratively prohibited'
    default:
      return 'unreachable'
  }
}

function kindOfIpv6(type: number, code: number): IcmpKind | null {
  switch (type) {
    case 1:
      if (code === 4) return 'port unreachable'
      return code === 1 || code === 5 || code === 6 ? 'administratively prohibited' : 'unreachable'
    case 2:
      return 'fragmentation needed'
    case 3:
      return 'time exceeded'
    default:
      return null
  }
}
