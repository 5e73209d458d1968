import { ByteWriter } from '../../../src/shared/bytes/writer.ts'

/** Handshake messages from plain values, with their 4-byte header (RFC 8446 4, RFC 5246 7.4). */

export interface HelloValues {
  /** `null`: no server_name extension. */
  sni?: string | null
  /** supported_versions; left out where not given. */
  versions?: readonly number[]
  legacyVersion?: number
  suites?: readonly number[]
  groups?: readonly number[] | null
  signatureAlgorithms?: readonly number[] | null
  alpn?: readonly string[]
  keyShares?: readonly number[]
  postHandshakeAuth?: boolean
  /** false: an SSL 3.0-like hello without any extension. */
  extensions?: boolean
}

export interface ServerHelloValues {
  version?: number
  suite?: number
  /** TLS 1.3 only. */
  keyShareGroup?: number
  alpn?: string
  /** TLS 1.3: pre_shared_key, the first identity chosen. */
  resumed?: boolean
}

export interface CertificateRequestValues {
  types?: readonly number[]
  signatureAlgorithms?: readonly number[]
  /** DER of each name. */
  names?: readonly Uint8Array[]
}

export const TLS12 = 0x0303
export const TLS13 = 0x0304
export const ECDHE_RSA_AES128_GCM = 0xc02f
export const AES_128_GCM_SHA256 = 0x1301

const HELLO_RETRY = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'
const USUAL_SUITES = [0x1301, 0x1302, 0x1303, 0xc02f, 0xc030, 0xc02b, 0xc02c]
const USUAL_GROUPS = [0x001d, 0x0017, 0x0018]
const USUAL_SCHEMES = [0x0403, 0x0503, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601]

export function handshake(type: number, body: Uint8Array): Uint8Array {
  return new ByteWriter()
    .u8(type)
    .vector(3, (writer) => writer.raw(body))
    .bytes()
}

export function clientHello(values: HelloValues = {}): Uint8Array {
  const { sni = 'apim.contoso.internal', legacyVersion = TLS12, suites = USUAL_SUITES } = values
  const { groups = USUAL_GROUPS, signatureAlgorithms = USUAL_SCHEMES } = values
  const body = new ByteWriter().u16(legacyVersion).raw(random(1)).vector(1, nothing)
  body.vector(2, u16s(suites)).vector(1, (writer) => writer.u8(0))
  if (values.extensions === false) return handshake(1, body.bytes())
  body.vector(2, (list) => {
    if (sni !== null) {
      extension(list, 0, (data) =>
        data.vector(2, (names) => names.u8(0).vector(2, (name) => name.raw(ascii(sni)))),
      )
    }
    if (groups !== null) extension(list, 10, (data) => data.vector(2, u16s(groups)))
    if (signatureAlgorithms !== null) {
      extension(list, 13, (data) => data.vector(2, u16s(signatureAlgorithms)))
    }
    if (values.alpn) extension(list, 16, (data) => data.vector(2, alpnNames(values.alpn ?? [])))
    if (values.versions) extension(list, 43, (data) => data.vector(1, u16s(values.versions ?? [])))
    if (values.postHandshakeAuth) extension(list, 49, nothing)
    if (values.keyShares) {
      extension(list, 51, (data) =>
        data.vector(2, (shares) => {
          for (const group of values.keyShares ?? [])
            shares.u16(group).vector(2, (key) => key.raw(random(32)))
        }),
      )
    }
  })
  return handshake(1, body.bytes())
}

export function serverHello(values: ServerHelloValues = {}): Uint8Array {
  return helloOfServer(values, random(2))
}

export function helloRetryRequest(group: number): Uint8Array {
  const body = Uint8Array.from(HELLO_RETRY.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) ?? [])
  return helloOfServer({ version: TLS13, suite: AES_128_GCM_SHA256, keyShareGroup: group }, body, true)
}

function helloOfServer(values: ServerHelloValues, random: Uint8Array, retry = false): Uint8Array {
  const { version = TLS12, suite = version === TLS13 ? AES_128_GCM_SHA256 : ECDHE_RSA_AES128_GCM } = values
  const tls13 = version === TLS13
  const body = new ByteWriter()
    .u16(tls13 ? TLS12 : version)
    .raw(random)
    .vector(1, nothing)
    .u16(suite)
    .u8(0)
  body.vector(2, (list) => {
    if (tls13) {
      extension(list, 43, (data) => data.u16(version))
      extension(list, 51, (data) => {
        data.u16(values.keyShareGroup ?? 0x001d)
        if (!retry) data.vector(2, (key) => key.raw(new Uint8Array(32)))
      })
      if (values.resumed) extension(list, 41, (data) => data.u16(0))
    } else extension(list, 65281, (data) => data.vector(1, nothing))
    if (values.alpn) extension(list, 16, (data) => data.vector(2, alpnNames([values.alpn ?? ''])))
  })
  return handshake(2, body.bytes())
}

/** TLS 1.2's form. */
export function certificate(chain: readonly Uint8Array[]): Uint8Array {
  const body = new ByteWriter().vector(3, (list) => {
    for (const der of chain) list.vector(3, (item) => item.raw(der))
  })
  return handshake(11, body.bytes())
}

/** ECDHE: named_curve, a point, a signature. */
export function serverKeyExchange(group = 0x001d, scheme = 0x0804): Uint8Array {
  const body = new ByteWriter()
    .u8(3)
    .u16(group)
    .vector(1, (point) => point.raw(random(32)))
  return handshake(
    12,
    body
      .u16(scheme)
      .vector(2, (signature) => signature.raw(new Uint8Array(256)))
      .bytes(),
  )
}

/** TLS 1.2's form. */
export function certificateRequest(values: CertificateRequestValues = {}): Uint8Array {
  const { types = [1, 64], signatureAlgorithms = USUAL_SCHEMES, names = [] } = values
  const body = new ByteWriter().vector(1, (list) => {
    for (const type of types) list.u8(type)
  })
  body.vector(2, u16s(signatureAlgorithms)).vector(2, (list) => {
    for (const name of names) list.vector(2, (item) => item.raw(name))
  })
  return handshake(13, body.bytes())
}

export function clientKeyExchange(): Uint8Array {
  return handshake(16, new ByteWriter().vector(1, (point) => point.raw(random(32))).bytes())
}

export function certificateVerify(scheme = 0x0804): Uint8Array {
  const body = new ByteWriter().u16(scheme).vector(2, (signature) => signature.raw(new Uint8Array(256)))
  return handshake(15, body.bytes())
}

export function newSessionTicket(): Uint8Array {
  const body = new ByteWriter().u32(300).vector(2, (ticket) => ticket.raw(new Uint8Array(192)))
  return handshake(4, body.bytes())
}

function extension(list: ByteWriter, type: number, write: (data: ByteWriter) => void): void {
  list.u16(type).vector(2, write)
}

function alpnNames(names: readonly string[]): (writer: ByteWriter) => void {
  return (writer) => {
    for (const name of names) writer.vector(1, (item) => item.raw(ascii(name)))
  }
}

function u16s(values: readonly number[]): (writer: ByteWriter) => void {
  return (writer) => {
    for (const value of values) writer.u16(value)
  }
}

function random(seed: number): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, at) => (seed * 37 + at * 11) & 0xff)
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function nothing(): void {}
