import type { Reason, View } from '../support/views.ts'

/** Reading logs: the first line that a table knows decides. */

export type Lines = readonly (readonly [line: RegExp, reason: Reason | 'accepted'])[]

export function firstOf(lines: Lines, piece: string): View | null {
  for (const [pattern, reason] of lines) {
    const because = pattern.exec(piece)?.[0]
    if (because === undefined) continue
    return reason === 'accepted'
      ? { accepted: true, reason: null, because }
      : { accepted: false, reason, because }
  }
  return null
}

/** X509_V_ERR numbers of OpenSSL, as its users print them. */
const VERIFY_ERRORS: Readonly<Record<number, Reason>> = {
  9: 'not yet valid',
  10: 'expired',
  18: 'issuer',
  19: 'issuer',
  20: 'issuer',
  21: 'issuer',
  23: 'revoked',
  26: 'purpose',
  66: 'weak',
  67: 'weak',
  68: 'weak',
}

/** @param pattern its first group is the number */
export function verifyError(pattern: RegExp, piece: string): View | null {
  const found = pattern.exec(piece)
  if (found === null) return null
  const reason = VERIFY_ERRORS[Number(found[1])] ?? 'unsaid'
  return { accepted: false, reason, because: found[0] }
}

/** What OpenSSL's own error strings say, whoever prints them. */
export const OPENSSL_ERRORS: Lines = [
  [/peer did not return a certificate/, 'no certificate'],
  [/bad signature/, 'proof'],
  [/unsupported protocol|version too low|wrong version number/, 'version'],
]
