import { ByteWriter } from '../../../src/shared/bytes/writer.ts'
import { parseAddress } from '../../../src/shared/packet/address.ts'

/**
 * Builds frames from the inside out: `ethernet(ipv4(tcp({ … })))`. Checksums are left zero (the decoder reads
 * past them) unless a test sets them.
 */

export interface TcpFields {
  sourcePort?: number
  destinationPort?: number
  sequence?: number
  acknowledgement?: number
  flags?: number
  window?: number
  options?: Uint8Array
  payload?: Uint8Array
}

export interface IpFields {
  source?: string
  destination?: string
  protocol?: number
  ttl?: number
  id?: number
  /** IPv4: in bytes, a multiple of 8. */
  fragmentOffset?: number
  moreFragments?: boolean
  /** IPv4 options, padded to a multiple of 4 by the caller. */
  options?: Uint8Array
  /** Written into the header instead of the true length. */
  totalLength?: number
}

export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const PSH = 0x08
export const ACK = 0x10

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

/** `length` bytes counting up from `first`, so that every place shows where it came from. */
export function counting(length: number, first = 0): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (first + index) & 0xff)
}

export function tcp(fields: TcpFields = {}): Uint8Array {
  const options = fields.options ?? new Uint8Array(0)
  const writer = new ByteWriter()
  writer.u16(fields.sourcePort ?? 50123).u16(fields.destinationPort ?? 443)
  writer.u32(fields.sequence ?? 1000).u32(fields.acknowledgement ?? 0)
  writer.u8((5 + options.length / 4) << 4).u8(fields.flags ?? ACK)
  writer
    .u16(fields.window ?? 65_535)
    .u16(0)
    .u16(0)
  return writer
    .raw(options)
    .raw(fields.payload ?? new Uint8Array(0))
    .bytes()
}

export function udp(sourcePort: number, destinationPort: number, payload: Uint8Array): Uint8Array {
  const writer = new ByteWriter().u16(sourcePort).u16(destinationPort)
  return writer
    .u16(8 + payload.length)
    .u16(0)
    .raw(payload)
    .bytes()
}

export function ipv4(payload: Uint8Array, fields: IpFields = {}): Uint8Array {
  const options = fields.options ?? new Uint8Array(0)
  const headerLength = 20 + options.length
  const fragment = (fields.moreFragments ? 0x2000 : 0) | ((fields.fragmentOffset ?? 0) / 8)
  const writer = new ByteWriter().u8(0x40 | (headerLength / 4)).u8(0)
  writer.u16(fields.totalLength ?? headerLength + payload.length)
  writer.u16(fields.id ?? 7).u16(fragment)
  writer
    .u8(fields.ttl ?? 64)
    .u8(fields.protocol ?? 6)
    .u16(0)
  writer.raw(address(fields.source ?? '10.0.0.4')).raw(address(fields.destination ?? '10.0.1.5'))
  return writer.raw(options).raw(payload).bytes()
}

export function ipv6(payload: Uint8Array, fields: IpFields = {}): Uint8Array {
  const writer = new ByteWriter().u32(0x60000000)
  writer
    .u16(fields.totalLength ?? payload.length)
    .u8(fields.protocol ?? 6)
    .u8(fields.ttl ?? 64)
  writer.raw(address(fields.source ?? '2001:db8::4')).raw(address(fields.destination ?? '2001:db8::5'))
  return writer.raw(payload).bytes()
}

/** An IPv6 Fragment header (RFC 8200 section 4.5) and its piece of the payload. */
export function ipv6Fragment(
  piece: Uint8Array,
  fields: { next?: number; offset: number; more: boolean; id?: number },
): Uint8Array {
  const writer = new ByteWriter().u8(fields.next ?? 6).u8(0)
  return writer
    .u16(fields.offset | (fields.more ? 1 : 0))
    .u32(fields.id ?? 99)
    .raw(piece)
    .bytes()
}

/** An IPv6 extension header of 8 × (`units` + 1) bytes: hop-by-hop, routing, destination options. */
export function ipv6Extension(next: number, payload: Uint8Array, units = 0): Uint8Array {
  return new ByteWriter()
    .u8(next)
    .u8(units)
    .raw(new Uint8Array(6 + units * 8))
    .raw(payload)
    .bytes()
}

export function ethernet(payload: Uint8Array, etherType = etherTypeOf(payload)): Uint8Array {
  const writer = new ByteWriter().raw(Uint8Array.of(2, 0, 0, 0, 0, 2)).raw(Uint8Array.of(2, 0, 0, 0, 0, 1))
  return writer.u16(etherType).raw(payload).bytes()
}

/** A tag to stand behind an EtherType 0x8100, 0x88a8 or 0x9100: the inner EtherType and payload follow. */
export function vlan(id: number, payload: Uint8Array, etherType = etherTypeOf(payload)): Uint8Array {
  return new ByteWriter().u16(id).u16(etherType).raw(payload).bytes()
}

export function etherTypeOf(ip: Uint8Array): number {
  return (ip[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800
}

/** SYN options: MSS, and window scale if given, padded. */
export function synOptions(mss: number, windowScale?: number): Uint8Array {
  const writer = new ByteWriter().u8(2).u8(4).u16(mss)
  if (windowScale !== undefined) writer.u8(1).u8(3).u8(3).u8(windowScale)
  return writer.bytes()
}

function address(text: string): Uint8Array {
  const bytes = parseAddress(text)
  if (bytes === null) throw new RangeError(`${text} is no address`)
  return bytes
}
