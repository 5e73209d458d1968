import { ByteWriter } from '../../shared/bytes/writer.ts'

/** One side of a synthesised connection. */
export interface FrameEndpoint {
  readonly mac: Uint8Array
  /** 4 or 16 bytes; both sides alike. */
  readonly address: Uint8Array
  readonly port: number
}

export interface TcpFrameFields {
  readonly from: FrameEndpoint
  readonly to: FrameEndpoint
  readonly sequence: number
  readonly acknowledgement: number
  readonly flags: number
  /** IPv4 identification. */
  readonly id: number
  /** Padded to a multiple of four by the caller. */
  readonly options: Uint8Array
  readonly payload: Uint8Array
}

const WINDOW = 65_535
const TIME_TO_LIVE = 64

/** An Ethernet frame with an IPv4 or IPv6 packet and a TCP segment, all checksums right. */
export function tcpFrame(fields: TcpFrameFields): Uint8Array {
  const segment = tcpSegment(fields)
  const { from, to } = fields
  const isIpv4 = from.address.length === 4
  const writer = new ByteWriter()
    .raw(to.mac)
    .raw(from.mac)
    .u16(isIpv4 ? 0x0800 : 0x86dd)
  return writer
    .raw(isIpv4 ? ipv4Header(fields, segment.length) : ipv6Header(fields, segment.length))
    .raw(segment)
    .bytes()
}

/** RFC 9293 section 3.1; the checksum also covers a pseudo header of the addresses. */
function tcpSegment(fields: TcpFrameFields): Uint8Array {
  const { from, to, options, payload } = fields
  const segment = new ByteWriter()
    .u16(from.port)
    .u16(to.port)
    .u32(fields.sequence)
    .u32(fields.acknowledgement)
    .u8((5 + options.length / 4) << 4)
    .u8(fields.flags)
    .u16(WINDOW)
    .u16(0)
    .u16(0)
    .raw(options)
    .raw(payload)
    .bytes()
  const pseudo = new ByteWriter().raw(from.address).raw(to.address).u32(segment.length).u32(6).bytes()
  setU16(segment, 16, checksum(pseudo, segment))
  return segment
}

/** RFC 791, Don't Fragment set as every TCP stack does. */
function ipv4Header(fields: TcpFrameFields, length: number): Uint8Array {
  const header = new ByteWriter()
    .u16(0x4500)
    .u16(20 + length)
    .u16(fields.id)
    .u16(0x4000)
    .u8(TIME_TO_LIVE)
    .u8(6)
    .u16(0)
    .raw(fields.from.address)
    .raw(fields.to.address)
    .bytes()
  setU16(header, 10, checksum(header))
  return header
}

/** RFC 8200. */
function ipv6Header(fields: TcpFrameFields, length: number): Uint8Array {
  return new ByteWriter()
    .u32(0x60000000)
    .u16(length)
    .u8(6)
    .u8(TIME_TO_LIVE)
    .raw(fields.from.address)
    .raw(fields.to.address)
    .bytes()
}

/** The Internet checksum (RFC 1071) over the pieces in turn; all but the last of even length. */
export function checksum(...pieces: readonly Uint8Array[]): number {
  let sum = 0
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += 2) sum += ((piece[at] ?? 0) << 8) | (piece[at + 1] ?? 0)
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65536)
  return ~sum & 0xffff
}

function setU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >> 8
  bytes[at + 1] = value & 0xff
}
