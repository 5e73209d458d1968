import type { DerElement } from '../../../shared/x509/der.ts'
import { isUniversal, TAG } from '../../../shared/x509/der.ts'
import { DerShape } from './der-shape.ts'
import {
  PKCS12_PURPOSE,
  pbkdf1,
  pbkdf2,
  pkcs12Key,
  type StretchHash,
  scrypt,
  type Work,
} from './key-stretching.ts'
import { passphraseBytes, wrongPassphrase } from './passphrase.ts'
import { ReadingFault } from './reading-fault.ts'
import { LOCK_CIPHERS, type LockCipher, openLock } from './symmetric.ts'

/**
 * Opens what a passphrase locks: PBES1 and PBES2 (RFC 8018 6) and the schemes of PKCS#12 (RFC 7292 appendix C).
 *
 * @param algorithm the AlgorithmIdentifier, an element of `shape`
 * @param passphrase `null`: none at all, which PKCS#12 holds apart from the empty one
 * @throws ReadingFault `passphrase-wrong` where the padding comes out wrong, `unsupported-algorithm` with its name
 */
export function openByPassphrase(
  shape: DerShape,
  algorithm: DerElement | undefined,
  data: Uint8Array,
  passphrase: string | null,
  work: Work,
): Uint8Array {
  const [id, parameters] = shape.sequence(algorithm)
  const scheme = schemeOf(shape, shape.oid(id), parameters, work)
  let doubtful: Uint8Array | null = null
  for (const { key, iv } of scheme.keys(passphrase)) {
    const opened = openLock(scheme.cipher, key, iv, data)
    if (opened === null) continue
    if (isSequence(opened, shape.what)) return opened
    doubtful ??= opened
  }
  if (doubtful !== null) return doubtful
  throw wrongPassphrase(shape.what)
}

/** Of 256 wrong keys one leaves a sound padding, and RC4 has none: all that is locked so is a sequence. */
function isSequence(opened: Uint8Array, what: string): boolean {
  try {
    return new DerShape(opened, what).root.complete
  } catch (error) {
    if (error instanceof ReadingFault) return false
    throw error
  }
}

interface Scheme {
  readonly cipher: LockCipher
  /** One pair for each encoding that the passphrase may stand for. */
  keys(passphrase: string | null): Iterable<{ readonly key: Uint8Array; readonly iv: Uint8Array }>
}

const PBES2 = '1.2.840.113549.1.5.13'
const PBKDF2 = '1.2.840.113549.1.5.12'
const SCRYPT = '1.3.6.1.4.1.11591.4.11'

/** PBES1 (RFC 8018 6.1; appendix A.3): hash and cipher. */
const PBES1_SCHEMES = new Map<string, readonly ['md5' | 'sha1', LockCipher]>([
  ['1.2.840.113549.1.5.3', ['md5', 'des-cbc']],
  ['1.2.840.113549.1.5.6', ['md5', 'rc2-64-cbc']],
  ['1.2.840.113549.1.5.10', ['sha1', 'des-cbc']],
  ['1.2.840.113549.1.5.11', ['sha1', 'rc2-64-cbc']],
])

/** RFC 7292 appendix C: cipher and, for RC4, which has none of its own, the length of the key. */
const PKCS12_SCHEMES = new Map<string, readonly [LockCipher, number]>([
  ['1.2.840.113549.1.12.1.1', ['rc4', 16]],
  ['1.2.840.113549.1.12.1.2', ['rc4', 5]],
  ['1.2.840.113549.1.12.1.3', ['des-ede3-cbc', 24]],
  ['1.2.840.113549.1.12.1.4', ['des-ede-cbc', 16]],
  ['1.2.840.113549.1.12.1.5', ['rc2-128-cbc', 16]],
  ['1.2.840.113549.1.12.1.6', ['rc2-40-cbc', 5]],
])

/** Encryption schemes of PBES2 (RFC 8018 B.2) whose parameter is the IV alone. */
const PBES2_CIPHERS = new Map<string, LockCipher>([
  ['2.16.840.1.101.3.4.1.2', 'aes-128-cbc'],
  ['2.16.840.1.101.3.4.1.22', 'aes-192-cbc'],
  ['2.16.840.1.101.3.4.1.42', 'aes-256-cbc'],
  ['1.2.840.113549.3.7', 'des-ede3-cbc'],
  ['1.3.14.3.2.7', 'des-cbc'],
])

/** RC2-CBC-Parameter (RFC 8018 B.2.3): a number for the effective bits, then the IV. */
const RC2_CBC = '1.2.840.113549.3.2'
const RC2_VERSIONS = new Map<number, LockCipher>([
  [160, 'rc2-40-cbc'],
  [120, 'rc2-64-cbc'],
  [58, 'rc2-128-cbc'],
])

/** The HMACs of RFC 8018 B.1.2, of PBKDF2 and PBMAC1 alike. */
export const HMAC_HASHES = new Map<string, StretchHash>([
  ['1.2.840.113549.2.7', 'sha1'],
  ['1.2.840.113549.2.8', 'sha224'],
  ['1.2.840.113549.2.9', 'sha256'],
  ['1.2.840.113549.2.10', 'sha384'],
  ['1.2.840.113549.2.11', 'sha512'],
  ['1.2.840.113549.2.13', 'sha512-256'],
])

