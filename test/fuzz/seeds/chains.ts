import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { concat } from '../../../src/shared/bytes/text.ts'
import { der, extension, rdnSequence } from '../../unit/shared/x509/der-builder.ts'

const { tlv, oid, sequence, string } = der

/** Ed25519 keys of fixed numbers: their signatures are always the same bytes (RFC 8032 5.1.6). */
function keyOf(number: number): KeyObject {
  const pkcs8 = sequence(
    tlv(2, Uint8Array.of(0)),
    sequence(oid('1.3.101.112')),
    tlv(4, tlv(4, new Uint8Array(32).fill(number))),
  )
  return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
}

interface Wish {
  readonly subject: string
  readonly issuer: string
  readonly key: KeyObject
  readonly signer: KeyObject
  readonly ca: boolean
}

const nameOf = (common: string): Uint8Array =>
  rdnSequence([[{ oid: '2.5.4.3', value: string(0x0c, common) }]])
const ED25519 = sequence(oid('1.3.101.112'))
const TRUE = tlv(1, Uint8Array.of(0xff))

function spkiOf(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }))
}

function keyIdentifier(key: KeyObject): Uint8Array {
  return new Uint8Array(createHash('sha1').update(spkiOf(key)).digest())
}

/** A certificate that is really signed. */
function signed({ subject, issuer, key, signer, ca }: Wish): Uint8Array {
  const extensions = [
    extension('2.5.29.14', tlv(4, keyIdentifier(key))),
    extension('2.5.29.35', sequence(tlv(0x80, keyIdentifier(signer)))),
    ...(ca
      ? [
          extension('2.5.29.19', sequence(TRUE), TRUE),
          extension('2.5.29.15', tlv(3, Uint8Array.of(2, 4)), TRUE),
        ]
      : [
          extension('2.5.29.17', sequence(tlv(0x82, Buffer.from(HOST)))),
          extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'))),
        ]),
    ...(subject === 'Issuing CA'
      ? [
          extension(
            '2.5.29.30',
            sequence(tlv(0xa0, sequence(tlv(0x82, Buffer.from('contoso.internal'))))),
            TRUE,
          ),
        ]
      : []),
  ]
  const tbs = sequence(
    tlv(0xa0, tlv(2, Uint8Array.of(2))),
    tlv(2, Uint8Array.of(subject.length)),
    ED25519,
    nameOf(issuer),
    sequence(string(0x17, '260101000000Z'), string(0x17, '280101000000Z')),
    nameOf(subject),
    spkiOf(key),
    tlv(0xa3, sequence(...extensions)),
  )
  return sequence(tbs, ED25519, tlv(3, Uint8Array.of(0), new Uint8Array(sign(null, tbs, signer))))
}

export const HOST = 'apim.contoso.internal'

const [rootKey, issuingKey, leafKey, strangerKey] = [keyOf(1), keyOf(2), keyOf(3), keyOf(4)] as const

/** The trusted root; never among what is mutated. */
export const ROOT = signed({ subject: 'Root CA', issuer: 'Root CA', key: rootKey, signer: rootKey, ca: true })
export const ISSUING = signed({
  subject: 'Issuing CA',
  issuer: 'Root CA',
  key: issuingKey,
  signer: rootKey,
  ca: true,
})
export const LEAF = signed({
  subject: HOST,
  issuer: 'Issuing CA',
  key: leafKey,
  signer: issuingKey,
  ca: false,
})
/** Two CAs that certify each other, and one of the issuing CA's name with another key. */
const CIRCLE = [
  signed({ subject: 'Root CA', issuer: 'Issuing CA', key: rootKey, signer: issuingKey, ca: true }),
  signed({ subject: 'Issuing CA', issuer: 'Root CA', key: strangerKey, signer: strangerKey, ca: true }),
]

/** What a peer sent: certificates one behind the other. */
export const CHAINS: readonly Uint8Array[] = [
  concat([LEAF, ISSUING]),
  concat([LEAF, ISSUING, ROOT]),
  concat([ISSUING, LEAF]),
  concat([LEAF, ...CIRCLE, ISSUING]),
  LEAF,
]
