import { ContentCache } from '../bytes/content-cache.ts'
import type { Dissection, Field, FieldNode } from '../bytes/field.ts'
import { once } from '../bytes/memo.ts'
import { readSignatureAlgorithm, type SignatureAlgorithm } from './algorithm.ts'
import { type DerRange, DerReader } from './der.ts'
import { type DerElement, isContext, isUniversal, TAG } from './der-element.ts'
import { bytesField, field, spanOf } from './der-field.ts'
import { type CertificateExtension, readExtension } from './extension.ts'
import type { CertificateExtensionData } from './extension-data.ts'
import { type DistinguishedName, nameOf } from './name.ts'
import { type PublicKey, readPublicKey } from './public-key.ts'
import { serialText, smallInteger } from './scalar.ts'
import { type CertificateTime, readTime } from './time.ts'

/** What could be read of a certificate (RFC 5280 4.1). A part that is missing or unreadable is `null`. */
export interface X509Certificate {
  readonly type: 'X509Certificate'
  /** The whole TLV: a view of the bytes given. Thumbprints are taken over it. */
  readonly der: Uint8Array
  /** The TLV that is signed. */
  readonly tbsCertificate: Uint8Array | null
  /** 1 to 3. */
  readonly version: number
  /** Lower-case hex, whole octets. */
  readonly serial: Field<string> | null
  /** The outer one; the one inside the signed part must be the same and is noted where it is not. */
  readonly signatureAlgorithm: SignatureAlgorithm | null
  readonly signature: Field<Uint8Array> | null
  readonly issuer: DistinguishedName | null
  readonly subject: DistinguishedName | null
  readonly notBefore: CertificateTime | null
  readonly notAfter: CertificateTime | null
  readonly publicKey: PublicKey | null
  readonly extensions: readonly CertificateExtension[]
}

export type CertificateReading = Dissection<X509Certificate>

/**
 * Reads a DER certificate. Spans are offsets in `bytes`; never throws, whatever the bytes are.
 * @param range where in `bytes` the certificate stands; all of them if not given
 */
export function readCertificate(bytes: Uint8Array, range: DerRange = {}): CertificateReading {
  const reader = new DerReader(bytes, range)
  const root = reader.root('Certificate')
  if (!root) return unreadable(reader, { start: reader.start, end: reader.end })
  if (!isUniversal(root, TAG.sequence)) {
    reader.unexpected(root, 'Certificate', 'a sequence')
    return unreadable(reader, spanOf(root))
  }
  const [tbs, algorithm, bits] = reader.children(root, 'Certificate')
  const signed = readSigned(reader, tbs)
  const signatureAlgorithm = algorithm
    ? readSignatureAlgorithm(reader, algorithm, 'signatureAlgorithm')
    : null
  const signature = bits ? signatureOf(reader, bits) : null
  if (signed.innerAlgorithm && signatureAlgorithm && signed.innerAlgorithm.oid !== signatureAlgorithm.oid) {
    const at = signatureAlgorithm.node.span.start
    reader.malformed(at, 'signatureAlgorithm', signed.innerAlgorithm.name, signatureAlgorithm.name)
  }
  if (root.complete && !bits) reader.malformed(root.end, 'Certificate', 'three elements', 'fewer')
  const children: FieldNode[] = []
  if (tbs)
    children.push(field('tbsCertificate', null, spanOf(tbs), `${tbs.end - tbs.start} bytes`, signed.nodes))
  if (signatureAlgorithm) children.push(signatureAlgorithm.node)
  if (signature) children.push(signature)
  const text = signed.parts.subject?.text || '(no subject)'
  return {
    tree: field('Certificate', null, spanOf(root), text, children),
    body: {
      type: 'X509Certificate',
      der: reader.encoding(root),
      tbsCertificate: tbs ? reader.encoding(tbs) : null,
      signatureAlgorithm,
      signature,
      ...signed.parts,
    },
    problems: reader.problems,
  }
}

const READ_BEFORE = new ContentCache<CertificateReading>(1024, 8192)

/**
 * The same for a certificate that stands alone in `der`, which must not change any more. The same few certificates
 * come in every handshake of a capture, so each is read once; the reading is shared and its views are of a copy.
 */
export const readCertificateOnce = once(
  (der: Uint8Array): CertificateReading => READ_BEFORE.get(der, readCertificate),
)

/** The readable extension of one kind, or `null`. RFC 5280 4.2 allows one; the first counts. */
export function certificateExtension<K extends CertificateExtensionData['kind']>(
  certificate: X509Certificate,
  kind: K,
): Extract<CertificateExtensionData, { kind: K }> | null {
  for (const { data } of certificate.extensions) {
    if (data?.kind === kind) return data as Extract<CertificateExtensionData, { kind: K }>
  }
  return null
}

type SignedParts = Omit<
  X509Certificate,
  'type' | 'der' | 'tbsCertificate' | 'signatureAlgorithm' | 'signature'
>

const NOTHING: SignedParts = {
  version: 1,
  serial: null,
  issuer: null,
  subject: null,
  notBefore: null,
  notAfter: null,
  publicKey: null,
  extensions: [],
}

interface Signed {
  readonly parts: SignedParts
  readonly innerAlgorithm: SignatureAlgorithm | null
  readonly nodes: readonly FieldNode[]
}

