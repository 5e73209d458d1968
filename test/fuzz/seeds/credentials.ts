import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import forge from 'node-forge'
import { concat, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { certificateOf, der, extension, rdnSequence } from '../../unit/shared/x509/der-builder.ts'
import { pem } from './certificates.ts'
import { lockedForms, otherStores } from './locked.ts'

/** Opens whatever here is locked. */
export const PASSPHRASE = 'correct horse'
/** Enough to go through the derivation, few enough to do it thousands of times a second. */
const ROUNDS = 4

/** Numbers that look like chance and are always the same, for node-forge: n bytes as a binary string. */
function sameEveryTime(): { getBytesSync(count: number): string } {
  let state = 20_261_122
  return {
    getBytesSync: (count) => {
      let bytes = ''
      while (bytes.length < count) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        bytes += String.fromCharCode(state >>> 24)
      }
      return bytes
    },
  }
}

const binary = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'))
const { tlv, oid, sequence, string } = der
const name = (common: string): Uint8Array => rdnSequence([[{ oid: '2.5.4.3', value: string(0x0c, common) }]])

const rsa = forge.pki.rsa.generateKeyPair({ bits: 512, e: 65_537, prng: sameEveryTime() })
const PKCS1 = binary(forge.asn1.toDer(forge.pki.privateKeyToAsn1(rsa.privateKey)).getBytes())
/** The private key of the RSA certificates here, as a file of its own. */
export const RSA_PEM = pem('RSA PRIVATE KEY', PKCS1)
const RSA_SPKI = binary(forge.asn1.toDer(forge.pki.publicKeyToAsn1(rsa.publicKey)).getBytes())
const RSA_PKCS8 = sequence(
  tlv(2, Uint8Array.of(0)),
  sequence(oid('1.2.840.113549.1.1.1'), tlv(5)),
  tlv(4, PKCS1),
)
/** A P-256 key whose number is all sevens (RFC 5915 in RFC 5208). */
export const EC_KEY_PKCS8 = sequence(
  tlv(2, Uint8Array.of(0)),
  sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
  tlv(4, sequence(tlv(2, Uint8Array.of(1)), tlv(4, new Uint8Array(32).fill(7)))),
)
/** RFC 8410. */
const ED25519_PKCS8 = sequence(
  tlv(2, Uint8Array.of(0)),
  sequence(oid('1.3.101.112')),
  tlv(4, tlv(4, new Uint8Array(32).fill(9))),
)

const ecKey: KeyObject = createPrivateKey({ key: Buffer.from(EC_KEY_PKCS8), format: 'der', type: 'pkcs8' })
const spkiOf = (key: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }))
const SEC1 = new Uint8Array(ecKey.export({ format: 'der', type: 'sec1' }))

const CA_FLAGS = [
  extension(
    '2.5.29.19',
    sequence(tlv(1, Uint8Array.of(0xff)), tlv(2, Uint8Array.of(0))),
    tlv(1, Uint8Array.of(0xff)),
  ),
  extension('2.5.29.15', tlv(3, Uint8Array.of(2, 4))),
]
const LEAF_FLAGS = [
  extension('2.5.29.15', tlv(3, Uint8Array.of(7, 0x80))),
  extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.2'))),
]

const LEAF = certificateOf({
  issuer: name('Issuing CA'),
  subject: name('client'),
  spki: spkiOf(ecKey),
  extensions: LEAF_FLAGS,
})
const RSA_LEAF = certificateOf({
  issuer: name('Issuing CA'),
  subject: name('rsa client'),
  spki: RSA_SPKI,
  extensions: LEAF_FLAGS,
})
const ISSUER = certificateOf({
  issuer: name('Root CA'),
  subject: name('Issuing CA'),
  spki: spkiOf(ecKey),
  extensions: CA_FLAGS,
})

