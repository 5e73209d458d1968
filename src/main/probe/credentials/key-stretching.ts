import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto'
import forge from 'node-forge'
import { ReadingFault } from './reading-fault.ts'

/** Hash names of node:crypto that passphrases are stretched with. */
export type StretchHash = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | 'sha512-256'

const HASHES: Readonly<Record<StretchHash, { length: number; block: number }>> = {
  md5: { length: 16, block: 64 },
  sha1: { length: 20, block: 64 },
  sha224: { length: 28, block: 64 },
  sha256: { length: 32, block: 64 },
  sha384: { length: 48, block: 128 },
  sha512: { length: 64, block: 128 },
  'sha512-256': { length: 32, block: 128 },
}

export function hashLength(hash: StretchHash): number {
  return HASHES[hash].length
}

/**
 * What a file may make this program work, some 15 seconds. NSS, the most thorough writer known, asks for 600,000
 * rounds a key, and an attempt at an empty passphrase and three others must fit.
 */
const MAX_ROUNDS = 30_000_000
/** The PKCS#12 derivation runs in JavaScript, five times as slow. */
const PKCS12_ROUND = 5
const MAX_SCRYPT_MEMORY = 256 * 1024 * 1024
const MAX_SCRYPT_PARALLEL = 16
/** A round for what one mebibyte of scrypt costs. */
const SCRYPT_ROUNDS_A_MEBIBYTE = 5_000

/** Counts the rounds that all the keys of one file ask for, and stops where no honest file gets. */
export class Work {
  #rounds = 0

  spend(rounds: number): void {
    this.#rounds += rounds
    if (rounds >= 1 && this.#rounds <= MAX_ROUNDS) return
    const what =
      rounds < 1 ? 'no round of key derivation at all' : 'more rounds of key derivation than any honest file'
    throw new ReadingFault('unsupported-algorithm', `it asks for ${what}`)
  }
}

/** PBKDF2 (RFC 8018 5.2). */
export function pbkdf2(
  work: Work,
  hash: StretchHash,
  passphrase: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Uint8Array {
  work.spend(iterations * Math.ceil(length / HASHES[hash].length))
  return new Uint8Array(pbkdf2Sync(passphrase, salt, iterations, length, hash))
}

/** PBKDF1 (RFC 8018 5.1). */
export function pbkdf1(
  work: Work,
  hash: 'md5' | 'sha1',
  passphrase: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Uint8Array {
  work.spend(iterations)
  let digest = createHash(hash).update(passphrase).update(salt).digest()
  for (let round = 1; round < iterations; round++) digest = createHash(hash).update(digest).digest()
  return new Uint8Array(digest.subarray(0, length))
}

export interface ScryptParameters {
  readonly salt: Uint8Array
  /** N, r and p of RFC 7914. */
  readonly cost: number
  readonly blockSize: number
  readonly parallelization: number
}

export function scrypt(
  work: Work,
  passphrase: Uint8Array,
  { salt, cost, blockSize, parallelization }: ScryptParameters,
  length: number,
): Uint8Array {
  const memory = 128 * cost * blockSize
  if (memory > MAX_SCRYPT_MEMORY || parallelization > MAX_SCRYPT_PARALLEL) {
    throw new ReadingFault('unsupported-algorithm', 'it asks for more memory (scrypt) than is given here')
  }
  work.spend(Math.ceil((memory / 1_048_576) * SCRYPT_ROUNDS_A_MEBIBYTE * parallelization))
  const bounds = { N: cost, r: blockSize, p: parallelization, maxmem: 2 * MAX_SCRYPT_MEMORY }
  return new Uint8Array(scryptSync(passphrase, salt, length, bounds))
}

/** What RFC 7292 appendix B.3 derives for: its ID bytes. */
export const PKCS12_PURPOSE = { key: 1, iv: 2, mac: 3 } as const

/**
 * The derivation of RFC 7292 appendix B.2, by node-forge with the host's hash.
 * @param passphrase a BMPString with a null behind it; `null`: not even that null, as some writers have it for
 *   an empty passphrase
 */
export function pkcs12Key(
  work: Work,
  hash: StretchHash,
  passphrase: string | null,
  salt: Uint8Array,
  purpose: (typeof PKCS12_PURPOSE)[keyof typeof PKCS12_PURPOSE],
  iterations: number,
  length: number,
): Uint8Array {
  work.spend(iterations * PKCS12_ROUND * Math.ceil(length / HASHES[hash].length))
  const salted = forge.util.createBuffer(Buffer.from(salt).toString('latin1'))
  const key = forge.pkcs12.generateKey(
    // The typings leave out that there may be none.
    passphrase as string,
    salted,
    purpose,
    iterations,
    length,
    hostDigest(hash),
  )
  return new Uint8Array(Buffer.from(key.getBytes(), 'latin1'))
}

/** What OpenSSL's old PEM encryption does (`EVP_BytesToKey` with MD5, one round, the IV's first bytes as salt). */
export function openSslKey(passphrase: Uint8Array, salt: Uint8Array, length: number): Uint8Array {
  let key = Buffer.alloc(0)
  let digest = Buffer.alloc(0)
  while (key.length < length) {
    digest = createHash('md5').update(digest).update(passphrase).update(salt).digest()
    key = Buffer.concat([key, digest])
  }
  return new Uint8Array(key.subarray(0, length))
}

/** A digest as node-forge wants it, worked out by node:crypto: several times faster, and every hash is there. */
function hostDigest(hash: StretchHash): forge.md.MessageDigest {
  let running = createHash(hash)
  const digest = {
    algorithm: hash,
    digestLength: HASHES[hash].length,
    blockLength: HASHES[hash].block,
    start() {
      running = createHash(hash)
      return digest
    },
    update(message: string) {
      running.update(message, 'latin1')
      return digest
    },
    digest: () => forge.util.createBuffer(running.digest('binary')),
  }
  return digest as unknown as forge.md.MessageDigest
}
