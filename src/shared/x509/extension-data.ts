import type { Field, FieldNode } from '../bytes/field.ts'
import { printable } from '../bytes/text.ts'
import { readOid } from './algorithm.ts'
import type { DerReader } from './der.ts'
import { type DerElement, isContext, isUniversal, TAG } from './der-element.ts'
import { field, spanOf } from './der-field.ts'
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.ts'
import { purposeName } from './key-purpose.ts'
import { bytesText } from './octets-text.ts'
import { readBoolean, serialText, smallInteger } from './scalar.ts'

export type CertificateExtensionData =
  | { readonly kind: 'subjectAltName'; readonly names: readonly GeneralName[] }
  | { readonly kind: 'issuerAltName'; readonly names: readonly GeneralName[] }
  /** RFC 5280 4.2.1.3's names of the bits that are set. */
  | { readonly kind: 'keyUsage'; readonly usages: readonly KeyUsage[] }
  /** Dotted; the texts carry the RFC's name. */
  | { readonly kind: 'extKeyUsage'; readonly purposes: readonly Field<string>[] }
  | { readonly kind: 'basicConstraints'; readonly ca: boolean; readonly pathLength: number | null }
  | { readonly kind: 'subjectKeyIdentifier'; readonly keyIdentifier: Uint8Array }
  | {
      readonly kind: 'authorityKeyIdentifier'
      readonly keyIdentifier: Uint8Array | null
      readonly issuer: readonly GeneralName[]
      /** Hex, as the certificate's own serial. */
      readonly serial: string | null
    }
  | {
      readonly kind: 'authorityInfoAccess'
      readonly ocsp: readonly string[]
      readonly caIssuers: readonly string[]
    }
  | { readonly kind: 'cRLDistributionPoints'; readonly uris: readonly string[] }
  | { readonly kind: 'certificatePolicies'; readonly policies: readonly Field<string>[] }

export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const
export type KeyUsage = (typeof KEY_USAGES)[number]

/** What an extension's octet string says: typed, as nodes, and in one line. */
export interface ExtensionReading {
  readonly data: CertificateExtensionData | null
  readonly nodes: readonly FieldNode[]
  /** Empty where the hex of the content says as much. */
  readonly text: string
}

const OPAQUE: ExtensionReading = { data: null, nodes: [], text: '' }

type Read = (reader: DerReader, element: DerElement) => ExtensionReading

/** By the RFC's name (RFC 5280 4.2.1 and 4.2.2). Others stay opaque. */
const READERS = new Map<string, Read>([
  ['subjectAltName', alternativeNames('subjectAltName')],
  ['issuerAltName', alternativeNames('issuerAltName')],
  ['keyUsage', keyUsage],
  ['extKeyUsage', extKeyUsage],
  ['basicConstraints', basicConstraints],
  ['subjectKeyIdentifier', subjectKeyIdentifier],
  ['authorityKeyIdentifier', authorityKeyIdentifier],
  ['authorityInfoAccess', authorityInfoAccess],
  ['cRLDistributionPoints', crlDistributionPoints],
  ['certificatePolicies', certificatePolicies],
])

export function readExtensionData(reader: DerReader, name: string, wrapper: DerElement): ExtensionReading {
  const read = READERS.get(name)
  if (!read) return OPAQUE
  const element = reader.only(wrapper, name)
  return element ? read(reader, element) : OPAQUE
}

function alternativeNames(kind: 'subjectAltName' | 'issuerAltName'): Read {
  return (reader, element) => {
    if (!isSequence(reader, element, kind)) return OPAQUE
    const names = readGeneralNames(reader, element, kind)
    if (names.length === 0) reader.malformed(element.start, kind, 'at least one name', 'none')
    return { data: { kind, names }, nodes: nodesOf(names), text: textsOf(names) }
  }
}

