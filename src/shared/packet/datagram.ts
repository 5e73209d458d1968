import { u16, u32 } from './hop.ts'

/** One UDP datagram that is no tunnel; a view that the decoder fills again and again, like `TcpSegmentView`. */
export interface UdpDatagramView {
  /** 1-based packet number over all packets of the source. */
  frame: number
  atMicros: number
  /** The innermost IP addresses: `addressLength` bytes each, within `bytes`. */
  bytes: Uint8Array
  sourceAt: number
  destinationAt: number
  addressLength: 4 | 16
  sourcePort: number
  destinationPort: number
  payloadStart: number
  payloadEnd: number
  /** Payload bytes that were on the wire but not captured (snaplen). */
  missing: number
}

/** A view to be filled. */
export function emptyDatagram(): UdpDatagramView {
  return {
    frame: 0,
    atMicros: 0,
    bytes: new Uint8Array(0),
    sourceAt: 0,
    destinationAt: 0,
    addressLength: 4,
    sourcePort: 0,
    destinationPort: 0,
    payloadStart: 0,
    payloadEnd: 0,
    missing: 0,
  }
}

const PORT_HTTPS = 443
const QUIC_V1 = 0x00000001
const QUIC_V2 = 0x6b3343cf

/**
 * What TLS over UDP a payload looks like, by content. QUIC: a long header (RFC 8999) of version 1 (RFC 9000),
 * version 2 (RFC 9369), an IETF draft, Google's or a greased version, or version negotiation, on any port; a
 * short header only on port 443, since one bit is all there is to see. DTLS: a record header (RFC 6347) of
 * version 1.0, 1.2, or OpenSSL's early 0x0100.
 */
export function classifyUdp(
  bytes: Uint8Array,
  start: number,
  end: number,
  sourcePort: number,
  destinationPort: number,
): 'quic' | 'dtls' | 'other' {
  if (isDtls(bytes, start, end)) return 'dtls'
  if (isQuicLongHeader(bytes, start, end)) return 'quic'
  const onHttps = sourcePort === PORT_HTTPS || destinationPort === PORT_HTTPS
  return onHttps && isQuicShortHeader(bytes, start, end) ? 'quic' : 'other'
}

function isDtls(bytes: Uint8Array, start: number, end: number): boolean {
  if (start + 13 > end) return false
  const type = bytes[start] as number
  const version = u16(bytes, start + 1)
  const length = u16(bytes, start + 11)
  return (
    type >= 20 &&
    type <= 25 &&
    (version === 0xfeff || version === 0xfefd || version === 0x0100) &&
    length > 0 &&
    // A record of 2^14 bytes and what protection may add (RFC 6347 section 4.1).
    length <= 16384 + 2048
  )
}

function isQuicLongHeader(bytes: Uint8Array, start: number, end: number): boolean {
  if (start + 7 > end) return false
  const first = bytes[start] as number
  if ((first & 0x80) === 0) return false
  const version = u32(bytes, start + 1)
  const destinationIdLength = bytes[start + 5] as number
  const sourceIdAt = start + 6 + destinationIdLength
  if (destinationIdLength > 20 || sourceIdAt >= end) return false
  const sourceIdLength = bytes[sourceIdAt] as number
  const rest = end - (sourceIdAt + 1 + sourceIdLength)
  if (sourceIdLength > 20 || rest < 0) return false
  if (version === 0) return rest >= 4 && rest % 4 === 0
  return (first & 0x40) !== 0 && isQuicVersion(version) && rest > 0
}

function isQuicVersion(version: number): boolean {
  return (
    version === QUIC_V1 ||
    version === QUIC_V2 ||
    version >>> 8 === 0xff0000 ||
    // Q046, Q050, T050, T051: Google's, with the IETF header form.
    version >>> 8 === 0x513034 ||
    version >>> 8 === 0x513035 ||
    version >>> 8 === 0x543035 ||
    // Reserved to force version negotiation (RFC 9000 section 15).
    (version & 0x0f0f0f0f) === 0x0a0a0a0a
  )
}

function isQuicShortHeader(bytes: Uint8Array, start: number, end: number): boolean {
  // Header protection samples 16 bytes from the fifth on, so no packet is shorter (RFC 9001 section 5.4.2).
  return end - start >= 21 && ((bytes[start] as number) & 0xc0) === 0x40
}
