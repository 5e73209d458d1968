import type { FieldCursor } from '../../bytes/field-cursor.ts'
import { equalBytes, fromHex } from '../../bytes/text.ts'
import { cipherSuiteText, compressionMethodText, isTls13, versionText } from '../registry/index.ts'
import { readExtensions } from './extension-list.ts'
import type { ClientHello, EncryptedExtensions, ServerHello } from './handshake.ts'
import { codeList, shortHex } from './reading.ts'

/** SHA-256 of "HelloRetryRequest": the random that makes a ServerHello one (RFC 8446 4.1.3). */
export const HELLO_RETRY_REQUEST_RANDOM =
  fromHex('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c') ?? new Uint8Array(32)

/** Behind the header and the version. */
const RANDOM_AT = 6

/** Whether a ServerHello, given with its header, is a HelloRetryRequest. */
export function isHelloRetryRequest(raw: Uint8Array): boolean {
  // Nearly every random is told by its first byte.
  if (raw[RANDOM_AT] !== HELLO_RETRY_REQUEST_RANDOM[0]) return false
  return equalBytes(raw.subarray(RANDOM_AT, RANDOM_AT + 32), HELLO_RETRY_REQUEST_RANDOM)
}

/** RFC 5246 7.4.1.2, RFC 8446 4.1.2. */
export function readClientHello(cursor: FieldCursor, hello: ClientHello): void {
  hello.legacyVersion = cursor.u16('legacy_version', versionText)
  hello.random = cursor.varies(cursor.opaque('random', 32))
  hello.sessionId = cursor.varies(cursor.opaqueVector('legacy_session_id', 1))
  codeList(
    cursor,
    { name: 'cipher_suites', item: 'cipher_suite', prefix: 2, size: 2, describe: cipherSuiteText },
    hello.cipherSuites,
  )
  codeList(
    cursor,
    {
      name: 'legacy_compression_methods',
      item: 'compression_method',
      prefix: 1,
      size: 1,
      describe: compressionMethodText,
    },
    hello.compressionMethods,
  )
  if (cursor.remaining === 0) return
  hello.hasExtensions = true
  readExtensions(cursor, 'ClientHello', hello.extensions)
}

/** RFC 5246 7.4.1.3, RFC 8446 4.1.3. */
export function readServerHello(cursor: FieldCursor, hello: ServerHello): void {
  hello.legacyVersion = cursor.u16('legacy_version', versionText)
  hello.random = cursor.opaque('random', 32)
  if (equalBytes(hello.random.value, HELLO_RETRY_REQUEST_RANDOM)) hello.type = 'HelloRetryRequest'
  else cursor.varies(hello.random)
  // Before its draft 22, TLS 1.3 announced itself here, and only then; it lacked two fields in those days.
  const early13 = isTls13(hello.legacyVersion.value)
  if (!early13) hello.sessionId = cursor.varies(cursor.opaqueVector('legacy_session_id_echo', 1))
  hello.cipherSuite = cursor.u16('cipher_suite', cipherSuiteText)
  if (!early13) hello.compressionMethod = cursor.u8('legacy_compression_method', compressionMethodText)
  if (cursor.remaining > 0) readExtensions(cursor, hello.type, hello.extensions)
}

/** RFC 8446 4.3.1. */
export function readEncryptedExtensions(cursor: FieldCursor, message: EncryptedExtensions): void {
  readExtensions(cursor, 'EncryptedExtensions', message.extensions)
}

/**
 * The CLIENT-HELLO of SSL 2.0, by which old clients offer newer versions (RFC 5246 E.2), from its msg_type on.
 * Cipher specs are three bytes wide; those that begin with a zero are TLS's suites.
 */
export function readSslv2ClientHello(cursor: FieldCursor, hello: ClientHello): void {
  cursor.u8('msg_type', (type) => (type === 1 ? 'CLIENT-HELLO (1)' : String(type)))
  hello.legacyVersion = cursor.u16('version', versionText)
  const specsLength = cursor.u16('cipher_spec_length', bytesText)
  const sessionIdLength = cursor.u16('session_id_length', bytesText)
  const challengeLength = cursor.u16('challenge_length', bytesText)
  if (specsLength.value % 3 !== 0) {
    cursor.malformed(
      'cipher_spec_length',
      'a multiple of 3',
      String(specsLength.value),
      specsLength.span.start,
    )
  }
  cursor.group('cipher_specs', (specs) => {
    for (let left = specsLength.value; left >= 3; left -= 3) {
      hello.cipherSuites.push(specs.u24('cipher_spec', cipherSuiteText))
    }
    if (specsLength.value % 3 > 0) specs.opaque('left_over', specsLength.value % 3)
  })
  hello.sessionId = cursor.opaque('session_id', sessionIdLength.value)
  hello.random = cursor.opaque('challenge', challengeLength.value, shortHex)
}

function bytesText(length: number): string {
  return `${length} bytes`
}
