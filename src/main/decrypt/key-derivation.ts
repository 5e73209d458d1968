import { createHash, createHmac } from 'node:crypto'
import { concat, utf8Bytes } from '../../shared/bytes/text.ts'

/** A hash by OpenSSL's name; those that TLS suites are built on. */
export type HashName = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512'

export function hashOf(name: HashName, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(name)
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

export function hmac(name: HashName, key: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  const mac = createHmac(name, key)
  for (const part of parts) mac.update(part)
  return new Uint8Array(mac.digest())
}

/** HKDF-Expand (RFC 5869 2.3). */
export function hkdfExpand(hash: HashName, key: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length)
  let block: Uint8Array = new Uint8Array(0)
  for (let at = 0, counter = 1; at < length; at += block.length, counter++) {
    block = hmac(hash, key, block, info, Uint8Array.of(counter))
    output.set(block.subarray(0, Math.min(block.length, length - at)), at)
  }
  return output
}

/** HKDF-Extract (RFC 5869 2.2). */
export function hkdfExtract(hash: HashName, salt: Uint8Array, key: Uint8Array): Uint8Array {
  return hmac(hash, salt, key)
}

/**
 * HKDF-Expand-Label (RFC 8446 7.1).
 * @param prefix `tls13 `; drafts up to 19 wrote `TLS 1.3, `
 * @param context empty, or a hash; at most 255 bytes
 */
export function hkdfExpandLabel(
  hash: HashName,
  secret: Uint8Array,
  label: string,
  length: number,
  prefix = 'tls13 ',
  context: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const name = utf8Bytes(prefix + label)
  const info = concat([
    Uint8Array.of(length >> 8, length & 255, name.length),
    name,
    Uint8Array.of(context.length),
    context,
  ])
  return hkdfExpand(hash, secret, info, length)
}

/** P_hash (RFC 5246 5). */
function expand(hash: HashName, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length)
  let a = seed
  for (let at = 0; at < length; ) {
    a = hmac(hash, secret, a)
    const block = hmac(hash, secret, a, seed)
    output.set(block.subarray(0, Math.min(block.length, length - at)), at)
    at += block.length
  }
  return output
}

/** The pseudorandom function of a version, with what stands for it in SSL 3.0. */
export type Prf = (secret: Uint8Array, label: string, seed: Uint8Array, length: number) => Uint8Array

/** TLS 1.2: P_hash of the suite's hash (RFC 5246 5). */
export function prfTls12(hash: HashName): Prf {
  return (secret, label, seed, length) => expand(hash, secret, concat([utf8Bytes(label), seed]), length)
}

/** TLS 1.0 and 1.1: P_MD5 of one half of the secret, XORed with P_SHA1 of the other (RFC 2246 5). */
export const prfTls10: Prf = (secret, label, seed, length) => {
  const labelled = concat([utf8Bytes(label), seed])
  const half = Math.ceil(secret.length / 2)
  const md5 = expand('md5', secret.subarray(0, half), labelled, length)
  const sha1 = expand('sha1', secret.subarray(secret.length - half), labelled, length)
  return md5.map((byte, at) => byte ^ (sha1[at] ?? 0))
}

/** SSL 3.0: MD5(secret + SHA(`A` + secret + seed)), `BB`, `CCC` … (RFC 6101 6.1). The label plays no part. */
export const prfSsl30: Prf = (secret, _label, seed, length) => {
  const output = new Uint8Array(length)
  for (let at = 0, round = 1; at < length; at += 16, round++) {
    const letters = new Uint8Array(round).fill(0x40 + round)
    const block = hashOf('md5', secret, hashOf('sha1', letters, secret, seed))
    output.set(block.subarray(0, Math.min(block.length, length - at)), at)
  }
  return output
}
