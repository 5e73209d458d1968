import type { FieldCursor } from '../../bytes/field-cursor.ts'
import { cipherSuiteFacts, curveTypeText, groupText, signatureSchemeText } from '../registry/index.ts'
import { namesAlgorithm } from './certificate-messages.ts'
import type { HandshakeContext, ServerKeyExchange } from './handshake.ts'
import { peek16, shortHex } from './reading.ts'

/** RFC 5246 7.4.3, RFC 8422 5.4, RFC 4279 2 to 4, RFC 5054 2.5.3. Without a known suite, ECDHE is tried. */
export function readServerKeyExchange(
  cursor: FieldCursor,
  context: HandshakeContext,
  message: ServerKeyExchange,
): void {
  const facts = context.cipherSuite === null ? null : cipherSuiteFacts(context.cipherSuite)
  const exchange = facts?.keyExchange ?? (looksLikeNamedCurve(cursor) ? 'ECDHE' : null)
  const isPsk = exchange?.endsWith('PSK') ?? false
  if (isPsk) cursor.opaqueVector('psk_identity_hint', 2, shortHex)
  if (exchange === null || !readParameters(cursor, exchange, message)) {
    if (cursor.remaining > 0) cursor.rest('params', shortHex)
    return
  }
  const authentication = facts?.authentication ?? null
  const signed = !isPsk && authentication !== 'anon' && authentication !== 'SRP'
  if (!signed || (facts === null && cursor.remaining === 0)) return
  if (namesAlgorithm(cursor, context.version)) {
    message.signatureAlgorithm = cursor.u16('signature_algorithm', signatureSchemeText)
  }
  cursor.varies(cursor.opaqueVector('signature', 2, shortHex))
}

/** Reads the parameters of an exchange; `false` where their form is not known. */
function readParameters(cursor: FieldCursor, exchange: string, message: ServerKeyExchange): boolean {
  if (exchange.startsWith('ECDH')) return readCurveParameters(cursor, message)
  if (exchange.startsWith('DH')) {
    const prime = cursor.opaqueVector('dh_p', 2, shortHex)
    message.dhPrimeBits = bitLength(prime.value)
    cursor.opaqueVector('dh_g', 2, shortHex)
    cursor.varies(cursor.opaqueVector('dh_Ys', 2, shortHex))
    return true
  }
  if (exchange.startsWith('SRP')) {
    cursor.opaqueVector('srp_N', 2, shortHex)
    cursor.opaqueVector('srp_g', 2, shortHex)
    cursor.opaqueVector('srp_s', 1, shortHex)
    cursor.opaqueVector('srp_B', 2, shortHex)
    return true
  }
  if (exchange === 'RSA') {
    // Export suites only (RFC 2246 7.4.3).
    cursor.opaqueVector('rsa_modulus', 2, shortHex)
    cursor.opaqueVector('rsa_exponent', 2, shortHex)
    return true
  }
  return exchange === 'PSK' || exchange === 'RSA_PSK'
}

const NAMED_CURVE = 3

function readCurveParameters(cursor: FieldCursor, message: ServerKeyExchange): boolean {
  const curveType = cursor.u8('curve_type', curveTypeText)
  if (curveType.value !== NAMED_CURVE) return false
  message.namedGroup = cursor.u16('namedcurve', groupText)
  cursor.varies(cursor.opaqueVector('public', 1, shortHex))
  return true
}

function looksLikeNamedCurve(cursor: FieldCursor): boolean {
  const point = cursor.bytes[cursor.at + 3]
  return cursor.bytes[cursor.at] === NAMED_CURVE && point !== undefined && 4 + point <= cursor.announced
}

/** RFC 5246 7.4.7, RFC 8422 5.7. Nothing here is judged; the form is shown where the suite tells it. */
export function readClientKeyExchange(cursor: FieldCursor, context: HandshakeContext): void {
  if (cursor.remaining === 0) return
  const exchange = context.cipherSuite === null ? null : cipherSuiteFacts(context.cipherSuite)?.keyExchange
  const point = cursor.bytes[cursor.at] ?? 0
  if (exchange === 'ECDHE' && point === cursor.announced - 1) {
    cursor.varies(cursor.opaqueVector('ecdh_Yc', 1, shortHex))
    return
  }
  // SSL 3.0 sends the encrypted secret without a length.
  const length = peek16(cursor)
  const prefixed = length === null ? cursor.announced > cursor.remaining : length === cursor.announced - 2
  if (exchange === 'RSA' && prefixed) {
    cursor.varies(cursor.opaqueVector('encrypted_pre_master_secret', 2, shortHex))
  } else if (exchange === 'DHE' && prefixed) cursor.varies(cursor.opaqueVector('dh_Yc', 2, shortHex))
  else cursor.rest('exchange_keys', shortHex)
}

/** Bits of a big-endian unsigned number. */
function bitLength(bytes: Uint8Array): number {
  const first = bytes.findIndex((byte) => byte !== 0)
  if (first < 0) return 0
  return (bytes.length - first - 1) * 8 + (32 - Math.clz32(bytes[first] ?? 0))
}
