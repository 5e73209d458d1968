import { readAlgorithmIdentifier, readSignatureAlgorithm } from '../x509/algorithm.ts'
import type { X509Certificate } from '../x509/certificate.ts'
import { DerReader } from '../x509/der.ts'

/** What of a key decides which signatures it can make. */
export interface KeyFacts {
  /** As `PublicKey.type`: `RSA`, `RSASSA-PSS`, `EC`, `Ed25519`, `Ed448`, another name, or a dotted number. */
  readonly type: string
  /** Length of an RSA modulus, else of the curve's field; `null` where unknown. */
  readonly bits: number | null
  /** NIST's name (`P-256`), else the curve's own; `null` for keys without a curve of their choice. */
  readonly curve: string | null
  /** RSASSA-PSS keys that are tied to one hash (RFC 4055 1.2): which; `null` for all others. */
  readonly pssHash: string | null
}

/** The facts of a certificate's key; `null` where it cannot be read. */
export function keyFacts(certificate: X509Certificate): KeyFacts | null {
  const key = certificate.publicKey
  if (key === null) return null
  const pssHash = key.type === 'RSASSA-PSS' ? pssHashOf(key.spki) : null
  return { type: key.type, bits: key.bits, curve: key.curve, pssHash }
}

/** `RSA 2048 bits`, `EC P-256`, `Ed25519`. */
export function keyText({ type, bits, curve }: Omit<KeyFacts, 'pssHash'>): string {
  if (type === 'EC') return `EC ${curve ?? '(unknown curve)'}`
  const sized = type === 'RSA' || type === 'RSASSA-PSS' || type === 'DSA' || type === 'DH'
  return sized && bits !== null ? `${type} ${bits} bits` : type
}

/** The hash that a key's RSASSA-PSS-params name (RFC 4055 3.1). Without parameters the key serves any. */
function pssHashOf(spki: Uint8Array): string | null {
  const reader = new DerReader(spki)
  const root = reader.root('subjectPublicKeyInfo')
  const algorithm = root ? reader.children(root, 'subjectPublicKeyInfo')[0] : undefined
  if (!algorithm || !readAlgorithmIdentifier(reader, algorithm, 'algorithm')?.parameters) return null
  return readSignatureAlgorithm(reader, algorithm, 'algorithm')?.hash ?? null
}
