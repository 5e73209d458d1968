import type { Dissection, Field, FieldNode } from '../../bytes/field.ts'
import type { Extension } from './extension.ts'

/**
 * The typed readings of every handshake message and alert of TLS 1.0 to 1.3. Every part is optional: a
 * message may be cut anywhere, and what was understood is kept. The full field tree stands beside it in the
 * `Dissection`. Spans are offsets in the raw message with its 4-byte header.
 */

/** RFC 5246 7.4.1.2, RFC 8446 4.1.2; also read from an SSLv2-format CLIENT-HELLO (RFC 5246 E.2). */
export interface ClientHello {
  type: 'ClientHello'
  legacyVersion?: Field<number>
  random?: Field<Uint8Array>
  sessionId?: Field<Uint8Array>
  cipherSuites: Field<number>[]
  compressionMethods: Field<number>[]
  extensions: Extension[]
  /** Whether an extensions block was there at all (an SSL 3.0 or early TLS 1.0 hello has none). */
  hasExtensions: boolean
  /**
   * A hello that differs from this one only in what is new in every hello: randoms, keys, tickets. What is worked out
   * of the rest is worked out once for both.
   */
  model?: ClientHello
}

/** RFC 5246 7.4.1.3, RFC 8446 4.1.3. A HelloRetryRequest is a ServerHello with a fixed random. */
export interface ServerHello {
  type: 'ServerHello' | 'HelloRetryRequest'
  legacyVersion?: Field<number>
  random?: Field<Uint8Array>
  sessionId?: Field<Uint8Array>
  cipherSuite?: Field<number>
  compressionMethod?: Field<number>
  extensions: Extension[]
  /** As in `ClientHello`. */
  model?: ServerHello
}

/** RFC 8446 4.3.1. */
export interface EncryptedExtensions {
  type: 'EncryptedExtensions'
  extensions: Extension[]
}

/** One certificate as sent: `certificate` is its DER, whatever it holds. */
export interface CertificateEntry {
  certificate: Field<Uint8Array>
  /** TLS 1.3 only. */
  extensions: Extension[]
}

/** RFC 5246 7.4.2 and RFC 8446 4.4.2. */
export interface Certificate {
  type: 'Certificate'
  /** TLS 1.3 only; empty in the first handshake, not empty in post-handshake authentication. */
  requestContext?: Field<Uint8Array>
  entries: CertificateEntry[]
}

/** RFC 5246 7.4.4 and RFC 8446 4.3.2. */
export interface CertificateRequest {
  type: 'CertificateRequest'
  /** TLS 1.3 only. */
  requestContext?: Field<Uint8Array>
  /** TLS 1.2 and below. */
  certificateTypes: Field<number>[]
  /** TLS 1.2: supported_signature_algorithms; TLS 1.3: the extension's. */
  signatureAlgorithms: Field<number>[]
  /** DER of each DistinguishedName, in order; the fields' texts are RFC 4514 strings. */
  certificateAuthorities: Field<Uint8Array>[]
  /** Bytes of the whole list of names, without its length prefix; undefined where there is no list. */
  certificateAuthoritiesLength?: number
  /** TLS 1.3 only. */
  extensions: Extension[]
}

/** RFC 5246 7.4.3, RFC 8422 5.4. Only the curve and the signature algorithm are of use to a diagnosis. */
export interface ServerKeyExchange {
  type: 'ServerKeyExchange'
  namedGroup?: Field<number>
  /** DHE: the prime's length in bits. */
  dhPrimeBits?: number
  signatureAlgorithm?: Field<number>
}

/** RFC 5246 7.4.8, RFC 8446 4.4.3. */
export interface CertificateVerify {
  type: 'CertificateVerify'
  /** Absent in TLS 1.1 and below. */
  algorithm?: Field<number>
  signature?: Field<Uint8Array>
}

/** RFC 5077 3.3, RFC 8446 4.6.1. */
export interface NewSessionTicket {
  type: 'NewSessionTicket'
  lifetime?: Field<number>
  ticket?: Field<Uint8Array>
  extensions: Extension[]
}

/** RFC 6066 8: a stapled OCSP response. */
export interface CertificateStatus {
  type: 'CertificateStatus'
  statusType?: Field<number>
  response?: Field<Uint8Array>
}

/** RFC 8879 4. */
export interface CompressedCertificate {
  type: 'CompressedCertificate'
  algorithm?: Field<number>
  uncompressedLength?: Field<number>
  compressed?: Field<Uint8Array>
}

/** RFC 8446 4.6.3. */
export interface KeyUpdate {
  type: 'KeyUpdate'
  requestUpdate?: Field<number>
}

/** Messages whose body carries nothing a diagnosis reads, or is opaque; the tree still shows the bytes. */
export interface OpaqueHandshake {
  type:
    | 'HelloRequest'
    | 'ServerHelloDone'
    | 'ClientKeyExchange'
    | 'Finished'
    | 'EndOfEarlyData'
    | 'MessageHash'
    | 'Unknown'
  /** The numeric HandshakeType (IANA); -1 where not even that byte is there. */
  handshakeType: number
}

export type HandshakeBody =
  | ClientHello
  | ServerHello
  | EncryptedExtensions
  | Certificate
  | CertificateRequest
  | ServerKeyExchange
  | CertificateVerify
  | NewSessionTicket
  | CertificateStatus
  | CompressedCertificate
  | KeyUpdate
  | OpaqueHandshake

/** What the dissector has to know from earlier messages, because the bytes alone do not tell. */
export interface HandshakeContext {
  /** The negotiated version's code point (0x0303 is TLS 1.2); `null` while no ServerHello was seen. */
  readonly version: number | null
  /** The negotiated cipher suite, for the form of ServerKeyExchange and ClientKeyExchange. */
  readonly cipherSuite: number | null
}

/** RFC 8446 6. */
export interface Alert {
  type: 'Alert'
  level?: Field<number>
  description?: Field<number>
}

export type HandshakeDissection = Dissection<HandshakeBody>
export type AlertDissection = Dissection<Alert>
export type { FieldNode }
