import { createHmac, timingSafeEqual } from 'node:crypto'
import type { DerElement } from '../../../shared/x509/der.ts'
import type { DerShape } from './der-shape.ts'
import { hashLength, PKCS12_PURPOSE, pkcs12Key, type StretchHash, type Work } from './key-stretching.ts'
import { passphraseBytes } from './passphrase.ts'
import { derivationOf, HMAC_HASHES, pkcs12Passphrases } from './password-based.ts'
import { ReadingFault } from './reading-fault.ts'

const DIGESTS = new Map<string, StretchHash>([
  ['1.2.840.113549.2.5', 'md5'],
  ['1.3.14.3.2.26', 'sha1'],
  ['2.16.840.1.101.3.4.2.4', 'sha224'],
  ['2.16.840.1.101.3.4.2.1', 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
  ['2.16.840.1.101.3.4.2.6', 'sha512-256'],
])
const PBMAC1 = '1.2.840.113549.1.5.14'

/**
 * Whether the MAC over a PKCS#12 file's content comes out right with a passphrase.
 * MacData ::= SEQUENCE { mac DigestInfo, macSalt, iterations DEFAULT 1 } (RFC 7292 4); RFC 9579 puts PBMAC1 there.
 *
 * @param content the AuthenticatedSafe's bytes
 * @throws ReadingFault `damaged` or `unsupported-algorithm`
 */
export function authenticates(
  shape: DerShape,
  macData: DerElement,
  content: Uint8Array,
  passphrase: string | null,
  work: Work,
): boolean {
  const [digestInfo, salt, iterations] = shape.sequence(macData)
  const [algorithm, digest] = shape.sequence(digestInfo)
  const wanted = shape.octets(digest)
  const [id, parameters] = shape.sequence(algorithm)
  const oid = shape.oid(id)
  if (oid === PBMAC1) {
    const { hash, derive } = pbmac1(shape, parameters, work)
    return passphraseBytes(passphrase ?? '').some((bytes) => same(hash, derive(bytes), content, wanted))
  }
  const hash = DIGESTS.get(oid)
  if (!hash) throw unknown(shape, oid)
  const rounds = iterations ? shape.integer(iterations) : 1
  const saltBytes = shape.octets(salt)
  return pkcs12Passphrases(passphrase).some((text) => {
    const key = pkcs12Key(work, hash, text, saltBytes, PKCS12_PURPOSE.mac, rounds, hashLength(hash))
    return same(hash, key, content, wanted)
  })
}

/** PBMAC1-params ::= SEQUENCE { keyDerivationFunc, messageAuthScheme } (RFC 8018 A.5). */
function pbmac1(shape: DerShape, parameters: DerElement | undefined, work: Work) {
  const [derivation, scheme] = shape.sequence(parameters)
  const oid = shape.oid(shape.sequence(scheme)[0])
  const hash = HMAC_HASHES.get(oid)
  if (!hash) throw unknown(shape, oid)
  return { hash, derive: derivationOf(shape, derivation, hashLength(hash), work) }
}

function same(hash: StretchHash, key: Uint8Array, content: Uint8Array, wanted: Uint8Array): boolean {
  const mac = createHmac(hash, key).update(content).digest()
  return mac.length === wanted.length && timingSafeEqual(mac, wanted)
}

function unknown(shape: DerShape, oid: string): ReadingFault {
  return new ReadingFault(
    'unsupported-algorithm',
    `${shape.what} has a MAC of kind ${oid}, which is not supported`,
    'Write it anew: openssl pkcs12 -in old.pfx -nodes -out all.pem, then openssl pkcs12 -export -in all.pem -out new.pfx',
  )
}