function schemeOf(shape: DerShape, oid: string, parameters: DerElement | undefined, work: Work): Scheme {
  if (oid === PBES2) return pbes2(shape, parameters, work)
  const old = PBES1_SCHEMES.get(oid)
  if (old) return pbes1(shape, parameters, old, work)
  const pkcs12 = PKCS12_SCHEMES.get(oid)
  if (pkcs12) return pkcs12Scheme(shape, parameters, pkcs12, work)
  throw unsupported(shape, `encryption ${oid}`)
}

function pbes1(
  shape: DerShape,
  parameters: DerElement | undefined,
  [hash, cipher]: readonly ['md5' | 'sha1', LockCipher],
  work: Work,
): Scheme {
  const { salt, iterations } = saltAndIterations(shape, parameters)
  return {
    cipher,
    keys: function* (passphrase) {
      for (const bytes of passphraseBytes(passphrase ?? '')) {
        const derived = pbkdf1(work, hash, bytes, salt, iterations, 16)
        yield { key: derived.subarray(0, 8), iv: derived.subarray(8) }
      }
    },
  }
}

function pkcs12Scheme(
  shape: DerShape,
  parameters: DerElement | undefined,
  [cipher, keyLength]: readonly [LockCipher, number],
  work: Work,
): Scheme {
  const { salt, iterations } = saltAndIterations(shape, parameters)
  const ivLength = LOCK_CIPHERS[cipher].blockLength
  return {
    cipher,
    keys: function* (passphrase) {
      for (const text of pkcs12Passphrases(passphrase)) {
        const derive = (purpose: 1 | 2, length: number): Uint8Array =>
          length === 0 ? new Uint8Array(0) : pkcs12Key(work, 'sha1', text, salt, purpose, iterations, length)
        yield { key: derive(PKCS12_PURPOSE.key, keyLength), iv: derive(PKCS12_PURPOSE.iv, ivLength) }
      }
    },
  }
}

/**
 * What a passphrase may stand for as a BMPString. Old OpenSSL took each byte of the passphrase's own encoding for
 * a character, which differs where that is UTF-8.
 */
export function pkcs12Passphrases(passphrase: string | null): (string | null)[] {
  if (passphrase === null) return [null]
  const bytewise = Buffer.from(passphrase, 'utf8').toString('latin1')
  return bytewise === passphrase ? [passphrase] : [passphrase, bytewise]
}

function saltAndIterations(shape: DerShape, parameters: DerElement | undefined) {
  const [salt, iterations] = shape.sequence(parameters)
  return { salt: shape.octets(salt), iterations: shape.integer(iterations) }
}

/** PBES2-params ::= SEQUENCE { keyDerivationFunc, encryptionScheme } (RFC 8018 A.4). */
function pbes2(shape: DerShape, parameters: DerElement | undefined, work: Work): Scheme {
  const [derivation, encryption] = shape.sequence(parameters)
  const [cipherId, iv] = shape.sequence(encryption)
  const cipherOid = shape.oid(cipherId)
  const [rc2Version, rc2Iv] = cipherOid === RC2_CBC ? shape.sequence(iv) : []
  const cipher = rc2Version ? RC2_VERSIONS.get(shape.integer(rc2Version)) : PBES2_CIPHERS.get(cipherOid)
  if (!cipher) throw unsupported(shape, `PBES2 with cipher ${cipherOid}`)
  const ivBytes = shape.octets(rc2Iv ?? iv)
  const derive = derivationOf(shape, derivation, LOCK_CIPHERS[cipher].keyLength, work)
  return {
    cipher,
    keys: function* (passphrase) {
      for (const bytes of passphraseBytes(passphrase ?? '')) yield { key: derive(bytes), iv: ivBytes }
    },
  }
}

/** PBKDF2 (RFC 8018 A.2) or scrypt (RFC 7914 7). */
export function derivationOf(
  shape: DerShape,
  derivation: DerElement | undefined,
  keyLength: number,
  work: Work,
): (passphrase: Uint8Array) => Uint8Array {
  const [id, parameters] = shape.sequence(derivation)
  const oid = shape.oid(id)
  const [first, ...rest] = shape.sequence(parameters)
  if (oid === SCRYPT) {
    const [cost, blockSize, parallelization] = rest
    const bounds = {
      salt: shape.octets(first),
      cost: shape.integer(cost),
      blockSize: shape.integer(blockSize),
      parallelization: shape.integer(parallelization),
    }
    return (passphrase) => scrypt(work, passphrase, bounds, keyLength)
  }
  if (oid !== PBKDF2) throw unsupported(shape, `key derivation ${oid}`)
  const salt = shape.octets(first)
  const iterations = shape.integer(rest[0])
  const prf = rest.find((element) => isUniversal(element, TAG.sequence))
  const hash = prf ? prfOf(shape, prf) : 'sha1'
  return (passphrase) => pbkdf2(work, hash, passphrase, salt, iterations, keyLength)
}

function prfOf(shape: DerShape, prf: DerElement): StretchHash {
  const oid = shape.oid(shape.sequence(prf)[0])
  const hash = HMAC_HASHES.get(oid)
  if (!hash) throw unsupported(shape, `PBKDF2 with ${oid}`)
  return hash
}

function unsupported(shape: DerShape, what: string): ReadingFault {
  return new ReadingFault(
    'unsupported-algorithm',
    `${shape.what} is locked by ${what}, which is not supported`,
    'Lock it anew with AES: openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.key -out new.key',
  )
}
