/**
 * One TCP segment as the packet layer hands it on. A view, not a record: the decoder fills the same object
 * again and again, and a receiver that wants to keep something copies it. That is what lets the reading path
 * allocate nothing per packet.
 */
export interface TcpSegmentView {
  /** 1-based packet number over all packets of the source, as Wireshark counts. */
  frame: number
  /** Microseconds since 1970 UTC, as the capture says; a fraction is kept where the file has nanoseconds. */
  atMicros: number
  /** Where the innermost IP addresses stand: `addressLength` (4 or 16) bytes each, within `bytes`. */
  bytes: Uint8Array
  sourceAt: number
  destinationAt: number
  addressLength: 4 | 16
  sourcePort: number
  destinationPort: number
  /** Unsigned 32-bit. */
  sequence: number
  acknowledgement: number
  /** The low 8 flag bits: CWR ECE URG ACK PSH RST SYN FIN. */
  flags: number
  /** As sent, not scaled. */
  window: number
  /** Payload range within `bytes`. */
  payloadStart: number
  payloadEnd: number
  /** Payload bytes that were on the wire but not captured (snaplen). */
  missing: number
  /** TTL or hop limit of the innermost IP header: a middlebox's reset betrays itself by it. */
  ttl: number
  /** IPv4 identification; 0 for IPv6. */
  ipId: number
  /** Maximum segment size option of a SYN; 0 if absent. */
  mss: number
  /** Window scale shift option of a SYN; 0 if absent. */
  windowScale: number
}

/** A view to be filled. */
export function emptySegment(): TcpSegmentView {
  return {
    frame: 0,
    atMicros: 0,
    bytes: new Uint8Array(0),
    sourceAt: 0,
    destinationAt: 0,
    addressLength: 4,
    sourcePort: 0,
    destinationPort: 0,
    sequence: 0,
    acknowledgement: 0,
    flags: 0,
    window: 0,
    payloadStart: 0,
    payloadEnd: 0,
    missing: 0,
    ttl: 0,
    ipId: 0,
    mss: 0,
    windowScale: 0,
  }
}

export const TCP_FIN = 0x01
export const TCP_SYN = 0x02
export const TCP_RST = 0x04
export const TCP_PSH = 0x08
export const TCP_ACK = 0x10

/** An IP endpoint as text: IPv4 dotted, IPv6 as RFC 5952 writes it. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}
