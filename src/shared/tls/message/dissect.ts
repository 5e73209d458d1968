import type { FieldNode, Problem, Span } from '../../bytes/field.ts'
import { FieldCursor } from '../../bytes/field-cursor.ts'
import { handshakeTypeName, handshakeTypeText, keyUpdateRequestText } from '../registry/index.ts'
import * as certificates from './certificate-messages.ts'
import type { HandshakeBody, HandshakeContext, HandshakeDissection, OpaqueHandshake } from './handshake.ts'
import { readClientHello, readEncryptedExtensions, readServerHello, readSslv2ClientHello } from './hello.ts'
import { readClientKeyExchange, readServerKeyExchange } from './key-exchange.ts'
import { shortHex } from './reading.ts'
import { readNewSessionTicket } from './ticket.ts'

export { dissectAlert, dissectChangeCipherSpec, dissectHeartbeat } from './record-payloads.ts'

const HEADER_LENGTH = 4

/**
 * Reads one handshake message of TLS 1.0 to 1.3 (RFC 8446 4). Never throws; runs in time linear in `raw`.
 * @param raw the message with its 4-byte header; spans are offsets in it. Shorter than announced: what is
 *   there is read, and a `truncated` problem closes the list
 * @param options.cut whether the message is known to go on where `raw` ends, which its own length says as well
 *   unless the header itself is cut
 */
export function dissectHandshake(
  raw: Uint8Array,
  context: HandshakeContext,
  options: { readonly cut?: boolean } = {},
): HandshakeDissection {
  return dissectWithVarying(raw, context, options).dissection
}

/** The same, and where the bytes stand that are others in every message (`FieldCursor.varies`). */
export function dissectWithVarying(
  raw: Uint8Array,
  context: HandshakeContext,
  options: { readonly cut?: boolean } = {},
): { dissection: HandshakeDissection; varying: readonly Span[] } {
  const header = new FieldCursor(raw, { cut: options.cut ?? raw.length < HEADER_LENGTH })
  let handshakeType = -1
  let length = 0
  const complete = header.attempt(() => {
    handshakeType = header.u8('msg_type', handshakeTypeText).value
    length = header.u24('length', (value) => `${value} bytes`).value
  })
  const body = emptyBody(handshakeType)
  if (!complete) return { dissection: finish(raw, body, header.nodes, header.problems), varying: [] }

  const announcedEnd = HEADER_LENGTH + length
  const cut = announcedEnd > raw.length
  const cursor = new FieldCursor(raw, { start: HEADER_LENGTH, end: announcedEnd })
  const { varying } = cursor
  if (cursor.attempt(() => readBody(cursor, body, context))) {
    if (cut) {
      const nodes = [...header.nodes, ...cursor.nodes]
      return { dissection: finish(raw, body, nodes, [...cursor.problems, missing()]), varying }
    }
    cursor.nothingLeft(nameOf(body))
  }
  const extra = new FieldCursor(raw, { start: Math.min(announcedEnd, raw.length) })
  extra.nothingLeft(nameOf(body))
  const nodes = [...header.nodes, ...cursor.nodes, ...extra.nodes]
  return { dissection: finish(raw, body, nodes, [...cursor.problems, ...extra.problems]), varying }

  /** The announced end is missing, though every field read so far was whole. */
  function missing(): Problem {
    return { kind: 'truncated', at: raw.length, field: nameOf(body), needed: announcedEnd - raw.length }
  }
}

/**
 * Reads an SSL 2.0 CLIENT-HELLO, the old way to offer SSL 3.0 and TLS (RFC 5246 E.2). Cipher suites are
 * numbers of three bytes; those of TLS are below 0x10000.
 * @param raw the record with its two-byte header, or the message alone from its msg_type (1) on
 * @param options.cut whether the message is known to go on where `raw` ends; the record's header says so too
 */
export function dissectSslv2ClientHello(
  raw: Uint8Array,
  options: { readonly cut?: boolean } = {},
): HandshakeDissection {
  const headed = ((raw[0] ?? 0) & 0x80) !== 0
  const announcedEnd = headed ? 2 + ((((raw[0] ?? 0) & 0x7f) << 8) | (raw[1] ?? 0)) : raw.length
  const body = emptyClientHello()
  const cut = options.cut || announcedEnd > raw.length || raw.length < (headed ? 2 : 1)
  const cursor = new FieldCursor(raw, { end: announcedEnd, cut })
  const complete = cursor.attempt(() => {
    if (headed) cursor.u16('record_length', (value) => `${value & 0x7fff} bytes`)
    readSslv2ClientHello(cursor, body)
  })
  if (complete && !cut) cursor.nothingLeft('CLIENT-HELLO')
  const tree = {
    name: 'CLIENT-HELLO',
    value: null,
    span: { start: 0, end: raw.length },
    text: 'SSL 2.0 CLIENT-HELLO',
  }
  return { tree: { ...tree, children: cursor.nodes }, body, problems: cursor.problems }
}

