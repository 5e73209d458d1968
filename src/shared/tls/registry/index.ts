/**
 * Names of TLS code points. For each registry two functions: `…Name` gives the bare name (`unknown_ca`),
 * `…Text` the name with its number, the way a person compares it with other tools (`unknown_ca (48)`).
 * A code point without a name is printed as its number in hex by both.
 */
import { hexNumber } from '../../bytes/text.ts'
import { CERTIFICATE_COMPRESSION_ALGORITHMS } from './generated/certificate-compression-algorithms.ts'
import { CERTIFICATE_STATUS_TYPES } from './generated/certificate-status-types.ts'
import { CIPHER_SUITES } from './generated/cipher-suites.ts'
import { COMPRESSION_METHODS } from './generated/compression-methods.ts'
import { EC_POINT_FORMATS } from './generated/ec-point-formats.ts'
import { EXTENSION_TYPES } from './generated/extension-types.ts'
import { PSK_KEY_EXCHANGE_MODES } from './generated/psk-key-exchange-modes.ts'
import { SIGNATURE_SCHEMES } from './generated/signature-schemes.ts'
import { SUPPORTED_GROUPS } from './generated/supported-groups.ts'
import { isGrease, isGreasePskMode } from './grease.ts'
import * as supplement from './supplement.ts'

export { type CipherSuiteFacts, cipherSuiteFacts } from './cipher-suite-facts.ts'
export { isGrease, isGreaseAlpn, isGreasePskMode } from './grease.ts'

/** ContentType (IANA). */
export const CONTENT_TYPE = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
  heartbeat: 24,
} as const

/** The versions that anything is decided by. */
export const VERSION = {
  ssl2: 0x0002,
  ssl3: 0x0300,
  tls10: 0x0301,
  tls11: 0x0302,
  tls12: 0x0303,
  tls13: 0x0304,
} as const

/** Signalling suites: no suites at all, but flags in the list (RFC 5746 3.3, RFC 7507 3). */
export const SIGNALLING_SUITES = { emptyRenegotiationInfo: 0x00ff, fallback: 0x5600 } as const

/** Whether a version follows TLS 1.3's rules: TLS 1.3 itself or one of its drafts (0x7f00 and the draft's number). */
export function isTls13(version: number | null): boolean {
  return version === VERSION.tls13 || (version !== null && version >>> 8 === 0x7f)
}

/** `TLS 1.2`. */
export function versionName(code: number): string {
  if (code >>> 8 === 0x7f) return `TLS 1.3 draft ${code & 0xff}`
  return named16(supplement.VERSIONS, code)
}
export const versionText = withCode(versionName, 4)

/** `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`; also SSL 2.0's three-byte cipher kinds. */
export function cipherSuiteName(code: number): string {
  const unregistered =
    supplement.UNREGISTERED_CIPHER_SUITES.get(code) ?? supplement.SSL2_CIPHER_KINDS.get(code)
  return unregistered ?? named16(CIPHER_SUITES, code)
}
export const cipherSuiteText = withCode(cipherSuiteName, 4)

/** `x25519`. */
export function groupName(code: number): string {
  return named16(SUPPORTED_GROUPS, code)
}
export const groupText = withCode(groupName, 4)

/** `rsa_pss_rsae_sha256`; a TLS 1.2 pair of hash and signature likewise. */
export function signatureSchemeName(code: number): string {
  return supplement.UNREGISTERED_SIGNATURE_SCHEMES.get(code) ?? named16(SIGNATURE_SCHEMES, code)
}
export const signatureSchemeText = withCode(signatureSchemeName, 4)

/** IANA's name, `GREASE (0x0a0a)`, or `extension 0x1234`. */
export function extensionName(code: number): string {
  if (isGrease(code)) return `GREASE (${hexNumber(code, 4)})`
  const name = EXTENSION_TYPES.get(code) ?? supplement.UNREGISTERED_EXTENSIONS.get(code)
  return name ?? `extension ${hexNumber(code, 4)}`
}
/** `server_name (0)`, in decimal as IANA lists them. */
export function extensionText(code: number): string {
  const name = EXTENSION_TYPES.get(code) ?? supplement.UNREGISTERED_EXTENSIONS.get(code)
  return name === undefined ? extensionName(code) : `${name} (${code})`
}

/** The RFC's name of the structure (`ClientHello`), or `Handshake(0x2a)`. */
export function handshakeTypeName(code: number): string {
  return supplement.HANDSHAKE_TYPES.get(code) ?? `Handshake(${hexNumber(code)})`
}
export function handshakeTypeText(code: number): string {
  return supplement.HANDSHAKE_TYPES.has(code)
    ? `${handshakeTypeName(code)} (${code})`
    : handshakeTypeName(code)
}

/** `unknown_ca`. */
export const alertName = nameOf(supplement.ALERTS)
/** `unknown_ca (48)`. */
export const alertText = textOf(supplement.ALERTS)
export const alertLevelName = nameOf(supplement.ALERT_LEVELS)
export const alertLevelText = textOf(supplement.ALERT_LEVELS)
export const contentTypeName = nameOf(supplement.CONTENT_TYPES)
export const contentTypeText = textOf(supplement.CONTENT_TYPES)
export const clientCertificateTypeName = nameOf(supplement.CLIENT_CERTIFICATE_TYPES)
export const clientCertificateTypeText = textOf(supplement.CLIENT_CERTIFICATE_TYPES)
export const certificateTypeText = textOf(supplement.CERTIFICATE_TYPES)
export const curveTypeText = textOf(supplement.CURVE_TYPES)
export const maxFragmentLengthText = textOf(supplement.MAX_FRAGMENT_LENGTHS)
export const keyUpdateRequestText = textOf(supplement.KEY_UPDATE_REQUESTS)
export const heartbeatMessageTypeText = textOf(supplement.HEARTBEAT_MESSAGE_TYPES)
export const heartbeatModeText = textOf(supplement.HEARTBEAT_MODES)
export const echClientHelloTypeText = textOf(supplement.ECH_CLIENT_HELLO_TYPES)
export const compressionMethodText = textOf(COMPRESSION_METHODS)
export const ecPointFormatText = textOf(EC_POINT_FORMATS)
export const certificateStatusTypeText = textOf(CERTIFICATE_STATUS_TYPES)
export const certificateCompressionAlgorithmName = nameOf(CERTIFICATE_COMPRESSION_ALGORITHMS)
export const certificateCompressionAlgorithmText = textOf(CERTIFICATE_COMPRESSION_ALGORITHMS)

/** `psk_dhe_ke (1)`. */
export function pskKeyExchangeModeText(code: number): string {
  if (isGreasePskMode(code)) return `GREASE (${hexNumber(code)})`
  return textOf(PSK_KEY_EXCHANGE_MODES)(code)
}

function named16(names: ReadonlyMap<number, string>, code: number): string {
  return names.get(code) ?? (isGrease(code) ? 'GREASE' : hexNumber(code, 4))
}

function withCode(name: (code: number) => string, digits: number): (code: number) => string {
  return (code) => {
    const number = hexNumber(code, code > 0xffff ? 6 : digits)
    const text = name(code)
    return text === number ? number : `${text} (${number})`
  }
}

function nameOf(names: ReadonlyMap<number, string>): (code: number) => string {
  return (code) => names.get(code) ?? hexNumber(code)
}

function textOf(names: ReadonlyMap<number, string>): (code: number) => string {
  return (code) => {
    const name = names.get(code)
    return name === undefined ? hexNumber(code) : `${name} (${code})`
  }
}
