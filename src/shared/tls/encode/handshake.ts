/**
 * Encoders of handshake messages: plain values in, the whole message with its 4-byte header out. They put
 * down what they are given, sensible or not, so that tests and scripted servers can say odd things; only
 * what does not fit its length field is a RangeError.
 */
import { ByteWriter } from '../../bytes/writer.ts'
import { HELLO_RETRY_REQUEST_RANDOM } from '../message/hello.ts'
import { distinguishedNames, type ExtensionInput, writeExtensions } from './extensions.ts'

const NOTHING = new Uint8Array(0)
const NULL_COMPRESSION = [0]
const TLS12 = 0x0303

/** Any handshake message: HandshakeType (IANA), then a body as it is. */
export function encodeHandshake(handshakeType: number, body: Uint8Array = NOTHING): Uint8Array {
  return message(handshakeType, (out) => out.raw(body))
}

export interface ClientHelloInput {
  /** TLS 1.2 if not given, as TLS 1.3 wants it too. */
  readonly legacyVersion?: number
  /** 32 bytes; zeros if not given. */
  readonly random?: Uint8Array
  readonly sessionId?: Uint8Array
  readonly cipherSuites: readonly number[]
  readonly compressionMethods?: readonly number[]
  /** Not given: no extensions block at all. */
  readonly extensions?: readonly ExtensionInput[]
}

/** RFC 5246 7.4.1.2, RFC 8446 4.1.2. */
export function encodeClientHello(hello: ClientHelloInput): Uint8Array {
  return message(1, (out) => {
    out.u16(hello.legacyVersion ?? TLS12).raw(hello.random ?? new Uint8Array(32))
    out.vector(1, (inner) => inner.raw(hello.sessionId ?? NOTHING))
    out.vector(2, (inner) => u16s(inner, hello.cipherSuites))
    out.vector(1, (inner) => u8s(inner, hello.compressionMethods ?? NULL_COMPRESSION))
    if (hello.extensions) writeExtensions(out, hello.extensions)
  })
}

export interface Sslv2ClientHelloInput {
  /** The version offered, e.g. 0x0301. */
  readonly version: number
  /** Three bytes each: TLS's suites below 0x10000. */
  readonly cipherSpecs: readonly number[]
  readonly sessionId?: Uint8Array
  /** 16 zeros if not given. */
  readonly challenge?: Uint8Array
}

/** RFC 5246 E.2, with its two-byte record header. */
export function encodeSslv2ClientHello(hello: Sslv2ClientHelloInput): Uint8Array {
  const challenge = hello.challenge ?? new Uint8Array(16)
  const sessionId = hello.sessionId ?? NOTHING
  const body = new ByteWriter().u8(1).u16(hello.version)
  body
    .u16(hello.cipherSpecs.length * 3)
    .u16(sessionId.length)
    .u16(challenge.length)
  for (const spec of hello.cipherSpecs) body.u24(spec)
  body.raw(sessionId).raw(challenge)
  return new ByteWriter()
    .u16(0x8000 | body.length)
    .raw(body.bytes())
    .bytes()
}

export interface ServerHelloInput {
  readonly legacyVersion?: number
  readonly random?: Uint8Array
  readonly sessionId?: Uint8Array
  readonly cipherSuite: number
  readonly compressionMethod?: number
  /** Not given: no extensions block at all. */
  readonly extensions?: readonly ExtensionInput[]
}

/** RFC 5246 7.4.1.3, RFC 8446 4.1.3. */
export function encodeServerHello(hello: ServerHelloInput): Uint8Array {
  return message(2, (out) => {
    out.u16(hello.legacyVersion ?? TLS12).raw(hello.random ?? new Uint8Array(32))
    out.vector(1, (inner) => inner.raw(hello.sessionId ?? NOTHING))
    out.u16(hello.cipherSuite).u8(hello.compressionMethod ?? 0)
    if (hello.extensions) writeExtensions(out, hello.extensions)
  })
}

/** RFC 8446 4.1.4: a ServerHello with the random that says so. */
export function encodeHelloRetryRequest(hello: Omit<ServerHelloInput, 'random'>): Uint8Array {
  return encodeServerHello({ ...hello, random: HELLO_RETRY_REQUEST_RANDOM })
}

/** RFC 8446 4.3.1. */
export function encodeEncryptedExtensions(extensions: readonly ExtensionInput[] = []): Uint8Array {
  return message(8, (out) => writeExtensions(out, extensions))
}

/** RFC 5246 7.4.2: DER of each certificate, the leaf first; none at all is a client's refusal. */
export function encodeCertificate12(certificates: readonly Uint8Array[]): Uint8Array {
  return message(11, (out) =>
    out.vector(3, (list) => {
      for (const certificate of certificates) list.vector(3, (one) => one.raw(certificate))
    }),
  )
}

export interface CertificateEntryInput {
  readonly certificate: Uint8Array
  readonly extensions?: readonly ExtensionInput[]
}

/** RFC 8446 4.4.2. */
export function encodeCertificate13(
  entries: readonly CertificateEntryInput[],
  requestContext: Uint8Array = NOTHING,
): Uint8Array {
  return message(11, (out) =>
    out
      .vector(1, (inner) => inner.raw(requestContext))
      .vector(3, (list) => {
        for (const { certificate, extensions } of entries) {
          list.vector(3, (one) => one.raw(certificate))
          writeExtensions(list, extensions ?? [])
        }
      }),
  )
}