function readBody(cursor: FieldCursor, body: HandshakeBody, context: HandshakeContext): void {
  const { version } = context
  switch (body.type) {
    case 'ClientHello':
      readClientHello(cursor, body)
      return
    case 'ServerHello':
    case 'HelloRetryRequest':
      readServerHello(cursor, body)
      return
    case 'EncryptedExtensions':
      readEncryptedExtensions(cursor, body)
      return
    case 'Certificate':
      certificates.readCertificate(cursor, version, body)
      return
    case 'CertificateRequest':
      certificates.readCertificateRequest(cursor, version, body)
      return
    case 'CertificateVerify':
      certificates.readCertificateVerify(cursor, version, body)
      return
    case 'CertificateStatus':
      certificates.readCertificateStatus(cursor, body)
      return
    case 'CompressedCertificate':
      certificates.readCompressedCertificate(cursor, body)
      return
    case 'ServerKeyExchange':
      readServerKeyExchange(cursor, context, body)
      return
    case 'ClientKeyExchange':
      readClientKeyExchange(cursor, context)
      return
    case 'NewSessionTicket':
      readNewSessionTicket(cursor, version, body)
      return
    case 'KeyUpdate':
      body.requestUpdate = cursor.u8('request_update', keyUpdateRequestText)
      return
    case 'Finished':
      if (cursor.remaining > 0) cursor.varies(cursor.rest('verify_data', shortHex))
      return
    case 'MessageHash':
      opaqueRest(cursor, 'hash')
      return
    case 'Unknown':
      opaqueRest(cursor, 'opaque')
      return
    case 'HelloRequest':
    case 'ServerHelloDone':
    case 'EndOfEarlyData':
      return
  }
}

function opaqueRest(cursor: FieldCursor, name: string): void {
  if (cursor.remaining > 0) cursor.rest(name, shortHex)
}

/** The body of a message of that type before anything of it is read. */
function emptyBody(handshakeType: number): HandshakeBody {
  const type = handshakeTypeName(handshakeType)
  switch (type) {
    case 'ClientHello':
      return emptyClientHello()
    case 'ServerHello':
    case 'EncryptedExtensions':
    case 'NewSessionTicket':
      return { type, extensions: [] }
    case 'Certificate':
      return { type, entries: [] }
    case 'CertificateRequest':
      return {
        type,
        certificateTypes: [],
        signatureAlgorithms: [],
        certificateAuthorities: [],
        extensions: [],
      }
    case 'ServerKeyExchange':
    case 'CertificateVerify':
    case 'CertificateStatus':
    case 'CompressedCertificate':
    case 'KeyUpdate':
      return { type }
    default:
      return { type: isOpaqueType(type) ? type : 'Unknown', handshakeType }
  }
}

function emptyClientHello() {
  return {
    type: 'ClientHello' as const,
    cipherSuites: [],
    compressionMethods: [],
    extensions: [],
    hasExtensions: false,
  }
}

const OPAQUE_TYPES: readonly string[] = [
  'HelloRequest',
  'ServerHelloDone',
  'ClientKeyExchange',
  'Finished',
  'EndOfEarlyData',
  'MessageHash',
] satisfies OpaqueHandshake['type'][]

function isOpaqueType(type: string): type is OpaqueHandshake['type'] {
  return OPAQUE_TYPES.includes(type)
}

/** How the message is called: by its own name, also where its content is not looked into. */
function nameOf(body: HandshakeBody): string {
  if (body.type !== 'Unknown') return body.type
  return body.handshakeType < 0 ? 'Handshake' : handshakeTypeName(body.handshakeType)
}

function finish(
  raw: Uint8Array,
  body: HandshakeBody,
  children: readonly FieldNode[],
  problems: readonly Problem[],
): HandshakeDissection {
  const name = nameOf(body)
  return {
    tree: { name, value: null, span: { start: 0, end: raw.length }, text: name, children },
    body,
    problems,
  }
}
