import { isTls13, VERSION } from '../tls/registry/index.ts'
import type { KeyFacts } from './key-facts.ts'

/** How one SignatureScheme signs (RFC 8446 4.2.3; in TLS 1.2 a pair of hash and signature, RFC 5246 7.4.1.4.1). */
export interface SchemeFacts {
  readonly code: number
  /** The type of key it wants, as `PublicKey.type`. */
  readonly key: 'RSA' | 'RSASSA-PSS' | 'EC' | 'Ed25519' | 'Ed448' | 'DSA'
  readonly padding: 'pkcs1' | 'pss' | null
  readonly hash: SchemeHash | null
  /** ECDSA: the curve that TLS 1.3 ties it to; TLS 1.2 takes any (RFC 8446 4.2.3). `null`: TLS 1.2 only. */
  readonly curve: string | null
  /** Whether a CertificateVerify of TLS 1.3 may carry it. */
  readonly tls13: boolean
}

export type SchemeHash = 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512'

const HASH_LENGTH: Readonly<Record<SchemeHash, number>> = {
  'SHA-1': 20,
  'SHA-224': 28,
  'SHA-256': 32,
  'SHA-384': 48,
  'SHA-512': 64,
}
/** DigestInfo around the hash (RFC 8017 9.2, note 1), and the least padding of PKCS#1 v1.5. */
const DIGEST_INFO = 19
const PKCS1_PADDING = 11

/** What clients sign by, the preferred one of each kind of key first. */
const SCHEMES: readonly SchemeFacts[] = [
  ecdsa(0x0403, 'SHA-256', 'P-256'),
  ecdsa(0x0503, 'SHA-384', 'P-384'),
  ecdsa(0x0603, 'SHA-512', 'P-521'),
  { code: 0x0807, key: 'Ed25519', padding: null, hash: null, curve: null, tls13: true },
  { code: 0x0808, key: 'Ed448', padding: null, hash: null, curve: null, tls13: true },
  rsa(0x0804, 'RSA', 'pss', 'SHA-256'),
  rsa(0x0805, 'RSA', 'pss', 'SHA-384'),
  rsa(0x0806, 'RSA', 'pss', 'SHA-512'),
  rsa(0x0809, 'RSASSA-PSS', 'pss', 'SHA-256'),
  rsa(0x080a, 'RSASSA-PSS', 'pss', 'SHA-384'),
  rsa(0x080b, 'RSASSA-PSS', 'pss', 'SHA-512'),
  rsa(0x0401, 'RSA', 'pkcs1', 'SHA-256'),
  rsa(0x0501, 'RSA', 'pkcs1', 'SHA-384'),
  rsa(0x0601, 'RSA', 'pkcs1', 'SHA-512'),
  rsa(0x0301, 'RSA', 'pkcs1', 'SHA-224'),
  rsa(0x0201, 'RSA', 'pkcs1', 'SHA-1'),
  ecdsa(0x0303, 'SHA-224', null),
  ecdsa(0x0203, 'SHA-1', null),
  dsa(0x0402, 'SHA-256'),
  dsa(0x0502, 'SHA-384'),
  dsa(0x0602, 'SHA-512'),
  dsa(0x0302, 'SHA-224'),
  dsa(0x0202, 'SHA-1'),
]

const BY_CODE = new Map(SCHEMES.map((scheme) => [scheme.code, scheme]))

/** `undefined` for a scheme that nothing here signs by. */
export function schemeFacts(code: number): SchemeFacts | undefined {
  return BY_CODE.get(code)
}

/**
 * The schemes by which a key can sign, the preferred one first.
 * @param version whose rules hold. `null`: all that any version allows. TLS 1.1 and below name no scheme
 *   (RFC 4346 7.4.8): the list is empty, and `signsBeforeTls12` says whether the key serves
 */
export function usableSchemes(key: KeyFacts, version: number | null = null): number[] {
  const fitting = SCHEMES.filter((scheme) => fits(scheme, key) && allowed(scheme, key, version))
  // The curve's own hash first: in TLS 1.3 the only one, in TLS 1.2 the usual one.
  const own = fitting.filter(({ curve }) => curve !== null && curve === key.curve)
  return [...new Set([...own, ...fitting])].map(({ code }) => code)
}

/** Why a scheme that is usable for other keys or versions is not for these; a clause for people. */
export function whyUnusable(code: number, key: KeyFacts, version: number): string {
  const scheme = BY_CODE.get(code)
  if (scheme === undefined) return 'no scheme of client certificates here'
  if (scheme.key !== key.type) return `for ${scheme.key} keys`
  if (!fits(scheme, key)) {
    return key.pssHash !== null && key.pssHash !== scheme.hash
      ? `the key is tied to ${key.pssHash}`
      : `the key of ${key.bits ?? '?'} bits is too short for it`
  }
  if (isTls13(version) && !scheme.tls13) {
    return scheme.key === 'DSA' ? 'TLS 1.3 has no DSA' : 'TLS 1.3 allows it in certificates only'
  }
  if (isTls13(version)) return `TLS 1.3 ties it to ${scheme.curve ?? 'another curve'}`
  return 'not of this version'
}

/**
 * Whether a key can sign in TLS 1.0 and 1.1: RSA over MD5 and SHA-1 together, ECDSA and DSA over SHA-1
 * (RFC 4346 7.4.8, RFC 8422 5.4). Ed25519 and RSASSA-PSS keys came with TLS 1.2.
 */
export function signsBeforeTls12(key: KeyFacts): boolean {
  return key.type === 'RSA' || key.type === 'EC' || key.type === 'DSA'
}

function fits({ key, padding, hash }: SchemeFacts, own: KeyFacts): boolean {
  if (key !== own.type) return false
  if (own.pssHash !== null && own.pssHash !== hash) return false
  if (padding === null || hash === null || own.bits === null) return true
  // RFC 8017 9.1.1: the salt is as long as the hash (RFC 8446 4.2.3). 9.2 for PKCS#1 v1.5.
  return padding === 'pss'
    ? Math.ceil((own.bits - 1) / 8) >= 2 * HASH_LENGTH[hash] + 2
    : Math.ceil(own.bits / 8) >= HASH_LENGTH[hash] + DIGEST_INFO + PKCS1_PADDING
}

function allowed(scheme: SchemeFacts, key: KeyFacts, version: number | null): boolean {
  if (version === null) return true
  if (isTls13(version)) return scheme.tls13 && (scheme.key !== 'EC' || scheme.curve === key.curve)
  return version === VERSION.tls12
}

function ecdsa(code: number, hash: SchemeHash, curve: string | null): SchemeFacts {
  return { code, key: 'EC', padding: null, hash, curve, tls13: curve !== null }
}

function dsa(code: number, hash: SchemeHash): SchemeFacts {
  return { code, key: 'DSA', padding: null, hash, curve: null, tls13: false }
}

function rsa(
  code: number,
  key: 'RSA' | 'RSASSA-PSS',
  padding: 'pkcs1' | 'pss',
  hash: SchemeHash,
): SchemeFacts {
  return { code, key, padding, hash, curve: null, tls13: padding === 'pss' }
}