export interface CertificateRequest12Input {
  /** rsa_sign and ecdsa_sign if not given. */
  readonly certificateTypes?: readonly number[]
  /** Not given: left out, as before TLS 1.2. */
  readonly signatureAlgorithms?: readonly number[]
  /** DER of each DistinguishedName. */
  readonly certificateAuthorities?: readonly Uint8Array[]
}

/** RFC 5246 7.4.4; without signature algorithms RFC 4346 7.4.4. */
export function encodeCertificateRequest12(request: CertificateRequest12Input = {}): Uint8Array {
  return message(13, (out) => {
    out.vector(1, (inner) => u8s(inner, request.certificateTypes ?? [1, 64]))
    const schemes = request.signatureAlgorithms
    if (schemes) out.vector(2, (inner) => u16s(inner, schemes))
    distinguishedNames(out, request.certificateAuthorities ?? [])
  })
}

/** RFC 8446 4.3.2. */
export function encodeCertificateRequest13(
  extensions: readonly ExtensionInput[],
  requestContext: Uint8Array = NOTHING,
): Uint8Array {
  return message(13, (out) => {
    out.vector(1, (inner) => inner.raw(requestContext))
    writeExtensions(out, extensions)
  })
}

export interface EcdheServerKeyExchangeInput {
  readonly namedGroup: number
  readonly publicKey: Uint8Array
  /** Not given: left out, as before TLS 1.2. */
  readonly signatureAlgorithm?: number
  readonly signature: Uint8Array
}

/** RFC 8422 5.4. */
export function encodeEcdheServerKeyExchange(exchange: EcdheServerKeyExchangeInput): Uint8Array {
  return message(12, (out) => {
    out.u8(3).u16(exchange.namedGroup)
    out.vector(1, (inner) => inner.raw(exchange.publicKey))
    if (exchange.signatureAlgorithm !== undefined) out.u16(exchange.signatureAlgorithm)
    out.vector(2, (inner) => inner.raw(exchange.signature))
  })
}

/** RFC 5246 7.4.7: the content as the key exchange wants it, its length prefix included. */
export function encodeClientKeyExchange(content: Uint8Array): Uint8Array {
  return encodeHandshake(16, content)
}

export interface CertificateVerifyInput {
  /** Not given: left out, as before TLS 1.2. */
  readonly algorithm?: number
  readonly signature: Uint8Array
}

/** RFC 5246 7.4.8, RFC 8446 4.4.3. */
export function encodeCertificateVerify(verify: CertificateVerifyInput): Uint8Array {
  return message(15, (out) => {
    if (verify.algorithm !== undefined) out.u16(verify.algorithm)
    out.vector(2, (inner) => inner.raw(verify.signature))
  })
}

/** RFC 6066 8. */
export function encodeCertificateStatus(response: Uint8Array): Uint8Array {
  return message(22, (out) => out.u8(1).vector(3, (inner) => inner.raw(response)))
}

/** RFC 8879 4. */
export function encodeCompressedCertificate(
  algorithm: number,
  uncompressedLength: number,
  compressed: Uint8Array,
): Uint8Array {
  return message(25, (out) =>
    out
      .u16(algorithm)
      .u24(uncompressedLength)
      .vector(3, (inner) => inner.raw(compressed)),
  )
}

/** RFC 5246 7.4.9 (12 bytes), RFC 8446 4.4.4 (the hash's length). */
export function encodeFinished(verifyData: Uint8Array): Uint8Array {
  return encodeHandshake(20, verifyData)
}

/** RFC 5077 3.3; lifetime in seconds. */
export function encodeNewSessionTicket12(lifetimeHint: number, ticket: Uint8Array): Uint8Array {
  return message(4, (out) => out.u32(lifetimeHint).vector(2, (inner) => inner.raw(ticket)))
}

export interface NewSessionTicket13Input {
  /** Seconds. */
  readonly lifetime: number
  readonly ageAdd?: number
  readonly nonce?: Uint8Array
  readonly ticket: Uint8Array
  readonly extensions?: readonly ExtensionInput[]
}

/** RFC 8446 4.6.1. */
export function encodeNewSessionTicket13(input: NewSessionTicket13Input): Uint8Array {
  return message(4, (out) => {
    out.u32(input.lifetime).u32(input.ageAdd ?? 0)
    out.vector(1, (inner) => inner.raw(input.nonce ?? NOTHING))
    out.vector(2, (inner) => inner.raw(input.ticket))
    writeExtensions(out, input.extensions ?? [])
  })
}

/** RFC 8446 4.6.3. */
export function encodeKeyUpdate(requestUpdate: boolean): Uint8Array {
  return encodeHandshake(24, Uint8Array.of(requestUpdate ? 1 : 0))
}

/** RFC 5246 7.4.1.1: asks the client to renegotiate. */
export const encodeHelloRequest = (): Uint8Array => encodeHandshake(0)
/** RFC 5246 7.4.5. */
export const encodeServerHelloDone = (): Uint8Array => encodeHandshake(14)
/** RFC 8446 4.5. */
export const encodeEndOfEarlyData = (): Uint8Array => encodeHandshake(5)

function message(handshakeType: number, write: (out: ByteWriter) => void): Uint8Array {
  return new ByteWriter().u8(handshakeType).vector(3, write).bytes()
}

function u8s(out: ByteWriter, values: readonly number[]): void {
  for (const value of values) out.u8(value)
}

function u16s(out: ByteWriter, values: readonly number[]): void {
  for (const value of values) out.u16(value)
}
