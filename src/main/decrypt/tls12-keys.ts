import { concat } from '../../shared/bytes/text.ts'
import type { SessionPeer } from '../../shared/tls/record-opener.ts'
import type { CipherSuiteFacts } from '../../shared/tls/registry/index.ts'
import type { ClientParameters, ServerParameters } from './hello-parameters.ts'
import { type HashName, hashOf, type Prf, prfSsl30, prfTls10, prfTls12 } from './key-derivation.ts'
import type { Tls12Protection, WriteKeys } from './tls12-cipher.ts'

const SSL30 = 0x0300
const TLS12 = 0x0303
const MASTER_LENGTH = 48
const VERIFY_DATA_LENGTH = 12

/** The PRF of a version and suite; SSL 3.0's construction stands for one. */
export function prfOf(version: number, suite: CipherSuiteFacts): Prf {
  if (version === SSL30) return prfSsl30
  return version >= TLS12 ? prfTls12(prfHash(suite)) : prfTls10
}

/** SHA-256 but for suites that name a stronger hash (RFC 5246 5, RFC 5289 3). */
function prfHash(suite: CipherSuiteFacts): HashName {
  return suite.hash === 'SHA384' ? 'sha384' : 'sha256'
}

/** The master secret (RFC 5246 8.1, RFC 7627 4). @param transcript every message up to ClientKeyExchange */
export function masterSecret(
  premaster: Uint8Array,
  client: ClientParameters,
  server: ServerParameters,
  suite: CipherSuiteFacts,
  transcript: readonly Uint8Array[],
): Uint8Array {
  const prf = prfOf(server.version, suite)
  if (!server.extendedMasterSecret || server.version === SSL30) {
    return prf(premaster, 'master secret', concat([client.random, server.random]), MASTER_LENGTH)
  }
  const sessionHash = transcriptHash(server.version, suite, transcript)
  return prf(premaster, 'extended master secret', sessionHash, MASTER_LENGTH)
}

/** verify_data of a peer's Finished behind `transcript` (RFC 5246 7.4.9). TLS 1.0 to 1.2. */
export function verifyData(
  peer: SessionPeer,
  master: Uint8Array,
  version: number,
  suite: CipherSuiteFacts,
  transcript: readonly Uint8Array[],
): Uint8Array {
  const label = peer === 'client' ? 'client finished' : 'server finished'
  const seed = transcriptHash(version, suite, transcript)
  return prfOf(version, suite)(master, label, seed, VERIFY_DATA_LENGTH)
}

/** The PRF's hash; before TLS 1.2 MD5 and SHA-1 together (RFC 4346 7.4.9). */
function transcriptHash(
  version: number,
  suite: CipherSuiteFacts,
  transcript: readonly Uint8Array[],
): Uint8Array {
  return version >= TLS12
    ? hashOf(prfHash(suite), ...transcript)
    : concat([hashOf('md5', ...transcript), hashOf('sha1', ...transcript)])
}

/** Cuts a peer's keys out of the key block (RFC 5246 6.3). */
export function writeKeys(
  peer: SessionPeer,
  master: Uint8Array,
  client: ClientParameters,
  server: ServerParameters,
  suite: CipherSuiteFacts,
  protection: Tls12Protection,
): WriteKeys {
  const { macKeyLength, keyLength, ivLength } = protection
  const seed = concat([server.random, client.random])
  const length = 2 * (macKeyLength + keyLength + ivLength)
  const block = prfOf(server.version, suite)(master, 'key expansion', seed, length)
  const at = peer === 'client' ? 0 : 1
  const cut = (start: number, size: number): Uint8Array =>
    block.slice(start + at * size, start + (at + 1) * size)
  return {
    macKey: cut(0, macKeyLength),
    key: cut(2 * macKeyLength, keyLength),
    iv: cut(2 * (macKeyLength + keyLength), ivLength),
  }
}
