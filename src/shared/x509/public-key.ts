import type { FieldNode, Span } from '../bytes/field.ts'
import { readAlgorithmIdentifier } from './algorithm.ts'
import type { DerReader } from './der.ts'
import { type DerElement, isUniversal, TAG } from './der-element.ts'
import { bytesField, field, spanOf } from './der-field.ts'
import { oidText } from './oid.ts'

/** SubjectPublicKeyInfo (RFC 5280 4.1.2.7). */
export interface PublicKey {
  /** `RSA`, `EC`, `Ed25519`, `ML-DSA-65` …; the algorithm's number where nobody here knows it. */
  readonly type: string
  /** Modulus, field or prime length; `null` where the size says nothing or cannot be read. */
  readonly bits: number | null
  /** NIST's name (`P-256`), else the curve's own; `null` for keys without a curve of their choice. */
  readonly curve: string | null
  /** The whole TLV: what `openssl pkey -pubin` reads. */
  readonly spki: Uint8Array
  readonly span: Span
  readonly node: FieldNode
}

interface KeyKind {
  readonly type: string
  readonly bits?: number
}

const KEYS = new Map<string, KeyKind>([
  ['1.2.840.113549.1.1.1', { type: 'RSA' }],
  ['1.2.840.113549.1.1.10', { type: 'RSASSA-PSS' }],
  ['1.2.840.10040.4.1', { type: 'DSA' }],
  ['1.2.840.10046.2.1', { type: 'DH' }],
  ['1.2.840.10045.2.1', { type: 'EC' }],
  ['1.3.101.110', { type: 'X25519', bits: 256 }],
  ['1.3.101.111', { type: 'X448', bits: 448 }],
  ['1.3.101.112', { type: 'Ed25519', bits: 256 }],
  ['1.3.101.113', { type: 'Ed448', bits: 456 }],
  ['2.16.840.1.101.3.4.3.17', { type: 'ML-DSA-44' }],
  ['2.16.840.1.101.3.4.3.18', { type: 'ML-DSA-65' }],
  ['2.16.840.1.101.3.4.3.19', { type: 'ML-DSA-87' }],
])

const CURVES = new Map<string, readonly [string, number]>([
  ['1.2.840.10045.3.1.1', ['P-192', 192]],
  ['1.3.132.0.33', ['P-224', 224]],
  ['1.2.840.10045.3.1.7', ['P-256', 256]],
  ['1.3.132.0.34', ['P-384', 384]],
  ['1.3.132.0.35', ['P-521', 521]],
  ['1.3.132.0.10', ['secp256k1', 256]],
  ['1.3.36.3.3.2.8.1.1.7', ['brainpoolP256r1', 256]],
  ['1.3.36.3.3.2.8.1.1.11', ['brainpoolP384r1', 384]],
  ['1.3.36.3.3.2.8.1.1.13', ['brainpoolP512r1', 512]],
  ['1.2.156.10197.1.301', ['SM2', 256]],
])

export function readPublicKey(reader: DerReader, element: DerElement): PublicKey | null {
  const called = 'subjectPublicKeyInfo'
  const [algorithm, keyBits] = isUniversal(element, TAG.sequence) ? reader.children(element, called) : []
  const identifier = algorithm ? readAlgorithmIdentifier(reader, algorithm, 'algorithm') : null
  if (!algorithm || !identifier) {
    reader.unexpected(element, called, 'a sequence of algorithm and key')
    return null
  }
  const kind = KEYS.get(identifier.oid) ?? { type: identifier.oid }
  const curve = kind.type === 'EC' ? curveOf(reader, identifier.parameters) : null
  const bits = kind.bits ?? curve?.bits ?? measuredBits(reader, kind.type, identifier.parameters, keyBits)
  const text = [kind.type, curve?.name, bits === null || curve ? null : `${bits} bits`]
    .filter((part) => part)
    .join(' ')
  const children: FieldNode[] = [field('algorithm', null, spanOf(algorithm), kind.type, identifier.nodes)]
  if (keyBits) {
    const content = reader.content(keyBits)
    children.push(bytesField('subjectPublicKey', content, spanOf(keyBits)))
  } else reader.malformed(element.end, called, 'the key', 'nothing')
  return {
    type: kind.type,
    bits,
    curve: curve?.name ?? null,
    spki: reader.encoding(element),
    span: spanOf(element),
    node: field(called, null, spanOf(element), text, children),
  }
}

/** RFC 5480 2.1.1 allows a named curve only; explicit parameters occur, and their field tells the size. */
function curveOf(
  reader: DerReader,
  parameters: DerElement | null,
): { name: string; bits: number | null } | null {
  if (!parameters) return null
  const oid = isUniversal(parameters, TAG.oid) ? oidText(reader.content(parameters)) : null
  if (oid === null) return { name: 'explicit parameters', bits: explicitFieldBits(reader, parameters) }
  const [name, bits] = CURVES.get(oid) ?? [oid, null]
  return { name, bits }
}

/** ECParameters (RFC 3279 2.3.5): version, then FieldID of type and, for a prime field, the prime. */
function explicitFieldBits(reader: DerReader, parameters: DerElement): number | null {
  const [, fieldId] = isUniversal(parameters, TAG.sequence) ? reader.children(parameters, 'ECParameters') : []
  const prime = isUniversal(fieldId, TAG.sequence) ? reader.children(fieldId, 'FieldID')[1] : undefined
  return isUniversal(prime, TAG.integer) ? integerBits(reader.content(prime)) : null
}

function measuredBits(
  reader: DerReader,
  type: string,
  parameters: DerElement | null,
  keyBits: DerElement | undefined,
): number | null {
  if (type === 'DSA' || type === 'DH') return parameters ? firstIntegerBits(reader, parameters) : null
  if ((type !== 'RSA' && type !== 'RSASSA-PSS') || !isUniversal(keyBits, TAG.bitString)) return null
  // RFC 3279 2.3.1: RSAPublicKey wrapped in the bit string, behind its octet of unused bits.
  const key = reader.element(keyBits.contentStart + 1, keyBits.contentEnd, 'RSAPublicKey', keyBits.depth + 1)
  return key ? firstIntegerBits(reader, key) : null
}

function firstIntegerBits(reader: DerReader, sequence: DerElement): number | null {
  const [integer] = isUniversal(sequence, TAG.sequence) ? reader.children(sequence, 'modulus') : []
  return isUniversal(integer, TAG.integer) ? integerBits(reader.content(integer)) : null
}

function integerBits(content: Uint8Array): number {
  const first = content.findIndex((octet) => octet !== 0)
  if (first < 0) return 0
  return (content.length - first) * 8 - (Math.clz32(content[first] ?? 0) - 24)
}
