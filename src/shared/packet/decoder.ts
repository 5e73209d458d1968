import { emptyDatagram, type UdpDatagramView } from './datagram.ts'
import { FragmentAssembler, type FragmentLimits } from './fragments.ts'
import { type Hop, NEXT_IPV4, NEXT_IPV6, NEXT_MPLS, u16, u32 } from './hop.ts'
import { emptyIcmpError, type IcmpErrorView, readIcmpError } from './icmp.ts'
import {
  emptyIpHeader,
  PROTOCOL_ETHERNET,
  PROTOCOL_GRE,
  PROTOCOL_ICMP,
  PROTOCOL_ICMPV6,
  PROTOCOL_IPV4,
  PROTOCOL_IPV6,
  PROTOCOL_MPLS,
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  readIpv4,
  readIpv6,
  skipExtensions,
} from './internet.ts'
import { reachIp } from './link-layer.ts'
import { LINKTYPE_ETHERNET } from './link-types.ts'
import { emptySegment, TCP_SYN, type TcpSegmentView } from './segment.ts'
import { enterGre, enterUdpTunnel } from './tunnel.ts'

/** Receives exactly one call for every packet. Views and their bytes are valid only during the call. */
export interface PacketSink {
  tcp(segment: TcpSegmentView): void
  udp(datagram: UdpDatagramView): void
  /** An error that speaks of a TCP segment; absent: `other` is called. */
  icmp?(error: IcmpErrorView): void
  /** Neither of these, a fragment that does not complete its datagram, or too damaged to say. */
  other(): void
}

/** IP headers inside one another; a packet nested deeper is not looked into. */
const MAX_IP_HEADERS = 8

const NO_LIMIT = 2 ** 30
const NO_BYTES = new Uint8Array(0)

/**
 * From the link layer to the TCP segment, through VLAN tags, PPPoE, MPLS, GRE, IP-in-IP, VXLAN and Geneve, with
 * IP fragments put together. Copies nothing but fragments and allocates nothing per packet; never throws on
 * bytes.
 */
export class PacketDecoder {
  readonly #sink: PacketSink
  readonly #fragments: FragmentAssembler
  readonly #hop: Hop = { bytes: NO_BYTES, at: 0, end: 0, wireEnd: 0, limit: 0, next: 0 }
  readonly #ip = emptyIpHeader()
  readonly #tcp = emptySegment()
  readonly #udp = emptyDatagram()
  readonly #icmp = emptyIcmpError()

  constructor(sink: PacketSink, fragmentLimits?: FragmentLimits) {
    this.#sink = sink
    this.#fragments = new FragmentAssembler(fragmentLimits)
  }

  /** Fragmented datagrams that never became whole, those still waiting included. */
  get incompleteDatagrams(): number {
    return this.#fragments.incomplete
  }

  /** Whether fragments were given up because more waited, or smaller ones, than this program puts together. */
  get fragmentLimitMet(): boolean {
    return this.#fragments.limitMet
  }

  /**
   * Decodes one packet, `bytes[start, end)` as captured.
   * @param linkType a LINKTYPE_ value; an unsupported one gives `other`
   * @param originalLength length on the wire, at least `end - start`
   * @param frame 1-based packet number
   * @param atMicros microseconds since 1970 UTC, handed through
   */
  decode(
    linkType: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    originalLength: number,
    frame: number,
    atMicros: number,
  ): void {
    const hop = this.#hop
    hop.bytes = bytes
    hop.at = start
    hop.end = Math.min(end, bytes.length)
    hop.wireEnd = Math.max(start + originalLength, hop.end)
    hop.limit = NO_LIMIT
    hop.next = linkType
    if (linkType === LINKTYPE_ETHERNET && this.#reachPlainTcp() && this.#readTcp(frame, atMicros)) {
      this.#sink.tcp(this.#tcp)
    } else this.#decodeAny(frame, atMicros)
  }

