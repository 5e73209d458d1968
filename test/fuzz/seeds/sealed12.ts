import { constants, publicEncrypt } from 'node:crypto'
import { clientParameters, serverParameters } from '../../../src/main/decrypt/hello-parameters.ts'
import { tls12ProtectionOf } from '../../../src/main/decrypt/tls12-cipher.ts'
import { masterSecret, writeKeys } from '../../../src/main/decrypt/tls12-keys.ts'
import { type Protection, protection12 } from '../../../src/main/probe/tls-client/protection.ts'
import { concat, hex, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import * as encode from '../../../src/shared/tls/encode/index.ts'
import { dissectHandshake } from '../../../src/shared/tls/message/dissect.ts'
import type { SessionPeer } from '../../../src/shared/tls/record-opener.ts'
import { cipherSuiteFacts } from '../../../src/shared/tls/registry/index.ts'
import { bytes, CA_NAMES } from '../../support/tls-samples.ts'
import { CERTIFICATES } from './certificates.ts'
import { RSA_PEM } from './credentials.ts'
import type { SealedTurn } from './sealed.ts'

const { extension } = encode

/** One of every kind of protection: AEADs, CBC of every cipher, RC4, none, and some that nobody here opens. */
const SUITES = [
  0xc02f, 0xc030, 0xcca8, 0xc09c, 0xc0a0, 0xc013, 0xc027, 0xc028, 0x000a, 0x0005, 0x0002, 0x003b, 0x0041,
  0x0088, 0x0009, 0x0096, 0xc03c, 0xc051, 0xc07a, 0x0003,
] as const
const VERSIONS = [0x0303, 0x0302, 0x0301, 0x0300] as const
const PREMASTER = bytes(48, 9)
/** The premaster secret padded (RFC 8017 7.2.1) and encrypted to the key of `RSA_PEM`. */
const ENCRYPTED = new Uint8Array(
  publicEncrypt(
    { key: RSA_PEM, padding: constants.RSA_NO_PADDING },
    concat([
      Uint8Array.of(0, 2),
      new Uint8Array(64 - 3 - PREMASTER.length).fill(0x5a),
      Uint8Array.of(0),
      PREMASTER,
    ]),
  ),
)
const TYPES = [22, 23, 21, 20] as const
const LONGEST = 0x3fff

export interface Sealed12 {
  readonly turns: readonly SealedTurn[]
  /** Empty where the private key alone opens the session. */
  readonly keyLog: string
}

/** Bytes of an input ahead of its records. */
export const HEAD_12 = 3

/**
 * A session of TLS 1.2 or before, in which the peers say, under keys that a key log tells, whatever the input holds.
 * Its first byte picks the suite; the second the version (2 bits), encrypt-then-MAC, extended master secret,
 * truncated HMAC and compression (80); the third how the secret is told. Then records: from the server (80), damaged
 * on the way (40), type (2 bits); length; content.
 */
export function seal12(input: Uint8Array): Sealed12 | null {
  const suiteCode = SUITES[(input[0] ?? 0) % SUITES.length] ?? 0xc02f
  const options = input[1] ?? 0
  const version = VERSIONS[options & 3] ?? 0x0303
  const has = (bit: number): boolean => (options & bit) !== 0
  const clientHello = encode.encodeClientHello({
    legacyVersion: version,
    random: bytes(32),
    cipherSuites: [suiteCode],
    extensions: [extension.encryptThenMac(), extension.extendedMasterSecret(), extension.sessionTicket()],
  })
  const serverHello = encode.encodeServerHello({
    legacyVersion: version,
    random: bytes(32, 3),
    sessionId: bytes(32, 5),
    cipherSuite: suiteCode,
    ...(has(0x80) ? { compressionMethod: 1 } : {}),
    extensions: [
      ...(has(4) ? [extension.encryptThenMac()] : []),
      ...(has(8) ? [extension.extendedMasterSecret()] : []),
      ...(has(16) ? [{ type: 4, data: new Uint8Array(0) }] : []),
    ],
  })
  const prefix = version === 0x0300 ? new Uint8Array(0) : Uint8Array.of(0, ENCRYPTED.length)
  const exchange = encode.encodeClientKeyExchange(concat([prefix, ENCRYPTED]))
  const transcript = [clientHello, serverHello, encode.encodeServerHelloDone(), exchange]
  const keys = keysOf(transcript, suiteCode)
  if (keys === null) return null
  const flight = (messages: Uint8Array[]): Uint8Array => encode.encodeHandshakeRecords(messages, { version })
  const changed = encode.encodeChangeCipherSpecRecord({ version })
  const turns: SealedTurn[] = [
    { from: 'client', bytes: flight([clientHello]) },
    { from: 'server', bytes: flight([serverHello, encode.encodeServerHelloDone()]) },
    { from: 'client', bytes: concat([flight([exchange]), changed]) },
    { from: 'server', bytes: changed },
    ...records(input, keys),
  ]
  return { turns, keyLog: keyLogOf((input[2] ?? 0) % 5, keys.master) }
}

function records(input: Uint8Array, keys: Keys): SealedTurn[] {
  const turns: SealedTurn[] = []
  for (let at = HEAD_12; at + 3 <= input.length; ) {
    const head = input[at] ?? 0
    const length = ((input[at + 1] ?? 0) << 8) | (input[at + 2] ?? 0)
    const end = Math.min(input.length, at + 3 + Math.min(length, LONGEST))
    const from = (head & 0x80) !== 0 ? 'server' : 'client'
    const record = keys[from].seal(TYPES[head & 3] ?? 22, input.subarray(at + 3, end))
    const last = record.length - 1 - ((head >> 2) & 15)
    if ((head & 0x40) !== 0 && last >= 5) record[last] = (record[last] ?? 0) ^ 1
    turns.push({ from, bytes: record })
    at = end
  }
  return turns
}

function keyLogOf(kind: number, master: Uint8Array): string {
  const random = hex(bytes(32))
  if (kind === 1) return `PMS_CLIENT_RANDOM ${random} ${hex(PREMASTER)}\n`
  if (kind === 2) return `RSA ${hex(ENCRYPTED, 0, 8)} ${hex(PREMASTER)}\n`
  if (kind === 3) return `RSA Session-ID:${hex(bytes(32, 5))} Master-Key:${hex(master)}\n`
  return kind === 4 ? '' : `CLIENT_RANDOM ${random} ${hex(master)}\n`
}

interface Keys {
  readonly client: Protection
  readonly server: Protection
  readonly master: Uint8Array
}

function keysOf(transcript: readonly Uint8Array[], suiteCode: number): Keys | null {
  const [client, server] = transcript.slice(0, 2).map((raw) => {
    const { body } = dissectHandshake(raw, { version: 0x0303, cipherSuite: null })
    return body
  })
  const suite = cipherSuiteFacts(suiteCode)
  if (client?.type !== 'ClientHello' || server?.type !== 'ServerHello' || suite === null) return null
  const [ofClient, ofServer] = [clientParameters(client), serverParameters(server)]
  if (ofClient === null || ofServer === null) return null
  const { version } = ofServer
  const master = masterSecret(PREMASTER, ofClient, ofServer, suite, transcript)
  const protection = tls12ProtectionOf({ ...ofServer, suite })
  const of = (peer: SessionPeer): Protection =>
    protection === null
      ? { open: () => null, seal: (type, content) => encode.encodeRecords(type, content, { version }) }
      : protection12(
          protection.cipher(writeKeys(peer, master, ofClient, ofServer, suite, protection)),
          version,
        )
  return { client: of('client'), server: of('server'), master }
}

function said(
  from: SessionPeer,
  type: (typeof TYPES)[number],
  content: Uint8Array,
  damaged = false,
): Uint8Array {
  const head = (from === 'server' ? 0x80 : 0) | (damaged ? 0x40 : 0) | TYPES.indexOf(type)
  return concat([Uint8Array.of(head, content.length >> 8, content.length & 0xff), content])
}

const finished = encode.encodeFinished(bytes(12))
const refused = utf8Bytes('HTTP/1.1 403 Forbidden\r\nServer: Microsoft-IIS/10.0\r\nContent-Length: 0\r\n\r\n')
const asked = utf8Bytes('GET /orders HTTP/1.1\r\nHost: apim.contoso.internal\r\n\r\n')

/** A finished handshake and a request; with a late one for the certificate inside; and one that is refused. */
const TALKS = [
  [
    said('client', 22, finished),
    said('server', 22, concat([encode.encodeNewSessionTicket12(300, bytes(80)), finished])),
    said('client', 23, asked),
    said('server', 23, refused),
    said('client', 23, new Uint8Array(0)),
    said('server', 21, Uint8Array.of(1, 0)),
  ],
  [
    said('client', 22, finished),
    said('server', 22, finished),
    said('server', 22, encode.encodeHelloRequest()),
    said('client', 22, encode.encodeClientHello({ random: bytes(32, 2), cipherSuites: [0xc02f] })),
    said(
      'server',
      22,
      concat([
        encode.encodeServerHello({ random: bytes(32, 6), cipherSuite: 0xc02f }),
        encode.encodeCertificate12(CERTIFICATES.slice(0, 2)),
        encode.encodeCertificateRequest12({ certificateAuthorities: CA_NAMES }),
        encode.encodeServerHelloDone(),
      ]),
    ),
    said('client', 22, encode.encodeCertificate12([])),
    said('client', 20, Uint8Array.of(1)),
    said('server', 21, Uint8Array.of(2, 40)),
  ],
  [said('client', 22, finished), said('server', 21, Uint8Array.of(2, 48), true), said('server', 23, refused)],
].map((records) => concat(records))

function talk(suite: number, options: number, secret: number, which: number): Uint8Array {
  return concat([Uint8Array.of(suite, options, secret), TALKS[which % TALKS.length] ?? finished])
}

/** Every suite in TLS 1.2, each other version, option and way of telling the secret once, by turns. */
export const PLAINTEXTS_12: readonly Uint8Array[] = [
  ...SUITES.map((_, at) => talk(at, 0, 0, at)),
  ...[5, 8, 9, 10].flatMap((suite, at) => [1, 2, 3].map((version) => talk(suite, version, 0, at + version))),
  ...[4, 8, 12, 16, 0x18, 0x80].map((options, at) => talk(at % 2 === 0 ? 5 : 6, options, 0, at)),
  ...[1, 2, 3, 4].flatMap((secret, at) => [
    talk(0, 0, secret, at),
    talk(5, 8, secret, at + 1),
    talk(8, 3, secret, at),
  ]),
]
