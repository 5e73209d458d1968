/** One list of TLS messages that the tests of dissector and encoders share: every type, both forms. */
import { utf8Bytes } from '../../src/shared/bytes/text.ts'
import { ByteWriter } from '../../src/shared/bytes/writer.ts'
import * as encode from '../../src/shared/tls/encode/index.ts'
import type { HandshakeContext } from '../../src/shared/tls/message/handshake.ts'

const { extension } = encode

export interface TlsSample {
  readonly name: string
  /** The message with its 4-byte header. */
  readonly raw: Uint8Array
  readonly context: HandshakeContext
  /** The type of the body the dissector has to give. */
  readonly type: string
}

const UNKNOWN: HandshakeContext = { version: null, cipherSuite: null }
const TLS10: HandshakeContext = { version: 0x0301, cipherSuite: 0xc013 }
const TLS12: HandshakeContext = { version: 0x0303, cipherSuite: 0xc02f }
const TLS12_DHE: HandshakeContext = { version: 0x0303, cipherSuite: 0x009e }
const TLS12_RSA: HandshakeContext = { version: 0x0303, cipherSuite: 0x009c }
const TLS13: HandshakeContext = { version: 0x0304, cipherSuite: 0x1301 }

/** `length` bytes that are all different for a while, so that a shift by one shows. */
export function bytes(length: number, first = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (first + at * 7) & 0xff)
}

/** DER of the Name `CN=<commonName>` (RFC 5280 4.1.2.4), the common name a UTF8String of up to 100 bytes. */
export function commonNameDer(commonName: string): Uint8Array {
  const text = utf8Bytes(commonName)
  const tlv = (tag: number, content: Uint8Array) =>
    new ByteWriter()
      .u8(tag)
      .vector(1, (out) => out.raw(content))
      .bytes()
  const attribute = new ByteWriter()
    .raw(Uint8Array.of(0x06, 0x03, 0x55, 0x04, 0x03))
    .raw(tlv(0x0c, text))
    .bytes()
  return tlv(0x30, tlv(0x31, tlv(0x30, attribute)))
}

export const CA_NAMES = ['Client Root CA', 'Client Issuing CA 2'].map(commonNameDer)

const everyExtensionOfAClient = [
  extension.grease(0x3a3a),
  extension.serverName('apim.contoso.internal'),
  extension.maxFragmentLength(4),
  extension.statusRequest(),
  extension.supportedGroups([0xbaba, 0x11ec, 0x001d, 0x0017]),
  extension.ecPointFormats([0, 1, 2]),
  extension.signatureAlgorithms([0x0a0a, 0x0403, 0x0804, 0x0401]),
  extension.heartbeat(1),
  extension.applicationLayerProtocols(['h2', 'http/1.1']),
  extension.signedCertificateTimestamps(),
  extension.clientCertificateTypes([0, 2]),
  extension.serverCertificateTypes([0]),
  extension.padding(9),
  extension.encryptThenMac(),
  extension.extendedMasterSecret(),
  extension.compressCertificate([2, 1]),
  extension.recordSizeLimit(16385),
  extension.delegatedCredential([0x0403]),
  extension.sessionTicket(bytes(12)),
  extension.earlyData(),
  extension.supportedVersions([0xdada, 0x0304, 0x0303]),
  extension.cookie(bytes(5)),
  extension.pskKeyExchangeModes([1, 0x0b]),
  extension.certificateAuthorities(CA_NAMES),
  extension.postHandshakeAuth(),
  extension.signatureAlgorithmsCert([0x0401]),
  extension.keyShares([
    { group: 0xbaba, keyExchange: bytes(1) },
    { group: 0x001d, keyExchange: bytes(32) },
  ]),
  extension.outerEncryptedClientHello(bytes(32), bytes(20)),
  extension.renegotiationInfo(),
  { type: 0x1234, data: bytes(6) },
  extension.grease(0x4a4a, bytes(1)),
  extension.preSharedKeys([{ identity: bytes(20), obfuscatedTicketAge: 123_456 }], [bytes(32)]),
]