/** TBSCertificate: its elements stand in a fixed order, so each is taken in turn. */
function readSigned(reader: DerReader, tbs: DerElement | undefined): Signed {
  if (!isUniversal(tbs, TAG.sequence)) {
    if (tbs) reader.unexpected(tbs, 'tbsCertificate', 'a sequence')
    return { parts: NOTHING, innerAlgorithm: null, nodes: [] }
  }
  const elements = reader.children(tbs, 'tbsCertificate')
  const nodes: FieldNode[] = []
  const show = <T extends { node: FieldNode }>(part: T | null): T | null => {
    if (part) nodes.push(part.node)
    return part
  }
  let next = 0
  const version = isContext(elements[0], 0) ? readVersion(reader, elements[next++] ?? tbs, nodes) : 1
  const serial = readSerial(reader, elements[next++], nodes)
  const inner = elements[next++]
  const innerAlgorithm = show(inner ? readSignatureAlgorithm(reader, inner, 'signature') : null)
  const issuer = placedName(reader, elements[next++], 'issuer', nodes)
  const validity = readValidity(reader, elements[next++], nodes)
  const subject = placedName(reader, elements[next++], 'subject', nodes)
  const key = elements[next++]
  const publicKey = show(key ? readPublicKey(reader, key) : null)
  if (!key && tbs.complete) reader.malformed(tbs.end, 'tbsCertificate', 'subjectPublicKeyInfo', 'nothing')
  let extensions: CertificateExtension[] = []
  for (const element of elements.slice(next)) {
    if (isContext(element, 3)) extensions = readExtensions(reader, element, nodes)
    else if (isContext(element, 1) || isContext(element, 2)) {
      const content = reader.content(element)
      const called = element.tag === 1 ? 'issuerUniqueID' : 'subjectUniqueID'
      nodes.push(bytesField(called, content, spanOf(element)))
    } else reader.unexpected(element, 'tbsCertificate', 'one of [1] to [3]')
  }
  return {
    parts: { version, serial, issuer, subject, ...validity, publicKey, extensions },
    innerAlgorithm,
    nodes,
  }
}

function readVersion(reader: DerReader, element: DerElement, nodes: FieldNode[]): number {
  const number = reader.only(element, 'version')
  const value = number && isUniversal(number, TAG.integer) ? smallInteger(reader, number, 'version') : null
  const version = (value ?? 0) + 1
  nodes.push(field('version', version, spanOf(element), `v${version}`))
  return version
}

function readSerial(
  reader: DerReader,
  element: DerElement | undefined,
  nodes: FieldNode[],
): Field<string> | null {
  if (!isUniversal(element, TAG.integer)) {
    if (element) reader.unexpected(element, 'serialNumber', 'an integer')
    return null
  }
  const text = serialText(reader.content(element))
  const serial = field('serialNumber', text, spanOf(element), text)
  nodes.push(serial)
  return serial
}

function placedName(
  reader: DerReader,
  element: DerElement | undefined,
  called: string,
  nodes: FieldNode[],
): DistinguishedName | null {
  if (!element) return null
  const { tree, body } = nameOf(reader, element, called)
  nodes.push(tree)
  return body
}

function readValidity(
  reader: DerReader,
  element: DerElement | undefined,
  nodes: FieldNode[],
): { notBefore: CertificateTime | null; notAfter: CertificateTime | null } {
  const [from, to] = element ? reader.children(element, 'validity') : []
  const notBefore = from ? readTime(reader, from, 'notBefore') : null
  const notAfter = to ? readTime(reader, to, 'notAfter') : null
  if (element) {
    const children = [notBefore, notAfter].flatMap((time) => (time ? [time.node] : []))
    const text = `${notBefore?.text ?? '?'} to ${notAfter?.text ?? '?'}`
    nodes.push(field('validity', null, spanOf(element), text, children))
  }
  return { notBefore, notAfter }
}

function readExtensions(reader: DerReader, element: DerElement, nodes: FieldNode[]): CertificateExtension[] {
  const list = reader.only(element, 'extensions')
  const extensions = list
    ? reader.children(list, 'extensions').flatMap((e) => readExtension(reader, e) ?? [])
    : []
  const children = extensions.map((extension) => extension.node)
  nodes.push(field('extensions', null, spanOf(element), `${extensions.length} extensions`, children))
  return extensions
}

function signatureOf(reader: DerReader, element: DerElement): Field<Uint8Array> | null {
  if (!isUniversal(element, TAG.bitString)) {
    reader.unexpected(element, 'signatureValue', 'a bit string')
    return null
  }
  const value = reader.bytes.subarray(
    Math.min(element.contentStart + 1, element.contentEnd),
    element.contentEnd,
  )
  return bytesField('signatureValue', value, spanOf(element))
}

function unreadable(reader: DerReader, span: { start: number; end: number }): CertificateReading {
  const bytes = reader.bytes.subarray(span.start, span.end)
  return {
    tree: field('Certificate', null, span, `${bytes.length} bytes that are no certificate`),
    body: {
      type: 'X509Certificate',
      der: bytes,
      tbsCertificate: null,
      signatureAlgorithm: null,
      signature: null,
      ...NOTHING,
    },
    problems: reader.problems,
  }
}
