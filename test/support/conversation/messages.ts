import { ByteWriter } from '../../../src/shared/bytes/writer.ts'
import * as extension from '../../../src/shared/tls/encode/extensions.ts'
import * as encode from '../../../src/shared/tls/encode/handshake.ts'

/** Handshake messages from the few values that a test cares about; the rest is what usual stacks send. */

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
  /** TLS 1.3 only: a pre_shared_key of the client was taken. */
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

const USUAL_SUITES = [0x1301, 0x1302, 0x1303, 0xc02f, 0xc030, 0xc02b, 0xc02c]
const USUAL_GROUPS = [0x001d, 0x0017, 0x0018]
const USUAL_SCHEMES = [0x0403, 0x0503, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601]
const RSA_2048_SIGNATURE = new Uint8Array(256)
const X25519_KEY = filled(32, 3)

export const handshake = encode.encodeHandshake

export function clientHello(values: HelloValues = {}): Uint8Array {
  return encode.encodeClientHello({
    legacyVersion: values.legacyVersion ?? TLS12,
    random: filled(32, 1),
    cipherSuites: values.suites ?? USUAL_SUITES,
    ...(values.extensions === false ? {} : { extensions: helloExtensions(values) }),
  })
}

function helloExtensions(values: HelloValues): extension.ExtensionInput[] {
  const { sni = 'apim.contoso.internal', groups = USUAL_GROUPS } = values
  const { signatureAlgorithms = USUAL_SCHEMES } = values
  const list: extension.ExtensionInput[] = []
  if (sni !== null) list.push(extension.serverName(sni))
  if (groups !== null) list.push(extension.supportedGroups(groups))
  if (signatureAlgorithms !== null) list.push(extension.signatureAlgorithms(signatureAlgorithms))
  if (values.alpn) list.push(extension.applicationLayerProtocols(values.alpn))
  if (values.versions) list.push(extension.supportedVersions(values.versions))
  if (values.postHandshakeAuth) list.push(extension.postHandshakeAuth())
  if (values.keyShares) {
    const entries = values.keyShares.map((group) => ({ group, keyExchange: X25519_KEY }))
    list.push(extension.keyShares(entries))
  }
  return list
}

export function serverHello(values: ServerHelloValues = {}): Uint8Array {
  const { version = TLS12 } = values
  const tls13 = version === TLS13
  const group = values.keyShareGroup ?? 0x001d
  const list = tls13
    ? [extension.selectedVersion(version), extension.serverKeyShare({ group, keyExchange: X25519_KEY })]
    : [extension.renegotiationInfo()]
  if (tls13 && values.resumed) list.push(extension.selectedPreSharedKey(0))
  if (values.alpn) list.push(extension.applicationLayerProtocols([values.alpn]))
  return encode.encodeServerHello({
    legacyVersion: tls13 ? TLS12 : version,
    random: filled(32, 2),
    cipherSuite: values.suite ?? (tls13 ? AES_128_GCM_SHA256 : ECDHE_RSA_AES128_GCM),
    extensions: list,
  })
}

export function helloRetryRequest(group: number): Uint8Array {
  return encode.encodeHelloRetryRequest({
    cipherSuite: AES_128_GCM_SHA256,
    extensions: [extension.selectedVersion(TLS13), extension.retryKeyShare(group)],
  })
}

/** TLS 1.2's form. */
export const certificate = encode.encodeCertificate12

/** TLS 1.3's form. @param context not empty in post-handshake authentication */
export function certificate13(chain: readonly Uint8Array[], context = new Uint8Array(0)): Uint8Array {
  return encode.encodeCertificate13(
    chain.map((certificate) => ({ certificate })),
    context,
  )
}

/** TLS 1.3's form. */
export function certificateRequest13(
  values: CertificateRequestValues = {},
  context = new Uint8Array(0),
): Uint8Array {
  const list = [extension.signatureAlgorithms(values.signatureAlgorithms ?? USUAL_SCHEMES)]
  if (values.names) list.push(extension.certificateAuthorities(values.names))
  return encode.encodeCertificateRequest13(list, context)
}

export const encryptedExtensions = (): Uint8Array => encode.encodeEncryptedExtensions()

/** verify_data of 12 bytes before TLS 1.3, else of the hash's length. */
export const finished = (length = 32): Uint8Array => encode.encodeFinished(filled(length, 5))

export function newSessionTicket13(): Uint8Array {
  return encode.encodeNewSessionTicket13({ lifetime: 300, ticket: filled(192, 9) })
}

/** ECDHE: named_curve, a point, a signature. */
export function serverKeyExchange(namedGroup = 0x001d, signatureAlgorithm = 0x0804): Uint8Array {
  const signature = RSA_2048_SIGNATURE
  return encode.encodeEcdheServerKeyExchange({
    namedGroup,
    publicKey: X25519_KEY,
    signatureAlgorithm,
    signature,
  })
}

/** TLS 1.2's form. */
export function certificateRequest(values: CertificateRequestValues = {}): Uint8Array {
  return encode.encodeCertificateRequest12({
    certificateTypes: values.types ?? [1, 64],
    signatureAlgorithms: values.signatureAlgorithms ?? USUAL_SCHEMES,
    certificateAuthorities: values.names ?? [],
  })
}

export function clientKeyExchange(): Uint8Array {
  const point = new ByteWriter().vector(1, (inner) => inner.raw(X25519_KEY))
  return encode.encodeClientKeyExchange(point.bytes())
}

export function certificateVerify(algorithm = 0x0804): Uint8Array {
  return encode.encodeCertificateVerify({ algorithm, signature: RSA_2048_SIGNATURE })
}

export function newSessionTicket(): Uint8Array {
  return encode.encodeNewSessionTicket12(300, new Uint8Array(192))
}

function filled(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (seed * 37 + at * 11) & 0xff)
}
