import { timingSafeEqual } from 'node:crypto'
import { type HashName, hashOf, hmac } from './key-derivation.ts'
import { authenticatedHeader } from './record-cipher.ts'

const SSL30 = 0x0300
const HASHES: Readonly<Record<string, HashName>> = {
  MD5: 'md5',
  SHA: 'sha1',
  SHA256: 'sha256',
  SHA384: 'sha384',
  SHA512: 'sha512',
}

/** The MAC of a record under a non-AEAD suite. */
export interface RecordMac {
  readonly keyLength: number
  /** Less than the hash's where truncated_hmac was agreed (RFC 6066 7). */
  readonly length: number
  of(key: Uint8Array, sequence: number, contentType: number, version: number, content: Uint8Array): Uint8Array
  fits(
    key: Uint8Array,
    sequence: number,
    contentType: number,
    version: number,
    content: Uint8Array,
    mac: Uint8Array,
  ): boolean
}

/** @param hash the registry's name of it; @returns `null` for a hash that is not known */
export function recordMacOf(
  hash: string,
  fullLength: number,
  version: number,
  truncated: boolean,
): RecordMac | null {
  const name = HASHES[hash]
  if (name === undefined) return null
  const length = truncated ? 10 : fullLength
  const of: RecordMac['of'] = (key, sequence, contentType, recordVersion, content) => {
    const header = authenticatedHeader(sequence, contentType, recordVersion, content.length)
    const full = version === SSL30 ? ssl30Mac(name, key, header, content) : hmac(name, key, header, content)
    return full.subarray(0, length)
  }
  return {
    keyLength: fullLength,
    length,
    of,
    fits: (key, sequence, contentType, recordVersion, content, mac) =>
      mac.length === length && timingSafeEqual(of(key, sequence, contentType, recordVersion, content), mac),
  }
}

/** hash(key + 5c… + hash(key + 36… + seq, type, length, content)): RFC 6101 5.2.3.1, which leaves out the version. */
function ssl30Mac(name: HashName, key: Uint8Array, header: Uint8Array, content: Uint8Array): Uint8Array {
  const padLength = name === 'md5' ? 48 : 40
  const pad = (byte: number): Uint8Array => new Uint8Array(padLength).fill(byte)
  const inner = hashOf(name, key, pad(0x36), header.subarray(0, 9), header.subarray(11), content)
  return hashOf(name, key, pad(0x5c), inner)
}