/** The forms in which Windows, OpenSSL and Java write a credential, made by node-forge, which draws on chance. */
function pkcs12(algorithm: '3des' | 'aes256', mac: boolean): Uint8Array {
  const certificate = forge.pki.createCertificate()
  certificate.publicKey = rsa.publicKey
  certificate.serialNumber = '05'
  certificate.validity.notBefore = new Date('2026-01-01T00:00:00Z')
  certificate.validity.notAfter = new Date('2027-01-01T00:00:00Z')
  certificate.setSubject([{ shortName: 'CN', value: 'rsa client' }])
  certificate.setIssuer([{ shortName: 'CN', value: 'rsa client' }])
  certificate.sign(rsa.privateKey, forge.md.sha256.create())
  const store = forge.pkcs12.toPkcs12Asn1(rsa.privateKey, [certificate], PASSPHRASE, {
    algorithm,
    count: ROUNDS,
    friendlyName: 'client',
    useMac: mac,
    generateLocalKeyId: true,
  })
  return binary(forge.asn1.toDer(store).getBytes())
}

function lockedPkcs8(): Uint8Array {
  const key = forge.pki.wrapRsaPrivateKey(forge.pki.privateKeyToAsn1(rsa.privateKey))
  const locked = forge.pki.encryptPrivateKeyInfo(key, PASSPHRASE, { algorithm: 'aes256', count: ROUNDS })
  return binary(forge.asn1.toDer(locked).getBytes())
}

const PKCS7 = sequence(
  oid('1.2.840.113549.1.7.2'),
  tlv(
    0xa0,
    sequence(
      tlv(2, Uint8Array.of(1)),
      der.set(),
      sequence(oid('1.2.840.113549.1.7.1')),
      tlv(0xa0, LEAF, ISSUER),
      der.set(),
    ),
  ),
)

/** With `forge.random` replaced while they are made, salts and vectors are always the same too. */
function alwaysTheSame<T>(make: () => T): T {
  const { getBytesSync, getBytes } = forge.random
  const chosen = sameEveryTime().getBytesSync
  forge.random.getBytesSync = chosen
  forge.random.getBytes = chosen
  try {
    return make()
  } finally {
    forge.random.getBytesSync = getBytesSync
    forge.random.getBytes = getBytes
  }
}

const [MODERN, OLD, NO_MAC, LOCKED] = alwaysTheSame(() => [
  pkcs12('aes256', true),
  pkcs12('3des', true),
  pkcs12('aes256', false),
  lockedPkcs8(),
])

/** In DER: PKCS#12, PKCS#8 locked and not, PKCS#1, SEC 1, PKCS#7, certificates one behind the other. */
export const BINARY_CREDENTIALS: readonly Uint8Array[] = [
  MODERN,
  OLD,
  NO_MAC,
  LOCKED,
  RSA_PKCS8,
  EC_KEY_PKCS8,
  ED25519_PKCS8,
  PKCS1,
  SEC1,
  PKCS7,
  concat([LEAF, ISSUER]),
  ...lockedForms(EC_KEY_PKCS8, PASSPHRASE),
  ...otherStores({ modern: MODERN, noMac: NO_MAC, key: EC_KEY_PKCS8, certificate: LEAF }, PASSPHRASE),
]

/** PEM of several kinds, one key locked the old way, and what Key Vault gives. */
export const TEXT_CREDENTIALS: readonly Uint8Array[] = [
  pem('PRIVATE KEY', EC_KEY_PKCS8) + pem('CERTIFICATE', LEAF) + pem('CERTIFICATE', ISSUER),
  `Bag Attributes\n${pem('RSA PRIVATE KEY', PKCS1)}${pem('CERTIFICATE', RSA_LEAF)}`,
  pem('ENCRYPTED PRIVATE KEY', LOCKED) + pem('CERTIFICATE', RSA_LEAF),
  alwaysTheSame(() =>
    forge.pki.encryptRsaPrivateKey(rsa.privateKey, PASSPHRASE, { legacy: true, algorithm: 'aes128' }),
  ) + pem('CERTIFICATE', RSA_LEAF),
  pem('EC PRIVATE KEY', SEC1) + pem('PKCS7', PKCS7),
  JSON.stringify({ contentType: 'application/x-pkcs12', value: Buffer.from(MODERN).toString('base64') }),
  pem('CERTIFICATE REQUEST', ISSUER) + pem('PUBLIC KEY', RSA_SPKI),
].map(utf8Bytes)

/** Texts that stand in each form of the private keys above: no error may hold one of them. */
export const SECRETS: readonly string[] = [PKCS1, EC_KEY_PKCS8, ED25519_PKCS8, SEC1].flatMap((key) => {
  const middle = Buffer.from(key.subarray(Math.max(0, key.length - 24)))
  return [middle.toString('hex'), middle.toString('base64').slice(0, 24)]
})