export const CLIENT_HELLO: TlsSample = {
  name: 'a ClientHello with every extension',
  type: 'ClientHello',
  context: UNKNOWN,
  raw: encode.encodeClientHello({
    random: bytes(32),
    sessionId: bytes(32, 9),
    cipherSuites: [0x2a2a, 0x1301, 0xc02f, 0x00ff, 0xfafb],
    extensions: everyExtensionOfAClient,
  }),
}

export const SAMPLES: readonly TlsSample[] = [
  CLIENT_HELLO,
  {
    name: 'a ClientHello without extensions',
    type: 'ClientHello',
    context: UNKNOWN,
    raw: encode.encodeClientHello({ legacyVersion: 0x0301, cipherSuites: [0x002f, 0x0035] }),
  },
  {
    name: 'a ServerHello of TLS 1.2',
    type: 'ServerHello',
    context: UNKNOWN,
    raw: encode.encodeServerHello({
      random: bytes(32),
      sessionId: bytes(32),
      cipherSuite: 0xc02f,
      extensions: [
        extension.serverName(),
        extension.renegotiationInfo(bytes(24)),
        extension.applicationLayerProtocols(['h2']),
        extension.sessionTicket(),
        extension.signedCertificateTimestamps([bytes(40)]),
      ],
    }),
  },
  {
    name: 'a ServerHello of TLS 1.3',
    type: 'ServerHello',
    context: UNKNOWN,
    raw: encode.encodeServerHello({
      random: bytes(32),
      sessionId: bytes(32),
      cipherSuite: 0x1301,
      extensions: [
        extension.selectedVersion(0x0304),
        extension.serverKeyShare({ group: 0x001d, keyExchange: bytes(32) }),
        extension.selectedPreSharedKey(0),
      ],
    }),
  },
  {
    name: 'a ServerHello without extensions',
    type: 'ServerHello',
    context: UNKNOWN,
    raw: encode.encodeServerHello({ legacyVersion: 0x0301, cipherSuite: 0x002f }),
  },
  {
    name: 'a HelloRetryRequest',
    type: 'HelloRetryRequest',
    context: UNKNOWN,
    raw: encode.encodeHelloRetryRequest({
      cipherSuite: 0x1302,
      extensions: [
        extension.selectedVersion(0x0304),
        extension.retryKeyShare(0x0018),
        extension.cookie(bytes(3)),
      ],
    }),
  },
  {
    name: 'EncryptedExtensions',
    type: 'EncryptedExtensions',
    context: TLS13,
    raw: encode.encodeEncryptedExtensions([
      extension.applicationLayerProtocols(['http/1.1']),
      extension.supportedGroups([0x001d]),
      extension.earlyData(),
    ]),
  },
  {
    name: 'a Certificate of TLS 1.2',
    type: 'Certificate',
    context: TLS12,
    raw: encode.encodeCertificate12([bytes(300), bytes(200, 3)]),
  },
  {
    name: 'an empty Certificate of TLS 1.2',
    type: 'Certificate',
    context: TLS12,
    raw: encode.encodeCertificate12([]),
  },
  {
    name: 'a Certificate of TLS 1.3',
    type: 'Certificate',
    context: TLS13,
    raw: encode.encodeCertificate13(
      [
        { certificate: bytes(300), extensions: [extension.certificateStatusExtension(bytes(30))] },
        { certificate: bytes(200, 3) },
      ],
      bytes(4),
    ),
  },
  {
    name: 'a CertificateRequest of TLS 1.0',
    type: 'CertificateRequest',
    context: TLS10,
    raw: encode.encodeCertificateRequest12({ certificateAuthorities: CA_NAMES }),
  },
  {
    name: 'a CertificateRequest of TLS 1.2',
    type: 'CertificateRequest',
    context: TLS12,
    raw: encode.encodeCertificateRequest12({
      signatureAlgorithms: [0x0403, 0x0401],
      certificateAuthorities: CA_NAMES,
    }),
  },
  {
    name: 'a CertificateRequest of TLS 1.3',
    type: 'CertificateRequest',
    context: TLS13,
    raw: encode.encodeCertificateRequest13(
      [
        extension.signatureAlgorithms([0x0804, 0x0403]),
        extension.certificateAuthorities(CA_NAMES),
        extension.oidFilters([{ oid: bytes(3), values: bytes(5) }]),
      ],
      bytes(8),
    ),
  },
  {
    name: 'a ServerKeyExchange with ECDHE',
    type: 'ServerKeyExchange',
    context: TLS12,
    raw: encode.encodeEcdheServerKeyExchange({
      namedGroup: 0x001d,
      publicKey: bytes(32),
      signatureAlgorithm: 0x0804,
      signature: bytes(64),
    }),
  },
  {
    name: 'a ServerKeyExchange of TLS 1.0 with ECDHE',
    type: 'ServerKeyExchange',
    context: TLS10,
    raw: encode.encodeEcdheServerKeyExchange({
      namedGroup: 0x0017,
      publicKey: bytes(65),
      signature: bytes(64),
    }),
  },
  {
    name: 'a ServerKeyExchange with DHE',
    type: 'ServerKeyExchange',
    context: TLS12_DHE,
    raw: encode.encodeHandshake(
      12,
      new ByteWriter()
        .vector(2, (out) => out.raw(bytes(128, 0x81)))
        .vector(2, (out) => out.u8(2))
        .vector(2, (out) => out.raw(bytes(128)))
        .u16(0x0401)
        .vector(2, (out) => out.raw(bytes(64)))
        .bytes(),
    ),
  },
  { name: 'a ServerHelloDone', type: 'ServerHelloDone', context: TLS12, raw: encode.encodeServerHelloDone() },
  {
    name: 'a ClientKeyExchange with ECDHE',
    type: 'ClientKeyExchange',
    context: TLS12,
    raw: encode.encodeClientKeyExchange(new ByteWriter().vector(1, (out) => out.raw(bytes(32))).bytes()),
  },
  {
    name: 'a ClientKeyExchange with RSA',
    type: 'ClientKeyExchange',
    context: TLS12_RSA,
    raw: encode.encodeClientKeyExchange(new ByteWriter().vector(2, (out) => out.raw(bytes(128))).bytes()),
  },
  {
    name: 'a CertificateVerify of TLS 1.0',
    type: 'CertificateVerify',
    context: TLS10,
    raw: encode.encodeCertificateVerify({ signature: bytes(64) }),
  },
  {
    name: 'a CertificateVerify of TLS 1.3',
    type: 'CertificateVerify',
    context: TLS13,
    raw: encode.encodeCertificateVerify({ algorithm: 0x0804, signature: bytes(64) }),
  },
  {
    name: 'a CertificateStatus',
    type: 'CertificateStatus',
    context: TLS12,
    raw: encode.encodeCertificateStatus(bytes(50)),
  },
  {
    name: 'a CompressedCertificate',
    type: 'CompressedCertificate',
    context: TLS13,
    raw: encode.encodeCompressedCertificate(2, 1234, bytes(60)),
  },
  { name: 'a Finished', type: 'Finished', context: TLS13, raw: encode.encodeFinished(bytes(32)) },
  {
    name: 'a NewSessionTicket of TLS 1.2',
    type: 'NewSessionTicket',
    context: TLS12,
    raw: encode.encodeNewSessionTicket12(7200, bytes(40)),
  },
  {
    name: 'a NewSessionTicket of TLS 1.3',
    type: 'NewSessionTicket',
    context: TLS13,
    raw: encode.encodeNewSessionTicket13({
      lifetime: 7200,
      ageAdd: 0xdeadbeef,
      nonce: bytes(2),
      ticket: bytes(40),
      extensions: [extension.earlyData(16384)],
    }),
  },
  { name: 'a KeyUpdate', type: 'KeyUpdate', context: TLS13, raw: encode.encodeKeyUpdate(true) },
  { name: 'a HelloRequest', type: 'HelloRequest', context: TLS12, raw: encode.encodeHelloRequest() },
  { name: 'an EndOfEarlyData', type: 'EndOfEarlyData', context: TLS13, raw: encode.encodeEndOfEarlyData() },
  {
    name: 'a MessageHash',
    type: 'MessageHash',
    context: TLS13,
    raw: encode.encodeHandshake(254, bytes(32)),
  },
  {
    name: 'a message of unknown type',
    type: 'Unknown',
    context: TLS12,
    raw: encode.encodeHandshake(0x63, bytes(10)),
  },
]