  /** The way down through whatever headers there are. */
  #decodeAny(frame: number, atMicros: number): void {
    const hop = this.#hop
    for (let headers = 0; headers < MAX_IP_HEADERS; headers++) {
      if (!this.#readIp(atMicros)) break
      switch (this.#ip.protocol) {
        case PROTOCOL_TCP:
          if (!this.#readTcp(frame, atMicros)) break
          this.#sink.tcp(this.#tcp)
          return
        case PROTOCOL_UDP:
          if (!this.#readUdp(frame, atMicros)) break
          hop.at = this.#udp.payloadStart
          hop.end = this.#udp.payloadEnd
          if (enterUdpTunnel(hop, this.#udp.sourcePort, this.#udp.destinationPort)) continue
          this.#sink.udp(this.#udp)
          return
        case PROTOCOL_ICMP:
        case PROTOCOL_ICMPV6:
          if (this.#sink.icmp === undefined || !readIcmpError(hop, this.#ip, this.#icmp)) break
          this.#icmp.frame = frame
          this.#icmp.atMicros = atMicros
          this.#sink.icmp(this.#icmp)
          return
        default:
          if (this.#enterIpTunnel()) continue
      }
      break
    }
    this.#sink.other()
  }

  /**
   * The usual packet: Ethernet, IPv4, not fragmented, TCP. Moves `#hop` and `#ip` there as `#readIp` would; else
   * leaves both as they were but for fields that `#readIp` sets anew.
   */
  #reachPlainTcp(): boolean {
    const { bytes, at, end, wireEnd } = this.#hop
    if (at + 54 > end || bytes[at + 12] !== 0x08 || bytes[at + 13] !== 0) return false
    const first = bytes[at + 14] as number
    if (first < 0x45 || first > 0x4f || bytes[at + 23] !== PROTOCOL_TCP) return false
    if ((u16(bytes, at + 20) & 0x3fff) !== 0) return false
    const payloadAt = at + 14 + (first & 0x0f) * 4
    const ipEnd = at + 14 + u16(bytes, at + 16)
    // Behind segmentation offload, or contradicting the frame: not usual.
    if (ipEnd < payloadAt + 20 || ipEnd > wireEnd || payloadAt + 20 > end) return false
    const ip = this.#ip
    ip.addressLength = 4
    ip.sourceAt = at + 26
    ip.destinationAt = at + 30
    ip.protocol = PROTOCOL_TCP
    ip.ttl = bytes[at + 22] as number
    ip.id = u16(bytes, at + 18)
    const hop = this.#hop
    const dataOffset = ((bytes[payloadAt + 12] as number) >> 4) * 4
    if (dataOffset < 20 || payloadAt + dataOffset > ipEnd) return false
    hop.at = payloadAt
    hop.end = Math.min(ipEnd, end)
    hop.wireEnd = ipEnd
    return true
  }

  /** To the payload of the next IP datagram, a whole one; `#ip` and `#hop.bytes` then describe it. */
  #readIp(atMicros: number): boolean {
    const hop = this.#hop
    const ip = this.#ip
    if (!reachIp(hop)) return false
    const understood = hop.next === NEXT_IPV4 ? readIpv4(hop, ip) : readIpv6(hop, ip)
    if (!understood) return false
    if (ip.fragmented) {
      const whole = this.#fragments.add(hop.bytes, ip, atMicros)
      if (whole === null) return false
      hop.bytes = whole
      if (ip.addressLength === 16 && (!skipExtensions(whole, ip, ip.protocol) || ip.fragmented)) return false
    }
    hop.at = ip.payloadStart
    hop.end = ip.payloadEnd
    hop.wireEnd = ip.payloadWireEnd
    hop.limit = NO_LIMIT
    return true
  }

  #enterIpTunnel(): boolean {
    const hop = this.#hop
    switch (this.#ip.protocol) {
      case PROTOCOL_GRE:
        return enterGre(hop)
      case PROTOCOL_IPV4:
        hop.next = NEXT_IPV4
        return true
      case PROTOCOL_IPV6:
        hop.next = NEXT_IPV6
        return true
      case PROTOCOL_MPLS:
        hop.next = NEXT_MPLS
        return true
      case PROTOCOL_ETHERNET:
        hop.next = LINKTYPE_ETHERNET
        return true
      default:
        return false
    }
  }

  /** RFC 9293 section 3.1. The fixed header must be there; options that the snaplen cut off are done without. */
  #readTcp(frame: number, atMicros: number): boolean {
    const { bytes, at, end, wireEnd } = this.#hop
    const ip = this.#ip
    const view = this.#tcp
    if (at + 20 > end) return false
    const payloadAt = at + ((bytes[at + 12] as number) >> 4) * 4
    if (payloadAt < at + 20 || payloadAt > wireEnd) return false
    view.frame = frame
    view.atMicros = atMicros
    view.bytes = bytes
    view.sourceAt = ip.sourceAt
    view.destinationAt = ip.destinationAt
    view.addressLength = ip.addressLength
    view.sourcePort = u16(bytes, at)
    view.destinationPort = u16(bytes, at + 2)
    view.sequence = u32(bytes, at + 4)
    view.acknowledgement = u32(bytes, at + 8)
    view.flags = bytes[at + 13] as number
    view.window = u16(bytes, at + 14)
    view.payloadStart = Math.min(payloadAt, end)
    view.payloadEnd = end
    view.missing = wireEnd - Math.max(payloadAt, end)
    view.ttl = ip.ttl
    view.ipId = ip.addressLength === 4 ? ip.id : 0
    view.mss = 0
    view.windowScale = 0
    if ((view.flags & TCP_SYN) !== 0) readSynOptions(bytes, at + 20, view.payloadStart, view)
    return true
  }

  /** RFC 768. A length of zero or beyond the IP payload ends with it (jumbograms, segmentation offload). */
  #readUdp(frame: number, atMicros: number): boolean {
    const { bytes, at, end, wireEnd } = this.#hop
    const ip = this.#ip
    const view = this.#udp
    if (at + 8 > end) return false
    const length = u16(bytes, at + 4)
    const udpEnd = length >= 8 && at + length < wireEnd ? at + length : wireEnd
    view.frame = frame
    view.atMicros = atMicros
    view.bytes = bytes
    view.sourceAt = ip.sourceAt
    view.destinationAt = ip.destinationAt
    view.addressLength = ip.addressLength
    view.sourcePort = u16(bytes, at)
    view.destinationPort = u16(bytes, at + 2)
    view.payloadStart = at + 8
    view.payloadEnd = Math.min(udpEnd, end)
    view.missing = udpEnd - view.payloadEnd
    return true
  }
}

/** Maximum segment size (RFC 9293 section 3.2) and window scale (RFC 7323 section 2.2). */
function readSynOptions(bytes: Uint8Array, start: number, end: number, view: TcpSegmentView): void {
  let at = start
  while (at < end) {
    const kind = bytes[at] as number
    if (kind === 0) return
    if (kind === 1) {
      at++
      continue
    }
    const length = at + 1 < end ? (bytes[at + 1] as number) : 0
    if (length < 2 || at + length > end) return
    if (kind === 2 && length === 4) view.mss = u16(bytes, at + 2)
    if (kind === 3 && length === 3) view.windowScale = Math.min(bytes[at + 2] as number, 14)
    at += length
  }
}
