import { certificateOf, der, extension, rdnSequence } from '../../unit/shared/x509/der-builder.ts'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const { tlv, oid, sequence, string } = der

const NAME = rdnSequence([
  [{ oid: '2.5.4.6', value: string(0x13, 'NL') }],
  [{ oid: '2.5.4.10', value: string(0x0c, 'Contoso, "Ltd"') }],
  [
    { oid: '2.5.4.11', value: string(0x1e, 'Identität') },
    { oid: '1.2.3.4.5', value: string(0x16, 'unknown') },
  ],
  [{ oid: '2.5.4.3', value: string(0x0c, 'Client Issuing CA') }],
])

const ALTERNATIVES = sequence(
  tlv(0x82, text('apim.contoso.internal')),
  tlv(0x82, text('*.dev.contoso.internal')),
  tlv(0x82, text('xn--bcher-kva.example')),
  tlv(0x81, text('someone@example.org')),
  tlv(0x86, text('https://example.org/x')),
  tlv(0x87, Uint8Array.of(10, 0, 0, 4)),
  tlv(0x87, new Uint8Array(16).fill(1)),
  tlv(0xa4, NAME),
  tlv(0xa0, oid('1.3.6.1.4.1.311.20.2.3'), tlv(0xa0, string(0x0c, 'user@contoso.internal'))),
  tlv(0x88, Uint8Array.of(0x2a, 3, 4)),
)

const RSA_KEY = sequence(
  sequence(oid('1.2.840.113549.1.1.1'), tlv(5)),
  tlv(
    3,
    Uint8Array.of(0),
    sequence(tlv(2, Uint8Array.of(0), new Uint8Array(256).fill(0xc3)), tlv(2, Uint8Array.of(1, 0, 1))),
  ),
)
const EC_KEY = sequence(
  sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
  tlv(3, Uint8Array.of(0, 4), new Uint8Array(64).fill(7)),
)
const PSS = sequence(
  oid('1.2.840.113549.1.1.10'),
  sequence(tlv(0xa0, sequence(oid('2.16.840.1.101.3.4.2.1'))), tlv(0xa2, tlv(2, Uint8Array.of(32)))),
)

const EXTENSIONS = [
  extension(
    '2.5.29.19',
    sequence(tlv(1, Uint8Array.of(0xff)), tlv(2, Uint8Array.of(1))),
    tlv(1, Uint8Array.of(0xff)),
  ),
  extension('2.5.29.15', tlv(3, Uint8Array.of(5, 0xa0))),
  extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'), oid('1.2.3.4'))),
  extension('2.5.29.17', ALTERNATIVES),
  extension('2.5.29.14', tlv(4, new Uint8Array(20).fill(9))),
  extension(
    '2.5.29.35',
    sequence(tlv(0x80, new Uint8Array(20).fill(8)), tlv(0xa1, tlv(0xa4, NAME)), tlv(0x82, Uint8Array.of(5))),
  ),
  extension(
    '1.3.6.1.5.5.7.1.1',
    sequence(
      sequence(oid('1.3.6.1.5.5.7.48.1'), tlv(0x86, text('http://ocsp.example'))),
      sequence(oid('1.3.6.1.5.5.7.48.2'), tlv(0x86, text('http://ca.example/ca.crt'))),
    ),
  ),
  extension(
    '2.5.29.31',
    sequence(sequence(tlv(0xa0, tlv(0xa0, tlv(0x86, text('http://crl.example/a.crl')))))),
  ),
  extension('2.5.29.32', sequence(sequence(oid('2.23.140.1.2.1')))),
  extension('1.2.3.4.5.6', Uint8Array.of(1, 2, 3)),
]

const issuer = certificateOf({
  issuer: NAME,
  subject: NAME,
  spki: RSA_KEY,
  extensions: EXTENSIONS.slice(0, 2),
})

/** Certificates made by hand, each with other parts; always the same bytes. */
export const CERTIFICATES: readonly Uint8Array[] = [
  certificateOf({ issuer: NAME, spki: RSA_KEY, extensions: EXTENSIONS }),
  issuer,
  certificateOf({
    spki: EC_KEY,
    extensions: EXTENSIONS.slice(2, 6),
    notAfter: string(0x18, '20500101000000Z'),
  }),
  certificateOf({ innerAlgorithm: PSS, serial: tlv(2, new Uint8Array(20).fill(0xee)) }),
]

export const NAMES: readonly Uint8Array[] = [
  NAME,
  rdnSequence([[{ oid: '2.5.4.3', value: string(0x0c, 'test') }]]),
  rdnSequence([
    [{ oid: '2.5.4.3', value: string(0x13, '  Two  Words ') }],
    [{ oid: '0.9.2342.19200300.100.1.25', value: string(0x16, 'net') }],
  ]),
  rdnSequence([]),
]

export function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
