/**
 * Where the decoder stands: what header comes next, and between which bytes it lies. One object is moved along
 * the packet, from the link layer through every tunnel to the transport header.
 */
export interface Hop {
  bytes: Uint8Array
  at: number
  /** One past the last captured byte. */
  end: number
  /** One past the last byte that was on the wire; more than `end` where the snaplen cut the packet. */
  wireEnd: number
  /** A lower layer's own length: nothing from here on belongs to the packet, whatever the headers inside say. */
  limit: number
  next: Next
}

/** What the header at `Hop.at` is. A LINKTYPE_ value (below 0x10000), or one of the following. */
export type Next = number

export const NEXT_ETHER_TYPE = 0x10000
export const NEXT_IPV4 = 0x10001
export const NEXT_IPV6 = 0x10002
/** IPv4 or IPv6, told by the first nibble. */
export const NEXT_IP = 0x10003
/** An MPLS label stack (RFC 3032). */
export const NEXT_MPLS = 0x10004
/** A PPP protocol field (RFC 1661), possibly behind the HDLC-like address and control bytes (RFC 1662). */
export const NEXT_PPP = 0x10005

export function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number)
}

export function u32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] as number) << 24) |
      ((bytes[at + 1] as number) << 16) |
      ((bytes[at + 2] as number) << 8) |
      (bytes[at + 3] as number)) >>>
    0
  )
}
