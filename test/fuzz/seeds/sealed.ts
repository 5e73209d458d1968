import { createCipheriv } from 'node:crypto'
import { hkdfExpandLabel } from '../../../src/main/decrypt/key-derivation.ts'
import { nonceOf } from '../../../src/main/decrypt/record-cipher.ts'
import { concat, hex, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import * as encode from '../../../src/shared/tls/encode/index.ts'
import { bytes, CA_NAMES } from '../../support/tls-samples.ts'
import { CERTIFICATES } from './certificates.ts'
import { hello13, serverHello13 } from './sessions.ts'

const SECRETS = {
  client: { handshake: new Uint8Array(32).fill(0x11), application: new Uint8Array(32).fill(0x33) },
  server: { handshake: new Uint8Array(32).fill(0x22), application: new Uint8Array(32).fill(0x44) },
} as const

/** The key log that opens what `seal` closes. */
export const KEY_LOG = [
  ['CLIENT_HANDSHAKE_TRAFFIC_SECRET', SECRETS.client.handshake],
  ['SERVER_HANDSHAKE_TRAFFIC_SECRET', SECRETS.server.handshake],
  ['CLIENT_TRAFFIC_SECRET_0', SECRETS.client.application],
  ['SERVER_TRAFFIC_SECRET_0', SECRETS.server.application],
]
  .map(([label, secret]) => `${label} ${hex(bytes(32))} ${hex(secret as Uint8Array)}\n`)
  .join('')

const INNER_TYPES = [22, 23, 21, 20]
const LONGEST = 0x3fff

/** Plaintext of one record, as an input of the fuzzer writes it: who and what in one byte, length, content. */
function plain(
  from: 'client' | 'server',
  keys: 'handshake' | 'application',
  type: number,
  content: Uint8Array,
): Uint8Array {
  const head =
    (from === 'server' ? 0x80 : 0) | (keys === 'application' ? 0x40 : 0) | INNER_TYPES.indexOf(type)
  return concat([Uint8Array.of(head, content.length >> 8, content.length & 0xff), content])
}

const request = 'GET /orders?id=1 HTTP/1.1\r\nHost: apim.contoso.internal\r\n\r\n'
const refusal =
  'HTTP/1.1 400 Bad Request\r\nServer: Microsoft-Azure-Application-Gateway/v2\r\nContent-Length: 70\r\n\r\n' +
  '<html><head><title>400 No required SSL certificate was sent</title></html>'
const flight = concat([
  encode.encodeEncryptedExtensions([]),
  encode.encodeCertificateRequest13([
    encode.extension.signatureAlgorithms([0x0403, 0x0804]),
    encode.extension.certificateAuthorities(CA_NAMES),
  ]),
  encode.encodeCertificate13(CERTIFICATES.slice(0, 2).map((certificate) => ({ certificate }))),
  encode.encodeCertificateVerify({ algorithm: 0x0804, signature: bytes(64) }),
  encode.encodeFinished(bytes(32)),
])
const answer = concat([
  encode.encodeCertificate13(CERTIFICATES.slice(2, 3).map((certificate) => ({ certificate }))),
  encode.encodeCertificateVerify({ algorithm: 0x0403, signature: bytes(64) }),
  encode.encodeFinished(bytes(32)),
])

/** What the peers say behind the hellos. */
export const PLAINTEXTS: readonly Uint8Array[] = [
  concat([
    plain('server', 'handshake', 22, flight),
    plain('client', 'handshake', 22, answer),
    plain('client', 'application', 23, utf8Bytes(request)),
    plain('server', 'application', 23, utf8Bytes(refusal)),
    plain('server', 'application', 21, Uint8Array.of(1, 0)),
  ]),
  concat([
    plain('server', 'handshake', 22, flight),
    plain(
      'client',
      'handshake',
      22,
      concat([encode.encodeCertificate13([]), encode.encodeFinished(bytes(32))]),
    ),
    plain('server', 'application', 21, Uint8Array.of(2, 116)),
  ]),
  concat([
    plain('server', 'handshake', 22, flight),
    plain('client', 'handshake', 22, answer),
    plain('server', 'application', 22, encode.encodeKeyUpdate(true)),
    plain(
      'client',
      'application',
      22,
      encode.encodeCertificateRequest13([encode.extension.signatureAlgorithms([0x0403])], bytes(4)),
    ),
    plain('client', 'application', 21, Uint8Array.of(2, 40)),
  ]),
]

interface Keys {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  sequence: number
}

export interface SealedTurn {
  readonly from: 'client' | 'server'
  readonly bytes: Uint8Array
}

/** A TLS 1.3 session in which the peers say, under keys that `KEY_LOG` tells, whatever the input holds. */
export function seal(input: Uint8Array): SealedTurn[] {
  const turns: SealedTurn[] = [
    { from: 'client', bytes: encode.encodeHandshakeRecords([hello13]) },
    { from: 'server', bytes: encode.encodeHandshakeRecords([serverHello13]) },
  ]
  const keys = new Map<string, Keys>()
  for (let at = 0; at + 3 <= input.length; ) {
    const head = input[at] ?? 0
    const length = ((input[at + 1] ?? 0) << 8) | (input[at + 2] ?? 0)
    const end = Math.min(input.length, at + 3 + Math.min(length, LONGEST))
    const from = (head & 0x80) !== 0 ? 'server' : 'client'
    const phase = (head & 0x40) !== 0 ? 'application' : 'handshake'
    const name = `${from} ${phase}`
    const own = keys.get(name) ?? keysOf(SECRETS[from][phase])
    keys.set(name, own)
    const inner = concat([input.subarray(at + 3, end), Uint8Array.of(INNER_TYPES[head & 3] ?? 22)])
    turns.push({ from, bytes: sealed(own, inner) })
    at = end
  }
  return turns
}

function keysOf(secret: Uint8Array): Keys {
  return {
    key: hkdfExpandLabel('sha256', secret, 'key', 16),
    iv: hkdfExpandLabel('sha256', secret, 'iv', 12),
    sequence: 0,
  }
}

function sealed(keys: Keys, inner: Uint8Array): Uint8Array {
  const length = inner.length + 16
  const header = Uint8Array.of(23, 3, 3, length >> 8, length & 0xff)
  const cipher = createCipheriv('aes-128-gcm', keys.key, nonceOf(keys.iv, keys.sequence++))
  cipher.setAAD(header)
  return concat([header, cipher.update(inner), cipher.final(), cipher.getAuthTag()])
}
