import type { Field, FieldNode } from '../bytes/field.ts'
import type { DerReader } from './der.ts'
import { type DerElement, isContext, isUniversal, TAG } from './der-element.ts'
import { field, spanOf } from './der-field.ts'
import { bytesText } from './octets-text.ts'
import { oidText } from './oid.ts'

/** AlgorithmIdentifier (RFC 5280 4.1.1.2) of a signature. */
export interface SignatureAlgorithm {
  readonly oid: string
  /** The name the RFC gives it (`sha256WithRSAEncryption`), or the number where nobody here knows it. */
  readonly name: string
  /** The digest signed, `null` where the scheme has its own (Ed25519, ML-DSA) or it is unknown. */
  readonly hash: HashName | null
  readonly node: FieldNode
}

export type HashName = 'MD2' | 'MD5' | 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512' | 'SHA-3'

/** RFC 3279, 4055, 5758, 8410, 9881, 9814 and FIPS 204's arcs at NIST. */
const SIGNATURES = new Map<string, readonly [string, HashName | null]>([
  ['1.2.840.113549.1.1.2', ['md2WithRSAEncryption', 'MD2']],
  ['1.2.840.113549.1.1.4', ['md5WithRSAEncryption', 'MD5']],
  ['1.2.840.113549.1.1.5', ['sha1WithRSAEncryption', 'SHA-1']],
  ['1.3.14.3.2.29', ['sha1WithRSAEncryption', 'SHA-1']],
  ['1.2.840.113549.1.1.14', ['sha224WithRSAEncryption', 'SHA-224']],
  ['1.2.840.113549.1.1.11', ['sha256WithRSAEncryption', 'SHA-256']],
  ['1.2.840.113549.1.1.12', ['sha384WithRSAEncryption', 'SHA-384']],
  ['1.2.840.113549.1.1.13', ['sha512WithRSAEncryption', 'SHA-512']],
  ['1.2.840.113549.1.1.10', ['id-RSASSA-PSS', 'SHA-1']],
  ['1.2.840.10045.4.1', ['ecdsa-with-SHA1', 'SHA-1']],
  ['1.2.840.10045.4.3.1', ['ecdsa-with-SHA224', 'SHA-224']],
  ['1.2.840.10045.4.3.2', ['ecdsa-with-SHA256', 'SHA-256']],
  ['1.2.840.10045.4.3.3', ['ecdsa-with-SHA384', 'SHA-384']],
  ['1.2.840.10045.4.3.4', ['ecdsa-with-SHA512', 'SHA-512']],
  ['2.16.840.1.101.3.4.3.9', ['id-ecdsa-with-sha3-224', 'SHA-3']],
  ['2.16.840.1.101.3.4.3.10', ['id-ecdsa-with-sha3-256', 'SHA-3']],
  ['2.16.840.1.101.3.4.3.11', ['id-ecdsa-with-sha3-384', 'SHA-3']],
  ['2.16.840.1.101.3.4.3.12', ['id-ecdsa-with-sha3-512', 'SHA-3']],
  ['1.2.840.10040.4.3', ['dsa-with-sha1', 'SHA-1']],
  ['2.16.840.1.101.3.4.3.1', ['dsa-with-sha224', 'SHA-224']],
  ['2.16.840.1.101.3.4.3.2', ['dsa-with-sha256', 'SHA-256']],
  ['1.3.101.112', ['id-Ed25519', null]],
  ['1.3.101.113', ['id-Ed448', null]],
  ['2.16.840.1.101.3.4.3.17', ['id-ml-dsa-44', null]],
  ['2.16.840.1.101.3.4.3.18', ['id-ml-dsa-65', null]],
  ['2.16.840.1.101.3.4.3.19', ['id-ml-dsa-87', null]],
])

const HASHES = new Map<string, HashName>([
  ['1.2.840.113549.2.2', 'MD2'],
  ['1.2.840.113549.2.5', 'MD5'],
  ['1.3.14.3.2.26', 'SHA-1'],
  ['2.16.840.1.101.3.4.2.4', 'SHA-224'],
  ['2.16.840.1.101.3.4.2.1', 'SHA-256'],
  ['2.16.840.1.101.3.4.2.2', 'SHA-384'],
  ['2.16.840.1.101.3.4.2.3', 'SHA-512'],
])

const RSASSA_PSS = '1.2.840.113549.1.1.10'

export function readSignatureAlgorithm(
  reader: DerReader,
  element: DerElement,
  called: string,
): SignatureAlgorithm | null {
  const identifier = readAlgorithmIdentifier(reader, element, called)
  if (!identifier) return null
  const { oid, parameters } = identifier
  const [name, usualHash] = SIGNATURES.get(oid) ?? [oid, null]
  const hash = oid === RSASSA_PSS ? pssHash(reader, parameters) : usualHash
  const text = oid === RSASSA_PSS && hash ? `${name} with ${hash}` : name
  const node = field(called, null, spanOf(element), text, identifier.nodes)
  return { oid, name: text, hash, node }
}

/** The parts of an AlgorithmIdentifier, for keys and signatures alike. */
export function readAlgorithmIdentifier(
  reader: DerReader,
  element: DerElement,
  called: string,
): { oid: string; parameters: DerElement | null; nodes: FieldNode[] } | null {
  const [algorithm, parameters = null] = isUniversal(element, TAG.sequence)
    ? reader.children(element, called)
    : []
  const read = algorithm ? readOid(reader, algorithm, 'algorithm', (oid) => SIGNATURES.get(oid)?.[0]) : null
  if (!read) {
    reader.unexpected(element, called, 'a sequence that begins with an object identifier')
    return null
  }
  const nodes: FieldNode[] = [read]
  if (parameters) {
    const encoding = reader.encoding(parameters)
    nodes.push(field('parameters', encoding, spanOf(parameters), parametersText(parameters, encoding)))
  }
  return { oid: read.value, parameters, nodes }
}

/** An object identifier as a field: its value dotted, its text with the name where `nameOf` knows it. */
export function readOid(
  reader: DerReader,
  element: DerElement,
  called: string,
  nameOf: (oid: string) => string | undefined,
): Field<string> | null {
  const oid = isUniversal(element, TAG.oid) ? oidText(reader.content(element)) : null
  if (oid === null) {
    reader.unexpected(element, called, 'an object identifier')
    return null
  }
  const name = nameOf(oid)
  return field(called, oid, spanOf(element), name ? `${name} (${oid})` : oid)
}

function parametersText(element: DerElement, encoding: Uint8Array): string {
  return isUniversal(element, TAG.null) ? 'NULL' : bytesText(encoding)
}

/** RFC 4055 3.1: hashAlgorithm is [0], SHA-1 where absent. */
function pssHash(reader: DerReader, parameters: DerElement | null): HashName | null {
  if (!isUniversal(parameters ?? undefined, TAG.sequence) || !parameters) return 'SHA-1'
  const tagged = reader.children(parameters, 'RSASSA-PSS-params').find((child) => isContext(child, 0))
  if (!tagged) return 'SHA-1'
  const identifier = reader.only(tagged, 'hashAlgorithm')
  const [oid] = identifier ? reader.children(identifier, 'hashAlgorithm') : []
  return isUniversal(oid, TAG.oid) ? (HASHES.get(oidText(reader.content(oid)) ?? '') ?? null) : null
}
