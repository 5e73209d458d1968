import { CIPHER_SUITES } from '../../../shared/tls/registry/generated/cipher-suites.ts'
import { SIGNATURE_SCHEMES } from '../../../shared/tls/registry/generated/signature-schemes.ts'
import { SUPPORTED_GROUPS } from '../../../shared/tls/registry/generated/supported-groups.ts'
import {
  certificateCompressionAlgorithmName,
  extensionName,
  VERSION,
  versionName,
} from '../../../shared/tls/registry/index.ts'

/**
 * Profiles name code points as IANA does, so that a person can read and check them; these are the ways back. A code
 * point without a name stands as its number in hex (`0xca34`); `GREASE` stands for any value of RFC 8701.
 */

/** The placeholder that the TLS client turns into a random GREASE value. */
export const GREASE = 0x0a0a

export const cipherSuiteCode = lookup(CIPHER_SUITES)
export const groupCode = lookup(SUPPORTED_GROUPS)
export const signatureSchemeCode = lookup(SIGNATURE_SCHEMES)
export const versionCode = lookup(
  named([VERSION.ssl3, VERSION.tls10, VERSION.tls11, VERSION.tls12, VERSION.tls13], versionName),
)
/** The types a hello carries: IANA's first 80, and those beyond that anybody sends. */
export const extensionCode = lookup(
  named([...Array(80).keys(), 13172, 17513, 17613, 65037, 65281], extensionName),
)
export const certificateCompressionCode = lookup(named([1, 2, 3], certificateCompressionAlgorithmName))

/** `null`: nobody calls a code point so. */
type Lookup = (name: string) => number | null

function lookup(names: ReadonlyMap<number, string>): Lookup {
  const codes = new Map([...names].map(([code, name]) => [name, code]))
  return (name) => {
    if (name === 'GREASE') return GREASE
    const number = /^0x([0-9a-f]{4})$/.exec(name)?.[1]
    return codes.get(name) ?? (number === undefined ? null : Number.parseInt(number, 16))
  }
}

function named(codes: readonly number[], name: (code: number) => string): Map<number, string> {
  return new Map(codes.map((code) => [code, name(code)]))
}
