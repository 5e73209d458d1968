import {
  constants,
  createHash,
  createPublicKey,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  sign,
  verify,
} from 'node:crypto'
import { concat, equalBytes } from '../../../shared/bytes/text.ts'
import { readCertificate } from '../../../shared/x509/certificate.ts'
import { type ClientCredential, RSA_PKCS1_MD5_SHA1 } from '../credential.ts'

/** What a SignatureScheme (RFC 8446 4.2.3) asks of key and hash. */
interface Scheme {
  readonly kind: 'pkcs1' | 'pss' | 'ecdsa' | 'eddsa' | 'dsa'
  /** Node's names of keys that can do it. */
  readonly keys: readonly string[]
  /** `null`: the scheme hashes by itself. */
  readonly hash: string | null
}

const RSA = ['rsa'] as const
const scheme = (kind: Scheme['kind'], keys: readonly string[], hash: string | null): Scheme => ({
  kind,
  keys,
  hash,
})

const SCHEMES: ReadonlyMap<number, Scheme> = new Map([
  [0x0201, scheme('pkcs1', RSA, 'sha1')],
  [0x0301, scheme('pkcs1', RSA, 'sha224')],
  [0x0401, scheme('pkcs1', RSA, 'sha256')],
  [0x0501, scheme('pkcs1', RSA, 'sha384')],
  [0x0601, scheme('pkcs1', RSA, 'sha512')],
  [0x0804, scheme('pss', RSA, 'sha256')],
  [0x0805, scheme('pss', RSA, 'sha384')],
  [0x0806, scheme('pss', RSA, 'sha512')],
  [0x0809, scheme('pss', ['rsa-pss'], 'sha256')],
  [0x080a, scheme('pss', ['rsa-pss'], 'sha384')],
  [0x080b, scheme('pss', ['rsa-pss'], 'sha512')],
  [0x0203, scheme('ecdsa', ['ec'], 'sha1')],
  [0x0303, scheme('ecdsa', ['ec'], 'sha224')],
  [0x0403, scheme('ecdsa', ['ec'], 'sha256')],
  [0x0503, scheme('ecdsa', ['ec'], 'sha384')],
  [0x0603, scheme('ecdsa', ['ec'], 'sha512')],
  [0x0807, scheme('eddsa', ['ed25519'], null)],
  [0x0808, scheme('eddsa', ['ed448'], null)],
  [0x0202, scheme('dsa', ['dsa'], 'sha1')],
  [0x0402, scheme('dsa', ['dsa'], 'sha256')],
])

/** From TLS 1.3 on each ECDSA scheme has one curve (RFC 8446 4.2.3). */
const CURVE_OF: Readonly<Record<number, string>> = {
  1027: 'prime256v1',
  1283: 'secp384r1',
  1539: 'secp521r1',
}

/** What TLS 1.0 and 1.1 use, which name no scheme (RFC 4346 7.4.8, RFC 8422 5.4). `null`: not for such keys. */
export function schemeBeforeTls12(key: KeyObject): number | null {
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return RSA_PKCS1_MD5_SHA1
    case 'ec':
      return 0x0203
    case 'dsa':
      return 0x0202
    default:
      return null
  }
}

/** The public key of a certificate, trusted or not. @returns `null` where it cannot be read or used by this host */
export function publicKeyOf(certificate: Uint8Array): KeyObject | null {
  const spki = readCertificate(certificate).body.publicKey?.spki
  if (spki === undefined) return null
  try {
    return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

/** `unknown`: neither the scheme nor the host can tell. */
export type Verification = 'good' | 'bad' | 'unknown'

/** @param data what was signed, not hashed yet */
export function verifySignature(
  key: KeyObject,
  code: number,
  data: Uint8Array,
  signature: Uint8Array,
): Verification {
  try {
    if (code === RSA_PKCS1_MD5_SHA1) {
      const signed = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature)
      return equalBytes(signed, md5AndSha1(data)) ? 'good' : 'bad'
    }
    const known = SCHEMES.get(code)
    if (known === undefined) return 'unknown'
    if (!known.keys.includes(key.asymmetricKeyType ?? '')) return 'bad'
    return verify(known.hash, data, optionsOf(known, key), signature) ? 'good' : 'bad'
  } catch {
    // OpenSSL reports a PKCS#1 signature that does not unpad as an error.
    return code === RSA_PKCS1_MD5_SHA1 ? 'bad' : 'unknown'
  }
}

/** A credential of a private key that Node holds. @param chain DER, leaf first */
export function credentialOf(chain: readonly Uint8Array[], key: KeyObject): ClientCredential {
  return { chain, schemes: schemesOf(key), sign: (code, data) => signWith(key, code, data) }
}

/** Schemes a key can do, as OpenSSL prefers them; those of TLS 1.0 and 1.1 last. */
export function schemesOf(key: KeyObject): number[] {
  const type = key.asymmetricKeyType ?? ''
  const own = key.asymmetricKeyDetails?.namedCurve
  const ofCurve = (code: number): boolean => own === undefined || CURVE_OF[code] === own
  const able = [...SCHEMES].filter(([, { keys }]) => keys.includes(type)).map(([code]) => code)
  const rank = (code: number): number => {
    const kind = SCHEMES.get(code)?.kind
    if (kind === 'ecdsa') return ofCurve(code) ? 0 : 1
    return kind === 'pss' ? 0 : 1
  }
  const byStrength = able.filter((code) => code >>> 8 > 3).sort((a, b) => rank(a) - rank(b) || a - b)
  const weak = able.filter((code) => code >>> 8 <= 3).sort((a, b) => b - a)
  return [...byStrength, ...weak, ...(type === 'rsa' ? [RSA_PKCS1_MD5_SHA1] : [])]
}

function signWith(key: KeyObject, code: number, data: Uint8Array): Uint8Array {
  if (code === RSA_PKCS1_MD5_SHA1) {
    return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, md5AndSha1(data)))
  }
  const known = SCHEMES.get(code)
  if (known === undefined) throw new RangeError('a signature scheme this client does not know')
  return new Uint8Array(sign(known.hash, data, optionsOf(known, key)))
}

function optionsOf({ kind }: Scheme, key: KeyObject) {
  if (kind !== 'pss') return { key }
  return {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  }
}

/** RFC 2246 7.4.3. */
function md5AndSha1(data: Uint8Array): Uint8Array {
  return concat([createHash('md5').update(data).digest(), createHash('sha1').update(data).digest()])
}

/** Whether a scheme may sign in TLS 1.3: neither PKCS#1 v1.5 nor SHA-1 (RFC 8446 4.2.3). */
export function isTls13Scheme(code: number): boolean {
  const known = SCHEMES.get(code)
  return known !== undefined && known.kind !== 'pkcs1' && known.kind !== 'dsa' && code >>> 8 > 3
}

/** Whether a scheme's curve is the key's, or it has none; for TLS 1.3. */
export function fitsCurve(code: number, key: KeyObject): boolean {
  const curve = CURVE_OF[code]
  return curve === undefined || key.asymmetricKeyDetails?.namedCurve === curve
}
