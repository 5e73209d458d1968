import type { Field, FieldNode, Span } from '../bytes/field.ts'
import { readOid } from './algorithm.ts'
import type { DerReader } from './der.ts'
import { type DerElement, isUniversal, TAG } from './der-element.ts'
import { field, spanOf } from './der-field.ts'
import { type CertificateExtensionData, readExtensionData } from './extension-data.ts'
import { bytesText } from './octets-text.ts'
import { readBoolean } from './scalar.ts'

/** One extension (RFC 5280 4.2). `data` is `null` where nobody here knows the type or it cannot be read. */
export interface CertificateExtension {
  readonly oid: string
  /** The RFC's name, or the number. */
  readonly name: string
  readonly critical: boolean
  /** What the octet string wraps; the span is the octet string's. */
  readonly content: Field<Uint8Array>
  readonly data: CertificateExtensionData | null
  readonly span: Span
  readonly node: FieldNode
}

const NAMES = new Map<string, string>([
  ['2.5.29.14', 'subjectKeyIdentifier'],
  ['2.5.29.15', 'keyUsage'],
  ['2.5.29.16', 'privateKeyUsagePeriod'],
  ['2.5.29.17', 'subjectAltName'],
  ['2.5.29.18', 'issuerAltName'],
  ['2.5.29.19', 'basicConstraints'],
  ['2.5.29.30', 'nameConstraints'],
  ['2.5.29.31', 'cRLDistributionPoints'],
  ['2.5.29.32', 'certificatePolicies'],
  ['2.5.29.33', 'policyMappings'],
  ['2.5.29.35', 'authorityKeyIdentifier'],
  ['2.5.29.36', 'policyConstraints'],
  ['2.5.29.37', 'extKeyUsage'],
  ['2.5.29.46', 'freshestCRL'],
  ['2.5.29.54', 'inhibitAnyPolicy'],
  ['1.3.6.1.5.5.7.1.1', 'authorityInfoAccess'],
  ['1.3.6.1.5.5.7.1.3', 'qcStatements'],
  ['1.3.6.1.5.5.7.1.11', 'subjectInfoAccess'],
  ['1.3.6.1.5.5.7.1.24', 'tlsFeature'],
  ['1.3.6.1.4.1.11129.2.4.2', 'signedCertificateTimestampList'],
  ['1.3.6.1.4.1.11129.2.4.3', 'ctPrecertificatePoison'],
  ['1.3.6.1.4.1.311.20.2', 'microsoftCertificateTemplateName'],
  ['1.3.6.1.4.1.311.21.1', 'microsoftCaVersion'],
  ['1.3.6.1.4.1.311.21.7', 'microsoftCertificateTemplate'],
  ['1.3.6.1.4.1.311.21.10', 'microsoftApplicationPolicies'],
  ['1.3.6.1.4.1.311.25.2', 'microsoftSecurityIdentifier'],
  ['2.16.840.1.113730.1.1', 'netscapeCertType'],
  ['2.16.840.1.113730.1.13', 'netscapeComment'],
])

/** Extension ::= SEQUENCE { extnID, critical DEFAULT FALSE, extnValue OCTET STRING }. */
export function readExtension(reader: DerReader, element: DerElement): CertificateExtension | null {
  const parts = isUniversal(element, TAG.sequence) ? reader.children(element, 'Extension') : []
  const id = parts[0] ? readOid(reader, parts[0], 'extnID', (oid) => NAMES.get(oid)) : null
  if (!id) {
    reader.unexpected(element, 'Extension', 'a sequence that begins with an object identifier')
    return null
  }
  const name = NAMES.get(id.value) ?? id.value
  const flag = isUniversal(parts[1], TAG.boolean) ? parts[1] : undefined
  const critical = flag ? readBoolean(reader, flag, 'critical') : false
  const wrapper = parts[flag ? 2 : 1]
  if (!isUniversal(wrapper, TAG.octetString)) {
    if (wrapper) reader.unexpected(wrapper, name, 'an octet string')
    else reader.malformed(element.end, name, 'an octet string', 'nothing')
  }
  const isWrapper = isUniversal(wrapper, TAG.octetString)
  const read = isWrapper ? readExtensionData(reader, name, wrapper) : { data: null, nodes: [], text: '' }
  const value = isWrapper ? reader.content(wrapper) : reader.bytes.subarray(element.end, element.end)
  const valueSpan = wrapper ? spanOf(wrapper) : { start: element.end, end: element.end }
  const content = field('extnValue', value, valueSpan, read.text || bytesText(value), read.nodes)
  const children: FieldNode[] = [id]
  if (flag) children.push(field('critical', critical, spanOf(flag), String(critical)))
  children.push(content)
  const node = field(name, null, spanOf(element), `${content.text}${critical ? ' (critical)' : ''}`, children)
  return { oid: id.value, name, critical, content, data: read.data, span: spanOf(element), node }
}