/** A named-bit list: bit 0 is the most significant bit of the first octet (X.690 8.6.2). */
function keyUsage(reader: DerReader, element: DerElement): ExtensionReading {
  if (!isUniversal(element, TAG.bitString)) {
    reader.unexpected(element, 'keyUsage', 'a bit string')
    return OPAQUE
  }
  const content = reader.content(element)
  const usages: KeyUsage[] = KEY_USAGES.filter(
    (_usage, bit) => ((content[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0,
  )
  const text = usages.join(', ') || '(none)'
  return {
    data: { kind: 'keyUsage', usages },
    nodes: [field('KeyUsage', text, spanOf(element), text)],
    text,
  }
}

function extKeyUsage(reader: DerReader, element: DerElement): ExtensionReading {
  if (!isSequence(reader, element, 'extKeyUsage')) return OPAQUE
  const purposes: Field<string>[] = []
  for (const child of reader.children(element, 'extKeyUsage')) {
    const purpose = readOid(reader, child, 'KeyPurposeId', purposeName)
    if (purpose) purposes.push(purpose)
  }
  if (purposes.length === 0) reader.malformed(element.start, 'extKeyUsage', 'at least one purpose', 'none')
  const text = purposes.map(({ value }) => purposeName(value) ?? value).join(', ')
  return { data: { kind: 'extKeyUsage', purposes }, nodes: purposes, text }
}

function basicConstraints(reader: DerReader, element: DerElement): ExtensionReading {
  if (!isSequence(reader, element, 'basicConstraints')) return OPAQUE
  const nodes: FieldNode[] = []
  let ca = false
  let pathLength: number | null = null
  for (const child of reader.children(element, 'basicConstraints')) {
    if (isUniversal(child, TAG.boolean)) {
      ca = readBoolean(reader, child, 'cA')
      nodes.push(field('cA', ca, spanOf(child), String(ca).toUpperCase()))
    } else if (isUniversal(child, TAG.integer)) {
      pathLength = smallInteger(reader, child, 'pathLenConstraint')
      nodes.push(field('pathLenConstraint', pathLength, spanOf(child), String(pathLength ?? '?')))
    } else reader.unexpected(child, 'basicConstraints', 'cA or pathLenConstraint')
  }
  const text = `CA:${String(ca).toUpperCase()}${pathLength === null ? '' : `, pathlen:${pathLength}`}`
  return { data: { kind: 'basicConstraints', ca, pathLength }, nodes, text }
}

function subjectKeyIdentifier(reader: DerReader, element: DerElement): ExtensionReading {
  if (!isUniversal(element, TAG.octetString)) {
    reader.unexpected(element, 'subjectKeyIdentifier', 'an octet string')
    return OPAQUE
  }
  const keyIdentifier = reader.content(element)
  const node = field('KeyIdentifier', keyIdentifier, spanOf(element), bytesText(keyIdentifier))
  return { data: { kind: 'subjectKeyIdentifier', keyIdentifier }, nodes: [node], text: node.text }
}

function authorityKeyIdentifier(reader: DerReader, element: DerElement): ExtensionReading {
  if (!isSequence(reader, element, 'authorityKeyIdentifier')) return OPAQUE
  const nodes: FieldNode[] = []
  let keyIdentifier: Uint8Array | null = null
  let issuer: readonly GeneralName[] = []
  let serial: string | null = null
  for (const child of reader.children(element, 'authorityKeyIdentifier')) {
    if (isContext(child, 0)) {
      keyIdentifier = reader.content(child)
      nodes.push(field('keyIdentifier', keyIdentifier, spanOf(child), bytesText(keyIdentifier)))
    } else if (isContext(child, 1)) {
      issuer = readGeneralNames(reader, child, 'authorityCertIssuer')
      nodes.push(field('authorityCertIssuer', null, spanOf(child), textsOf(issuer), nodesOf(issuer)))
    } else if (isContext(child, 2)) {
      serial = serialText(reader.content(child))
      nodes.push(field('authorityCertSerialNumber', serial, spanOf(child), serial))
    } else reader.unexpected(child, 'authorityKeyIdentifier', 'one of [0] to [2]')
  }
  return {
    data: { kind: 'authorityKeyIdentifier', keyIdentifier, issuer, serial },
    nodes,
    text: nodes.map((node) => node.text).join(', '),
  }
}

const OCSP = '1.3.6.1.5.5.7.48.1'
const CA_ISSUERS = '1.3.6.1.5.5.7.48.2'

function authorityInfoAccess(reader: DerReader, element: DerElement): ExtensionReading {
  if (!isSequence(reader, element, 'authorityInfoAccess')) return OPAQUE
  const nodes: FieldNode[] = []
  const places: { method: string; uri: string }[] = []
  for (const description of reader.children(element, 'authorityInfoAccess')) {
    const [id, where] = reader.children(description, 'AccessDescription')
    const method = id ? readOid(reader, id, 'accessMethod', accessMethodName) : null
    const location = where ? readGeneralName(reader, where) : null
    if (!method || !location) continue
    if (location.kind === 'uri') places.push({ method: method.value, uri: location.value })
    const text = `${accessMethodName(method.value) ?? method.value}: ${printable(location.value)}`
    nodes.push(field('AccessDescription', null, spanOf(description), text, [method, location.node]))
  }
  const uris = (method: string) => places.filter((place) => place.method === method).map(({ uri }) => uri)
  return {
    data: { kind: 'authorityInfoAccess', ocsp: uris(OCSP), caIssuers: uris(CA_ISSUERS) },
    nodes,
    text: nodes.map((node) => node.text).join(', '),
  }
}

function accessMethodName(oid: string): string | undefined {
  return oid === OCSP ? 'OCSP' : oid === CA_ISSUERS ? 'CA Issuers' : undefined
}

/** DistributionPoint: [0] distributionPoint, in it [0] fullName; the rest names reasons and other issuers. */
function crlDistributionPoints(reader: DerReader, element: DerElement): ExtensionReading {
  if (!isSequence(reader, element, 'cRLDistributionPoints')) return OPAQUE
  const names: GeneralName[] = []
  for (const point of reader.children(element, 'DistributionPoint')) {
    const place = reader.children(point, 'DistributionPoint').find((child) => isContext(child, 0))
    const fullName = place && reader.children(place, 'distributionPoint').find((child) => isContext(child, 0))
    if (fullName) names.push(...readGeneralNames(reader, fullName, 'fullName'))
  }
  const uris = names.filter((name) => name.kind === 'uri').map((name) => name.value)
  return { data: { kind: 'cRLDistributionPoints', uris }, nodes: nodesOf(names), text: textsOf(names) }
}

function certificatePolicies(reader: DerReader, element: DerElement): ExtensionReading {
  if (!isSequence(reader, element, 'certificatePolicies')) return OPAQUE
  const policies: Field<string>[] = []
  for (const information of reader.children(element, 'certificatePolicies')) {
    const [id] = reader.children(information, 'PolicyInformation')
    const policy = id ? readOid(reader, id, 'policyIdentifier', policyName) : null
    if (policy) policies.push(policy)
  }
  const text = policies.map((policy) => policy.text).join(', ')
  return { data: { kind: 'certificatePolicies', policies }, nodes: policies, text }
}

/** RFC 5280 4.2.1.4 and the CA/Browser Forum's reserved policies (baseline requirements 7.1.6.1). */
const POLICIES = new Map([
  ['2.5.29.32.0', 'anyPolicy'],
  ['2.23.140.1.1', 'extended-validation'],
  ['2.23.140.1.2.1', 'domain-validated'],
  ['2.23.140.1.2.2', 'organization-validated'],
  ['2.23.140.1.2.3', 'individual-validated'],
])

function policyName(oid: string): string | undefined {
  return POLICIES.get(oid)
}

function isSequence(reader: DerReader, element: DerElement, called: string): boolean {
  if (isUniversal(element, TAG.sequence)) return true
  reader.unexpected(element, called, 'a sequence')
  return false
}

function nodesOf(names: readonly GeneralName[]): FieldNode[] {
  return names.map((name) => name.node)
}

function textsOf(names: readonly GeneralName[]): string {
  return names.map((name) => name.text).join(', ')
}
