import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { isUniversal, TAG } from '../../../shared/x509/der.ts'
import { DerShape } from './der-shape.ts'
import type { Work } from './key-stretching.ts'
import { openByPassphrase } from './password-based.ts'
import { ReadingFault } from './reading-fault.ts'

/** A private key that this host can use. */
export interface PrivateKey {
  /** As `PublicKey.type` of a certificate: `RSA`, `RSASSA-PSS`, `EC`, `Ed25519` … */
  readonly type: string
  readonly key: KeyObject
  /**
   * The content of subjectPublicKey (RFC 5280 4.1) that goes with it, without the octet of unused bits: what a
   * certificate is held against. Points uncompressed.
   */
  readonly publicBits: Uint8Array
}

const NIST_NAMES = new Map([
  ['prime256v1', ['P-256', 256]],
  ['secp384r1', ['P-384', 384]],
  ['secp521r1', ['P-521', 521]],
] as const)

/** Bits and curve, named as certificates' are. */
export function keySize({ key }: PrivateKey): { bits: number | null; curve: string | null } {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (namedCurve === undefined) return { bits: modulusLength ?? null, curve: null }
  const [curve, bits] = NIST_NAMES.get(namedCurve as 'prime256v1') ?? [namedCurve, null]
  return { bits, curve }
}

/** The three encodings of a bare private key: RFC 8017 A.1.2, RFC 5915 3, RFC 5958 2 (and 5208). */
export type KeyEncoding = 'pkcs1' | 'sec1' | 'pkcs8'

/**
 * Reads an unlocked private key.
 * @param der in the encoding that its own shape tells; a label is not needed
 * @throws ReadingFault `damaged` or `unsupported-algorithm`
 */
export function readPrivateKey(der: Uint8Array): PrivateKey {
  const shape = new DerShape(der, 'the private key')
  switch (keyEncoding(shape)) {
    case 'pkcs8':
      return readPkcs8(shape)
    case 'pkcs1':
      return imported(der, 'pkcs1', 'RSA')
    case 'sec1':
      return imported(der, 'sec1', 'EC')
    default:
      throw shape.damaged()
  }
}

/** EncryptedPrivateKeyInfo ::= SEQUENCE { algorithm, encryptedData } (RFC 5958 3). */
export function unlockPkcs8(der: Uint8Array, passphrase: string | null, work: Work): Uint8Array {
  const shape = new DerShape(der, 'the private key')
  const [algorithm, data] = shape.sequence(shape.root)
  const opened = openByPassphrase(shape, algorithm, shape.octets(data), passphrase, work)
  // One wrong passphrase in 256 leaves a padding that looks right.
  if (!looksLikeKey(opened)) {
    throw new ReadingFault('passphrase-wrong', 'the passphrase does not open the private key')
  }
  return opened
}

export function looksLikeKey(der: Uint8Array): boolean {
  try {
    return keyEncoding(new DerShape(der, 'the private key')) !== null
  } catch (error) {
    if (error instanceof ReadingFault) return false
    throw error
  }
}

/** By the first elements: no two of the encodings begin alike. */
export function keyEncoding(shape: DerShape): KeyEncoding | null {
  const [version, second, third] = shape.sequence(shape.root)
  if (!isUniversal(version, TAG.integer)) return null
  if (isUniversal(second, TAG.sequence) && isUniversal(third, TAG.octetString)) return 'pkcs8'
  if (isUniversal(second, TAG.octetString)) return 'sec1'
  // A DSA key (p, q, g, y, x) has six integers, an RSA key nine.
  if (isUniversal(second, TAG.integer) && isUniversal(third, TAG.integer)) return 'pkcs1'
  return null
}

const RSA = '1.2.840.113549.1.1.1'
const RSASSA_PSS = '1.2.840.113549.1.1.10'
const OTHER_TYPES = new Map<string, string>([
  ['1.2.840.10045.2.1', 'EC'],
  ['1.3.101.112', 'Ed25519'],
  ['1.3.101.113', 'Ed448'],
])
const NO_SIGNING_HERE = new Map<string, string>([
  ['1.2.840.10040.4.1', 'a DSA key; TLS 1.3 has none, and TLS 1.2 servers no longer take them'],
  ['1.3.101.110', 'an X25519 key, which cannot sign'],
  ['1.3.101.111', 'an X448 key, which cannot sign'],
  ['1.2.840.113549.1.3.1', 'a Diffie-Hellman key, which cannot sign'],
])

