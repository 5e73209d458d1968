import { sha256 } from '@noble/hashes/sha2.js'
import { once, remembering } from '../../bytes/memo.ts'
import { hex, utf8Bytes } from '../../bytes/text.ts'
import { extensionData, hasExtension } from '../message/extension.ts'
import type { ClientHello } from '../message/handshake.ts'
import { isGrease, isGreaseAlpn } from '../registry/index.ts'
import { isWholeHello } from './whole-hello.ts'

const SERVER_NAME = 0x0000
const ALPN = 0x0010

/** In place of a hash of nothing. */
const NO_VALUES = '000000000000'

export interface Ja4 {
  /** `t13d1516h2_8daaf6152771_e5627efa2ab1`: what is called the JA4. */
  readonly hash: string
  /** The same with the sorted lists in place of their hashes (JA4_r). */
  readonly raw: string
}

/**
 * JA4 of a ClientHello sent over TCP, by its published specification (FoxIO, technical_details/JA4.md).
 * `null` for an SSL 2.0 hello and for one cut short, whose fingerprint would be another's.
 */
export function ja4(hello: ClientHello): Ja4 | null {
  return fingerprintOf(hello.model ?? hello)
}

const fingerprintOf = once((hello: ClientHello): Ja4 | null => {
  if (!isWholeHello(hello)) return null
  const suites = withoutGrease(hello.cipherSuites.map((suite) => suite.value))
  const types = withoutGrease(hello.extensions.map((extension) => extension.type))
  const schemes = extensionData(hello.extensions, 'signature_algorithms')?.schemes ?? []
  const a = [
    't',
    versionCode(hello, hello.legacyVersion.value),
    hasExtension(hello.extensions, SERVER_NAME) ? 'd' : 'i',
    twoDigits(suites.length),
    twoDigits(types.length),
    alpnCode(hello),
  ].join('')
  const b = sortedHex(suites)
  const sortedTypes = sortedHex(types.filter((type) => type !== SERVER_NAME && type !== ALPN))
  const inOrder = withoutGrease(schemes.map((scheme) => scheme.value))
    .map(fourDigits)
    .join(',')
  const c = inOrder === '' ? sortedTypes : `${sortedTypes}_${inOrder}`
  return {
    hash: `${a}_${shortHash(b)}_${sortedTypes === '' ? NO_VALUES : shortHash(c)}`,
    raw: `${a}_${b}_${c}`,
  }
})

const VERSION_CODES: ReadonlyMap<number, string> = new Map([
  [0x0304, '13'],
  [0x0303, '12'],
  [0x0302, '11'],
  [0x0301, '10'],
  [0x0300, 's3'],
  [0x0002, 's2'],
  [0xfeff, 'd1'],
  [0xfefd, 'd2'],
  [0xfefc, 'd3'],
])

/** The highest of supported_versions where that is sent, else the hello's own version. */
function versionCode(hello: ClientHello, legacyVersion: number): string {
  const offered = extensionData(hello.extensions, 'supported_versions')?.versions ?? []
  const versions = withoutGrease(offered.map((version) => version.value))
  const highest = versions.length > 0 ? Math.max(...versions) : legacyVersion
  return VERSION_CODES.get(highest) ?? '00'
}

/** First and last character of the first ALPN name, or of its hex where either is not alphanumeric. */
function alpnCode(hello: ClientHello): string {
  const protocols = extensionData(hello.extensions, 'application_layer_protocol_negotiation')?.protocols ?? []
  const first = protocols.map((protocol) => protocol.value).find((name) => !isGreaseAlpn(name)) ?? ''
  if (first === '') return '00'
  const ends = `${first[0] ?? ''}${first[first.length - 1] ?? ''}`
  if (/^[0-9A-Za-z]{2}$/.test(ends)) return ends
  const inHex = [...first].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return `${inHex[0] ?? ''}${inHex[inHex.length - 1] ?? ''}`
}

function withoutGrease(codes: readonly number[]): number[] {
  return codes.filter((code) => !isGrease(code))
}

function twoDigits(count: number): string {
  return String(Math.min(count, 99)).padStart(2, '0')
}

function fourDigits(code: number): string {
  return code.toString(16).padStart(4, '0')
}

function sortedHex(codes: readonly number[]): string {
  return codes.map(fourDigits).sort().join(',')
}

const shortHash = remembering(256, (text: string) =>
  text === '' ? NO_VALUES : hex(sha256(utf8Bytes(text))).slice(0, 12),
)
