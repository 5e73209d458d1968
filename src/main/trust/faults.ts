import type { Candidate } from './candidate.ts'
import type { LimitMet } from './limits.ts'
import type { NameViolation } from './name-constraints.ts'
import type { PathStep } from './path-search.ts'

/** Everything that can be wrong with a path. A closed list: the sentence and the gateway's verdict are made of it. */
export type FaultKind =
  | 'issuer-not-found'
  | 'root-untrusted'
  | 'anchor-not-a-root'
  | 'limit'
  | 'signature-invalid'
  | 'signature-unknown'
  | 'not-a-ca'
  | 'path-length'
  | 'no-cert-sign'
  | 'name-constraint'
  | 'critical-extension'
  | 'purpose'
  | 'weak'
  | 'expired'
  | 'not-yet-valid'
  | 'validity-unreadable'

export interface PathFault {
  readonly kind: FaultKind
  /** Steps above the leaf, which is 0. */
  readonly at: number
  /** One sentence. */
  readonly text: string
  /** An error breaks the path for every verifier; a warning for some; unknown: cannot be told here. */
  readonly weight: 'error' | 'warning' | 'unknown'
}

/** How one certificate of a path did. */
export interface LinkReport {
  readonly candidate: Candidate
  readonly signature: PathStep['signature']
  readonly issuance: PathStep['issuance']
  readonly validity: 'valid' | 'expired' | 'not-yet-valid' | 'unreadable'
  readonly authority: AuthorityCheck
  /** `null`: constrains no names. */
  readonly nameConstraints: {
    readonly critical: boolean
    readonly violation: NameViolation | null
    readonly unjudged: readonly string[]
  } | null
  /** Of extended key usage, by the RFC's names; empty where there is no such extension. */
  readonly purposes: readonly string[]
  /** Whether these purposes allow what is asked; without the extension everything is allowed. */
  readonly purposeAllowed: boolean
  /** Whether the leaf's keyUsage, where it has one, allows any part in a TLS handshake; true for issuers. */
  readonly keyUsageAllowed: boolean
  /** `an RSA key of 1024 bits`, `a signature with SHA-1 (…)`; `null` where strong enough. */
  readonly weakness: string | null
  /** Critical extensions that nobody here understands: a verifier must refuse (RFC 5280 4.2). */
  readonly unknownCritical: readonly string[]
}

/** What a certificate may do as an issuer (RFC 5280 4.2.1.9, 4.2.1.3). */
export interface AuthorityCheck {
  readonly isCa: boolean
  readonly pathLength: number | null
  /** CA certificates between it and the leaf, the self-issued ones not counted. */
  readonly below: number
  /** `absent`: no keyUsage extension, so nothing is forbidden. */
  readonly certSign: 'asserted' | 'missing' | 'absent'
}

/** Which fault is told first where there are several: what must be cured first. */
const ORDER: readonly FaultKind[] = [
  'issuer-not-found',
  'root-untrusted',
  'anchor-not-a-root',
  'signature-invalid',
  'not-a-ca',
  'path-length',
  'no-cert-sign',
  'name-constraint',
  'critical-extension',
  'expired',
  'not-yet-valid',
  'validity-unreadable',
  'purpose',
  'weak',
  'limit',
  'signature-unknown',
]

const WEIGHTS = ['error', 'unknown', 'warning'] as const

export function byImportance(faults: readonly PathFault[]): PathFault[] {
  const rank = ({ weight, kind }: PathFault) => WEIGHTS.indexOf(weight) * ORDER.length + ORDER.indexOf(kind)
  return [...faults].sort((one, other) => rank(one) - rank(other) || one.at - other.at)
}

const LIMITS: Record<LimitMet, string> = {
  certificates: 'the peer sent too many certificates',
  certificateBytes: 'a certificate is too large',
  depth: 'the chain is too long',
  paths: 'there are too many ways up',
  signatures: 'there are too many signatures to verify',
  milliseconds: 'verifying took too long',
}

export function limitText(limit: LimitMet): string {
  return LIMITS[limit]
}
