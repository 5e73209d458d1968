import { md5 } from '@noble/hashes/legacy.js'
import { once, remembering } from '../../bytes/memo.ts'
import { hex, utf8Bytes } from '../../bytes/text.ts'
import { extensionData } from '../message/extension.ts'
import type { ClientHello } from '../message/handshake.ts'
import { isGrease } from '../registry/index.ts'
import { isWholeHello } from './whole-hello.ts'

export interface Ja3 {
  /** `771,4865-4866,0-10-11,29-23,0`: version, suites, extensions, groups, point formats, in decimal. */
  readonly text: string
  /** MD5 of `text` in lower-case hex, 32 digits: what is called the JA3. */
  readonly hash: string
}

/**
 * JA3 of a ClientHello, as its authors describe it (github.com/salesforce/ja3): fields in the order sent,
 * GREASE left out. `null` for an SSL 2.0 hello and for one cut short, whose fingerprint would be another's.
 */
export function ja3(hello: ClientHello): Ja3 | null {
  return fingerprintOf(hello.model ?? hello)
}

const fingerprintOf = once((hello: ClientHello): Ja3 | null => {
  if (!isWholeHello(hello)) return null
  const types = hello.extensions.map((extension) => extension.type)
  const groups = extensionData(hello.extensions, 'supported_groups')?.groups ?? []
  const formats = extensionData(hello.extensions, 'ec_point_formats')?.formats ?? []
  const text = [
    hello.legacyVersion.value,
    dashed(hello.cipherSuites.map((suite) => suite.value)),
    dashed(types),
    dashed(groups.map((group) => group.value)),
    formats.map((format) => format.value).join('-'),
  ].join(',')
  return { text, hash: hashOf(text) }
})

/** Few programs speak in one capture, and each says the same again and again. */
const hashOf = remembering(256, (text: string) => hex(md5(utf8Bytes(text))))

function dashed(codes: readonly number[]): string {
  return codes.filter((code) => !isGrease(code)).join('-')
}
