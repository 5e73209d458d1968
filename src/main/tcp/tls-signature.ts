import { type ByteSource, isPlausibleHeader, recordLength } from '../../shared/tls/record/header.ts'

const CLIENT_HELLO = 1
const SERVER_HELLO = 2

/** Bytes needed to judge `isHello`: record header, handshake header, version. */
export const HELLO_PREFIX = 11

/**
 * Whether a ClientHello (or ServerHello) record starts at `at`, judged by everything up to its version: so
 * strict that it can be searched for at every position of another protocol's bytes.
 */
export function isHello(bytes: ByteSource, at: number, type: 'client' | 'server'): boolean {
  if (bytes.at(at) !== 22 || !isPlausibleHeader(bytes, at)) return false
  if (bytes.at(at + 5) !== (type === 'client' ? CLIENT_HELLO : SERVER_HELLO)) return false
  const message = bytes.at(at + 6) * 65_536 + bytes.at(at + 7) * 256 + bytes.at(at + 8)
  // The shortest hello has a version, a random, an empty session id, and a suite.
  if (message < 38 || message > 2 ** 17) return false
  const version = bytes.at(at + 10)
  return bytes.at(at + 9) === 3 && version <= 4
}

/** What a connection's very first byte may start, judged with as little as its first six bytes. */
export function opensWithHello(bytes: ByteSource): 'client' | 'server' | null {
  if (bytes.at(0) !== 22 || !isPlausibleHeader(bytes) || recordLength(bytes) < 4) return null
  if (bytes.at(5) === CLIENT_HELLO) return 'client'
  return bytes.at(5) === SERVER_HELLO ? 'server' : null
}

/** Bytes needed to judge `isSslv2Hello`. */
export const SSLV2_PREFIX = 11

/** A CLIENT-HELLO in SSLv2 format (RFC 5246 E.2): its lengths must add up. */
export function isSslv2Hello(bytes: ByteSource): boolean {
  if ((bytes.at(0) & 0x80) === 0 || bytes.at(2) !== 1) return false
  const major = bytes.at(3)
  if (!(major === 3 && bytes.at(4) <= 4) && !(major === 0 && bytes.at(4) === 2)) return false
  const length = (bytes.at(0) & 0x7f) * 256 + bytes.at(1)
  const cipherSpecs = bytes.at(5) * 256 + bytes.at(6)
  const sessionId = bytes.at(7) * 256 + bytes.at(8)
  const challenge = bytes.at(9) * 256 + bytes.at(10)
  if (cipherSpecs === 0 || cipherSpecs % 3 !== 0 || (sessionId !== 0 && sessionId !== 16)) return false
  return challenge >= 16 && challenge <= 32 && length === 9 + cipherSpecs + sessionId + challenge
}

/** Which peer a handshake message of that type comes from; `null`: either, or unknown. */
export function senderOfHandshake(handshakeType: number): 'client' | 'server' | null {
  switch (handshakeType) {
    case CLIENT_HELLO:
    case 16:
    case 5:
      return 'client'
    case 0:
    case SERVER_HELLO:
    case 4:
    case 8:
    case 12:
    case 13:
    case 14:
    case 22:
      return 'server'
    default:
      return null
  }
}
