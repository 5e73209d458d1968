/** The five bytes before every record (RFC 8446 5.1): type, version, length. */
export const HEADER_LENGTH = 5

/** 2^14 + 2048: TLSCiphertext of TLS 1.2 and below (RFC 5246 6.2.3), the largest any version allows. */
export const LONGEST_RECORD = 16_384 + 2048

export const CHANGE_CIPHER_SPEC = 20
export const ALERT = 21
export const HANDSHAKE = 22
export const APPLICATION_DATA = 23
export const HEARTBEAT = 24

/** Reads a header out of anything that has bytes by index. */
export interface ByteSource {
  at(index: number): number
}

/** Where records are known to follow each other: any type, but a version and length that TLS can have. */
export function isHeaderInPlace(bytes: ByteSource, at = 0): boolean {
  return bytes.at(at + 1) === 3 && recordLength(bytes, at) <= LONGEST_RECORD
}

/** Where a header is looked for: also a known type, a known version, and content where content must be. */
export function isPlausibleHeader(bytes: ByteSource, at = 0): boolean {
  const type = bytes.at(at)
  if (type < CHANGE_CIPHER_SPEC || type > HEARTBEAT) return false
  if (bytes.at(at + 1) !== 3 || bytes.at(at + 2) > 4) return false
  const length = recordLength(bytes, at)
  if (length > LONGEST_RECORD) return false
  return length > 0 || type === APPLICATION_DATA
}

export function recordLength(bytes: ByteSource, at = 0): number {
  return bytes.at(at + 3) * 256 + bytes.at(at + 4)
}

/** msg_type, version, and three lengths: a hello without cipher specs. */
const SHORTEST_SSLV2_HELLO = 9

/**
 * Length of a CLIENT-HELLO in SSLv2 format that begins with these five bytes (RFC 5246 E.2: msg_length with the high bit
 * set, msg_type 1, a version of SSL 2.0 or 3.x); 0 if none does.
 */
export function sslv2HelloLength([high = 0, low = 0, type = 0, major = 0, minor = 0]: Uint8Array): number {
  const length = ((high & 0x7f) << 8) | low
  const isHello = (high & 0x80) !== 0 && type === 1 && (major === 3 || (major === 0 && minor === 2))
  return isHello && length >= SHORTEST_SSLV2_HELLO ? length : 0
}

/** HandshakeType values in use (IANA), by which a message's start is told from bytes that are none. */
const HANDSHAKE_TYPES = new Set([
  0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 67, 203, 254,
])

/** No message of an honest peer is larger; a CA list or a post-quantum chain is far below. */
const PLAUSIBLE_MESSAGE = 2 ** 18

/** Whether a handshake message may start at `at`: type and u24 length. */
export function isPlausibleHandshake(bytes: ByteSource, at: number): boolean {
  const length = bytes.at(at + 1) * 65_536 + bytes.at(at + 2) * 256 + bytes.at(at + 3)
  return HANDSHAKE_TYPES.has(bytes.at(at)) && length <= PLAUSIBLE_MESSAGE
}

/** Whether a payload starts as a plaintext message does: a type that is in use today, and a length that is not absurd. */
export function startsLikeHandshake(payload: Uint8Array): boolean {
  const type = payload[0] ?? 255
  const known =
    type <= 2 || type === 4 || type === 8 || (type >= 11 && type <= 16) || type === 20 || type === 22
  return known && payload.length >= 4 && (payload[1] ?? 255) < 4
}
