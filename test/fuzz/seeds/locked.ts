import { createCipheriv, pbkdf2Sync, scryptSync } from 'node:crypto'
import { toBer } from '../../unit/main/probe/credentials/ber.ts'
import { oldMac, pbmac1, withMac } from '../../unit/main/probe/credentials/pkcs12-macs.ts'
import { der } from '../../unit/shared/x509/der-builder.ts'

const { tlv, oid, sequence } = der

const ROUNDS = 4
const FEW = tlv(2, Uint8Array.of(ROUNDS))
const SALT = new Uint8Array(8).fill(0x5a)
const VECTOR = new Uint8Array(16).fill(0x3c)
const DATA = oid('1.2.840.113549.1.7.1')

/** The algorithm PBES2 (RFC 8018 A.4) with AES-256-CBC, and what it makes of some content. */
function pbes2(derivation: Uint8Array, key: Uint8Array, content: Uint8Array): [Uint8Array, Uint8Array] {
  const encryption = sequence(oid('2.16.840.1.101.3.4.1.42'), tlv(4, VECTOR))
  const cipher = createCipheriv('aes-256-cbc', key, VECTOR)
  const sealed = new Uint8Array(Buffer.concat([cipher.update(content), cipher.final()]))
  return [sequence(oid('1.2.840.113549.1.5.13'), sequence(derivation, encryption)), sealed]
}

function byPbkdf2(hash: 'sha1' | 'sha256' | 'sha512', passphrase: string, content: Uint8Array) {
  const prf = { sha1: 7, sha256: 9, sha512: 11 }[hash]
  const parameters = sequence(tlv(4, SALT), FEW, sequence(oid(`1.2.840.113549.2.${prf}`), tlv(5)))
  const key = pbkdf2Sync(passphrase, SALT, ROUNDS, 32, hash)
  return pbes2(sequence(oid('1.2.840.113549.1.5.12'), parameters), key, content)
}

function byScrypt(passphrase: string, content: Uint8Array) {
  const bounds = [16, 1, 1].map((bound) => tlv(2, Uint8Array.of(bound)))
  const derivation = sequence(oid('1.3.6.1.4.1.11591.4.11'), sequence(tlv(4, SALT), ...bounds))
  return pbes2(derivation, scryptSync(passphrase, SALT, 32, { N: 16, r: 1, p: 1 }), content)
}

/** PBES1 and the schemes of PKCS#12 over what no passphrase opens. */
const OLD_SCHEMES = [
  '1.2.840.113549.1.5.3',
  '1.2.840.113549.1.5.11',
  '1.2.840.113549.1.12.1.1',
  '1.2.840.113549.1.12.1.6',
]

/** EncryptedPrivateKeyInfo (RFC 5958 3) by scrypt, by PBKDF2 with several HMACs, and in the old ways. */
export function lockedForms(pkcs8: Uint8Array, passphrase: string): Uint8Array[] {
  const opening = [
    byScrypt(passphrase, pkcs8),
    ...(['sha1', 'sha256', 'sha512'] as const).map((hash) => byPbkdf2(hash, passphrase, pkcs8)),
  ]
  const closed = OLD_SCHEMES.map((scheme) => [
    sequence(oid(scheme), sequence(tlv(4, SALT), FEW)),
    new Uint8Array(48).fill(0x77),
  ])
  return [...opening, ...closed].map(([algorithm, data]) =>
    sequence(algorithm ?? FEW, tlv(4, data ?? new Uint8Array(0))),
  )
}

export interface StoreParts {
  /** PKCS#12 by another writer: with a MAC, and without. */
  readonly modern: Uint8Array
  readonly noMac: Uint8Array
  readonly key: Uint8Array
  readonly certificate: Uint8Array
}

/** PKCS#12 as NSS and old Java write it, with the MACs that others make, and with certificates encrypted. */
export function otherStores(
  { modern, noMac, key, certificate }: StoreParts,
  passphrase: string,
): Uint8Array[] {
  const encrypted = storeOf(key, certificate, passphrase)
  return [
    toBer(modern),
    withMac(noMac, pbmac1(passphrase)),
    withMac(noMac, oldMac(passphrase)),
    withMac(noMac, oldMac('another')),
    encrypted,
    toBer(encrypted),
  ]
}

/** As OpenSSL 3 writes it, but for the MAC (RFC 7292 4): certificates in an EncryptedData, the key in a KeyBag. */
function storeOf(key: Uint8Array, certificate: Uint8Array, passphrase: string): Uint8Array {
  const bag = (last: number, value: Uint8Array): Uint8Array =>
    sequence(oid(`1.2.840.113549.1.12.10.1.${last}`), tlv(0xa0, value))
  const x509 = sequence(oid('1.2.840.113549.1.9.22.1'), tlv(0xa0, tlv(4, certificate)))
  const [algorithm, sealed] = byPbkdf2('sha256', passphrase, sequence(bag(3, x509)))
  const content = sequence(tlv(2, Uint8Array.of(0)), sequence(DATA, algorithm, tlv(0x80, sealed)))
  const safes = sequence(
    sequence(oid('1.2.840.113549.1.7.6'), tlv(0xa0, content)),
    sequence(DATA, tlv(0xa0, tlv(4, sequence(bag(1, key))))),
  )
  return sequence(tlv(2, Uint8Array.of(3)), sequence(DATA, tlv(0xa0, tlv(4, safes))))
}
