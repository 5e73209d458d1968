import { X509Certificate as PlatformCertificate } from 'node:crypto'
import { once } from '../../shared/bytes/memo.ts'
import { equalBytes } from '../../shared/bytes/text.ts'
import type { ChainCertificate } from '../../shared/conversation/facts.ts'
import { readCertificateOnce, type X509Certificate } from '../../shared/x509/certificate.ts'
import { mayHaveIssued } from '../../shared/x509/chain.ts'
import { nameKey } from '../../shared/x509/name.ts'

/** Where a certificate of a path came from. */
export type Origin =
  /** The peer sent it, at this 0-based position. */
  | { readonly kind: 'sent'; readonly position: number }
  /** A root that was given, at this 0-based position; `sentAt` where the peer sent the same bytes. */
  | { readonly kind: 'given-root'; readonly index: number; readonly sentAt: number | null }
  /** A root that the platform knows. */
  | { readonly kind: 'platform-root'; readonly store: PlatformStore; readonly sentAt: number | null }

/** `bundled`: the public roots that come with the runtime; `system`: those of this machine. */
export type PlatformStore = 'bundled' | 'system'

/** A certificate that may stand in a path. */
export interface Candidate extends ChainCertificate {
  readonly origin: Origin
}

export function candidate(der: Uint8Array, origin: Origin): Candidate {
  const reading = readCertificateOnce(der)
  return { span: { start: 0, end: der.length }, der: reading.body.der, reading, origin }
}

export function certificateOf(one: Candidate): X509Certificate {
  return one.reading.body
}

/** A certificate without both names cannot be linked to another, and is no certificate to a verifier. */
export function isLinkable(one: Candidate): boolean {
  const { subject, issuer, publicKey } = certificateOf(one)
  return subject !== null && issuer !== null && publicKey !== null
}

/** Its subject is its issuer and no key identifier says otherwise. The signature is another question. */
export function isSelfIssued(one: Candidate): boolean {
  return mayHaveIssued(certificateOf(one), certificateOf(one))
}

/** Same subject and same public key: to a verifier one and the same issuer (RFC 5280 6.1.1 d). */
export function sameAuthority(one: Candidate, other: Candidate): boolean {
  const [a, b] = [certificateOf(one), certificateOf(other)]
  if (!a.subject || !b.subject || !a.publicKey || !b.publicKey) return false
  return equalBytes(a.publicKey.spki, b.publicKey.spki) && nameKey(a.subject) === nameKey(b.subject)
}

export function subjectText(one: Candidate): string {
  return certificateOf(one).subject?.text || '(empty name)'
}

export function issuerText(one: Candidate): string {
  return certificateOf(one).issuer?.text || '(empty name)'
}

/** The platform's own reading; `null` where it refuses the bytes. */
export const platformCertificate = once((one: Candidate): PlatformCertificate | null => {
  try {
    return new PlatformCertificate(one.der)
  } catch {
    return null
  }
})
