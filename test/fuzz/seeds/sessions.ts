import { concat } from '../../../src/shared/bytes/text.ts'
import * as encode from '../../../src/shared/tls/encode/index.ts'
import { bytes, CA_NAMES, SAMPLES } from '../../support/tls-samples.ts'
import { CERTIFICATES } from './certificates.ts'

const { extension } = encode

/** What each peer sent, in turns; client first. */
export interface Talk {
  readonly name: string
  readonly turns: readonly { readonly from: 'client' | 'server'; readonly bytes: Uint8Array }[]
}

export const hello12 = encode.encodeClientHello({
  random: bytes(32),
  cipherSuites: [0xc02f, 0xc030, 0x009c],
  extensions: [
    extension.serverName('apim.contoso.internal'),
    extension.supportedGroups([29, 23]),
    extension.signatureAlgorithms([0x0403, 0x0804, 0x0401]),
    extension.applicationLayerProtocols(['h2', 'http/1.1']),
    extension.renegotiationInfo(),
  ],
})
export const hello13 = encode.encodeClientHello({
  random: bytes(32),
  cipherSuites: [0x1301, 0x1302, 0xc02f],
  extensions: [
    extension.serverName('apim.contoso.internal'),
    extension.supportedVersions([0x0304, 0x0303]),
    extension.supportedGroups([29, 23]),
    extension.signatureAlgorithms([0x0403, 0x0804]),
    extension.keyShares([{ group: 29, keyExchange: bytes(32) }]),
    extension.postHandshakeAuth(),
  ],
})
const serverHello12 = encode.encodeServerHello({
  random: bytes(32, 3),
  cipherSuite: 0xc02f,
  extensions: [extension.renegotiationInfo()],
})
export const serverHello13 = encode.encodeServerHello({
  random: bytes(32, 5),
  cipherSuite: 0x1301,
  extensions: [
    extension.selectedVersion(0x0304),
    extension.serverKeyShare({ group: 29, keyExchange: bytes(32) }),
  ],
})
const certificate12 = encode.encodeCertificate12(CERTIFICATES.slice(0, 2))
const request12 = encode.encodeCertificateRequest12({ certificateAuthorities: CA_NAMES })
const exchange = SAMPLES.find(({ type }) => type === 'ServerKeyExchange')?.raw ?? bytes(8)
const keyExchange = encode.encodeClientKeyExchange(bytes(33, 32))

const handshake = (...messages: Uint8Array[]): Uint8Array => encode.encodeHandshakeRecords(messages)
const sealed = (type: number, length: number): Uint8Array => encode.encodeRecords(type, bytes(length))
const changed = encode.encodeChangeCipherSpecRecord()

const client = (...pieces: Uint8Array[]) => ({ from: 'client', bytes: concat(pieces) }) as const
const server = (...pieces: Uint8Array[]) => ({ from: 'server', bytes: concat(pieces) }) as const
const flight12 = server(
  handshake(serverHello12, certificate12, exchange, request12, encode.encodeServerHelloDone()),
)
const done12 = [changed, sealed(22, 40)] as const

export const TALKS: readonly Talk[] = [
  {
    name: 'TLS 1.2, mutual, completed',
    turns: [
      client(handshake(hello12)),
      flight12,
      client(handshake(encode.encodeCertificate12(CERTIFICATES.slice(2, 3)), keyExchange), ...done12),
      server(...done12),
      client(sealed(23, 300)),
      server(sealed(23, 900), sealed(21, 26)),
    ],
  },
  {
    name: 'TLS 1.2, empty certificate, refused',
    turns: [
      client(handshake(hello12)),
      flight12,
      client(handshake(encode.encodeCertificate12([]), keyExchange), ...done12),
      server(encode.encodeAlertRecord(40)),
    ],
  },
  {
    name: 'TLS 1.2, renegotiated',
    turns: [
      client(handshake(hello12)),
      flight12,
      client(handshake(keyExchange), ...done12),
      server(...done12),
      client(sealed(23, 120)),
      server(sealed(22, 28)),
      client(sealed(22, 240)),
      server(sealed(22, 3000)),
      client(sealed(22, 2000), ...done12),
      server(...done12, sealed(23, 400)),
    ],
  },
  {
    name: 'TLS 1.3, mutual, alert',
    turns: [
      client(handshake(hello13)),
      server(
        handshake(serverHello13),
        changed,
        sealed(23, 30),
        sealed(23, 200),
        sealed(23, 2200),
        sealed(23, 281),
        sealed(23, 53),
      ),
      client(changed, sealed(23, 1900), sealed(23, 281), sealed(23, 53)),
      server(sealed(23, 250), sealed(23, 250), sealed(23, 19)),
    ],
  },
  {
    name: 'TLS 1.3, retried',
    turns: [
      client(handshake(hello13)),
      server(
        handshake(
          encode.encodeHelloRetryRequest({
            cipherSuite: 0x1301,
            extensions: [extension.selectedVersion(0x0304), extension.retryKeyShare(23)],
          }),
        ),
        changed,
      ),
      client(changed, handshake(hello13)),
      server(handshake(serverHello13), sealed(23, 1000)),
      client(encode.encodeAlertRecord(48)),
    ],
  },
  {
    name: 'unknown CA',
    turns: [client(handshake(hello12)), flight12, client(encode.encodeAlertRecord(48))],
  },
  {
    name: 'plain HTTP in answer',
    turns: [
      client(handshake(hello12)),
      server(
        new TextEncoder().encode(
          'HTTP/1.1 400 Bad Request\r\nServer: Microsoft-Azure-Application-Gateway/v2\r\n\r\n',
        ),
      ),
    ],
  },
  {
    name: 'STARTTLS',
    turns: [
      server(new TextEncoder().encode('220 mail ESMTP\r\n')),
      client(new TextEncoder().encode('EHLO x\r\nSTARTTLS\r\n')),
      server(new TextEncoder().encode('220 go\r\n')),
      client(handshake(hello12)),
      flight12,
    ],
  },
  {
    name: 'SSLv2 hello',
    turns: [
      client(
        encode.encodeSslv2ClientHello({ version: 0x0301, cipherSpecs: [0x2f, 0x35], challenge: bytes(16) }),
      ),
      flight12,
    ],
  },
]
