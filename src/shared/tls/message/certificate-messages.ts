import type { Field } from '../../bytes/field.ts'
import type { FieldCursor } from '../../bytes/field-cursor.ts'
import * as registry from '../registry/index.ts'
import { readDistinguishedNames } from './distinguished-names.ts'
import { extensionData } from './extension.ts'
import { readExtensions } from './extension-list.ts'
import type {
  Certificate,
  CertificateEntry,
  CertificateRequest,
  CertificateStatus,
  CertificateVerify,
  CompressedCertificate,
} from './handshake.ts'
import { MAX_CERTIFICATES, upTo } from './limits.ts'
import { byteCount, codeList, count, peek16, peek24, shortHex } from './reading.ts'

/** RFC 5246 7.4.2 and RFC 8446 4.4.2. Without a known version, the lengths tell the two forms apart. */
export function readCertificate(cursor: FieldCursor, version: number | null, message: Certificate): void {
  const tls13 = version === null ? peek24(cursor) !== cursor.announced - 3 : registry.isTls13(version)
  if (tls13) message.requestContext = cursor.opaqueVector('certificate_request_context', 1)
  cursor.vector(
    'certificate_list',
    3,
    (list) =>
      upTo(list, MAX_CERTIFICATES, 'certificate_list', () => {
        if (tls13) readEntry(list, message)
        else message.entries.push({ certificate: readDer(list), extensions: [] })
      }),
    () => (message.entries.length === 0 ? 'empty' : count(message.entries.length, 'certificate')),
  )
}

function readEntry(list: FieldCursor, message: Certificate): void {
  list.group(
    'certificate_entry',
    (entry) => {
      const read: CertificateEntry = { certificate: readDer(entry), extensions: [] }
      message.entries.push(read)
      readExtensions(entry, 'Certificate', read.extensions)
    },
    (group) => group.children.find((child) => child.name === 'cert_data')?.text ?? 'cut short',
  )
}

function readDer(cursor: FieldCursor): Field<Uint8Array> {
  return cursor.opaqueVector('cert_data', 3, byteCount)
}

/** RFC 5246 7.4.4 and RFC 8446 4.3.2; before TLS 1.2 there were no signature algorithms (RFC 4346 7.4.4). */
export function readCertificateRequest(
  cursor: FieldCursor,
  version: number | null,
  message: CertificateRequest,
): void {
  const form = version === null ? guessRequestForm(cursor) : requestForm(version)
  if (form === 'tls13') {
    message.requestContext = cursor.opaqueVector('certificate_request_context', 1)
    readExtensions(cursor, 'CertificateRequest', message.extensions)
    const authorities = extensionData(message.extensions, 'certificate_authorities')
    message.signatureAlgorithms = extensionData(message.extensions, 'signature_algorithms')?.schemes ?? []
    message.certificateAuthorities = authorities?.names ?? []
    if (authorities) message.certificateAuthoritiesLength = authorities.length
    return
  }
  codeList(
    cursor,
    {
      name: 'certificate_types',
      item: 'certificate_type',
      prefix: 1,
      size: 1,
      describe: registry.clientCertificateTypeText,
    },
    message.certificateTypes,
  )
  if (form === 'tls12') {
    codeList(
      cursor,
      {
        name: 'supported_signature_algorithms',
        item: 'signature_algorithm',
        prefix: 2,
        size: 2,
        describe: registry.signatureSchemeText,
      },
      message.signatureAlgorithms,
    )
  }
  const announced = peek16(cursor)
  if (announced !== null) message.certificateAuthoritiesLength = announced
  readDistinguishedNames(cursor, 'certificate_authorities', message.certificateAuthorities)
}

type RequestForm = 'tls10' | 'tls12' | 'tls13'

function requestForm(version: number): RequestForm {
  if (registry.isTls13(version)) return 'tls13'
  return version >= registry.VERSION.tls12 ? 'tls12' : 'tls10'
}

/** Each form fills the message exactly, so that the lengths inside give it away. */
function guessRequestForm(cursor: FieldCursor): RequestForm {
  const first = cursor.bytes[cursor.at] ?? 0
  const second = peek16(cursor, 1 + first)
  if (second === null || 1 + first + 2 + second !== cursor.announced) return 'tls12'
  // One list after the first: DistinguishedNames hold SEQUENCEs (0x30) behind a length; extensions do not.
  const insideFirstItem = cursor.bytes[cursor.at + 1 + first + 2 + 2]
  return first > 0 && (second === 0 || insideFirstItem === 0x30) ? 'tls10' : 'tls13'
}

/** RFC 5246 7.4.8, RFC 8446 4.4.3; before TLS 1.2 no algorithm was named (RFC 4346 7.4.8). */
export function readCertificateVerify(
  cursor: FieldCursor,
  version: number | null,
  message: CertificateVerify,
): void {
  if (namesAlgorithm(cursor, version)) {
    message.algorithm = cursor.u16('algorithm', registry.signatureSchemeText)
  }
  message.signature = cursor.varies(cursor.opaqueVector('signature', 2, shortHex))
}

/** Whether a SignatureAndHashAlgorithm stands before the signature that fills the rest of the message. */
export function namesAlgorithm(cursor: FieldCursor, version: number | null): boolean {
  if (version !== null) return version >= registry.VERSION.tls12
  return peek16(cursor) !== cursor.announced - 2
}

/** RFC 6066 8, RFC 6961 2.2. */
export function readCertificateStatus(cursor: FieldCursor, message: CertificateStatus): void {
  message.statusType = cursor.u8('status_type', registry.certificateStatusTypeText)
  message.response = cursor.opaqueVector('response', 3, byteCount)
}

/** RFC 8879 4. */
export function readCompressedCertificate(cursor: FieldCursor, message: CompressedCertificate): void {
  message.algorithm = cursor.u16('algorithm', registry.certificateCompressionAlgorithmText)
  message.uncompressedLength = cursor.u24('uncompressed_length', (length) => `${length} bytes`)
  message.compressed = cursor.opaqueVector('compressed_certificate_message', 3, byteCount)
}