function readPkcs8(shape: DerShape): PrivateKey {
  const [, algorithm, privateKey] = shape.sequence(shape.root)
  const oid = shape.oid(shape.sequence(algorithm)[0])
  // BoringSSL knows no key by the name of RSASSA-PSS; inside is the same RSAPrivateKey (RFC 4055 1.2).
  if (oid === RSASSA_PSS) return imported(shape.octets(privateKey), 'pkcs1', 'RSASSA-PSS')
  const type = oid === RSA ? 'RSA' : OTHER_TYPES.get(oid)
  if (type) return imported(shape.reader.encoding(shape.root), 'pkcs8', type)
  const known = NO_SIGNING_HERE.get(oid) ?? `a key of kind ${oid}, which is not supported`
  throw new ReadingFault('unsupported-algorithm', `the private key is ${known}`)
}

function imported(der: Uint8Array, type: KeyEncoding, kind: string): PrivateKey {
  let key: KeyObject
  try {
    key = createPrivateKey({ key: Buffer.from(der), format: 'der', type })
  } catch {
    throw refusal(der, type, kind)
  }
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const bits = publicBits(new Uint8Array(spki))
  if (kind === 'EC' && scalarLength(der, type) > (bits.length - 1) / 2) throw refusal(der, type, kind)
  return { type: kind, key, publicBits: bits }
}

/**
 * Bytes of an EC key's number (RFC 5915 3, inside RFC 5958 2), zeros in front not counted. OpenSSL imports a number
 * longer than the curve's own, and Node.js ends the process when it then asks for the curve's name.
 */
function scalarLength(der: Uint8Array, type: KeyEncoding): number {
  const what = 'the private key'
  const outer = new DerShape(der, what)
  const shape = type === 'pkcs8' ? new DerShape(outer.octets(outer.sequence(outer.root)[2]), what) : outer
  const scalar = shape.octets(shape.sequence(shape.root)[1])
  const leading = scalar.findIndex((byte) => byte !== 0)
  return leading < 0 ? 0 : scalar.length - leading
}

/** The host says only that it failed; what it takes for granted is looked at here. */
function refusal(der: Uint8Array, type: KeyEncoding, kind: string): ReadingFault {
  const shape = new DerShape(der, 'the private key')
  if (type === 'pkcs1' && shape.sequence(shape.root).length === 6) {
    return new ReadingFault(
      'unsupported-algorithm',
      `the private key is ${NO_SIGNING_HERE.get('1.2.840.10040.4.1')}`,
    )
  }
  if (kind === 'EC' || kind === 'Ed448') {
    return new ReadingFault(
      'unsupported-algorithm',
      `the private key (${kind}) is damaged, or on a curve that the crypto library of this program lacks`,
    )
  }
  return new ReadingFault('damaged', `the private key (${kind}) is damaged: its numbers make no key`)
}

/** The bits of a SubjectPublicKeyInfo, points uncompressed where the host can; as they are where it cannot. */
export function publicBits(spki: Uint8Array): Uint8Array {
  const bits = bitsOf(spki)
  if (bits[0] !== 2 && bits[0] !== 3) return bits
  try {
    const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
    if (key.asymmetricKeyType !== 'ec') return bits
    const point = key.export({ format: 'jwk' })
    const coordinate = (text: string | undefined) => Buffer.from(text ?? '', 'base64url')
    return new Uint8Array(Buffer.concat([Uint8Array.of(4), coordinate(point.x), coordinate(point.y)]))
  } catch {
    return bits
  }
}

function bitsOf(spki: Uint8Array): Uint8Array {
  const shape = new DerShape(spki, 'the public key')
  const [, bits] = shape.sequence(shape.root)
  if (!isUniversal(bits, TAG.bitString)) throw shape.damaged(bits)
  return shape.reader.content(bits).subarray(1)
}
