import type { Facts } from '../../conversation/facts.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import { alertText } from '../../tls/registry/index.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Severity } from '../taxonomy.ts'

/** AlertDescriptions that a verdict on a certificate is spoken in (RFC 8446 6.2). */
export const ALERT = {
  handshakeFailure: 40,
  badCertificate: 42,
  unsupportedCertificate: 43,
  certificateRevoked: 44,
  certificateExpired: 45,
  certificateUnknown: 46,
  illegalParameter: 47,
  unknownCa: 48,
  accessDenied: 49,
  protocolVersion: 70,
  insufficientSecurity: 71,
  internalError: 80,
  inappropriateFallback: 86,
  unrecognizedName: 112,
  noApplicationProtocol: 120,
} as const

/** How the end of a conversation speaks of the server's certificate. */
export type Refusal =
  | { readonly kind: 'alert'; readonly description: number }
  /** An alert under protection: browsers encrypt theirs where OpenSSL sends it in the clear. */
  | { readonly kind: 'hidden-alert' }
  /** The client hung up on it in the middle of the handshake. */
  | { readonly kind: 'wordless' }
  /** The handshake finished, and the client closed without having said a thing (facts 5.1.7). */
  | { readonly kind: 'silent' }
  /** The client is a probe: it looks at certificates and refuses none. */
  | { readonly kind: 'unjudged' }

export interface Judged {
  readonly facts: Facts
  readonly verdict: Verdict
}

/** `null`: the client did not refuse the server's certificate, as far as the capture shows. */
export function refusalOfServerCertificate({ facts, verdict }: Judged): Refusal | null {
  if (facts.probe !== null) return { kind: 'unjudged' }
  if (verdict.suspected?.kind === 'silent-refusal') return { kind: 'silent' }
  const broke = verdict.break
  if (broke?.stage !== 'server-certificate' || broke.by !== 'client') return null
  if (broke.how !== 'alert') return { kind: 'wordless' }
  return broke.alert === null ? { kind: 'hidden-alert' } : { kind: 'alert', description: broke.alert }
}

/** The client found no path to a root of its own. */
export function saysUnknownCa(refusal: Refusal | null): boolean {
  return refusal?.kind === 'alert' && refusal.description === ALERT.unknownCa
}

/** The row that ended it, also where the break is only suspected; `null` for silence. */
export function endRow(verdict: Verdict): number | null {
  return verdict.break?.row ?? verdict.suspected?.break.row ?? null
}

/**
 * The alerts that stacks send for any fault of a certificate: bad_certificate (Go, Schannel), certificate_unknown
 * (Java, BoringSSL's own verifiers), handshake_failure (facts 8.4), access_denied (GnuTLS). What is proven by the
 * bytes may stand behind each of them.
 */
const FOR_ANY_FAULT: ReadonlySet<number> = new Set([
  ALERT.handshakeFailure,
  ALERT.badCertificate,
  ALERT.certificateUnknown,
  ALERT.accessDenied,
])

/**
 * Alerts that name no fault at all. Which number Schannel chooses for which fault is not documented (facts 8.4): next
 * to a fault that is proven they are a weak sign of it.
 */
const FOR_ANYTHING: ReadonlySet<number> = new Set([ALERT.internalError])

/** Whether an alert may be said of a chain that leads to no trusted CA; unknown_ca is the one made for it. */
export function maySpeakOfIssuer(description: number): boolean {
  return description === ALERT.unknownCa || FOR_ANY_FAULT.has(description)
}

export interface Weight {
  readonly severity: Severity
  readonly confidence: number
}

/**
 * What a fault that the certificate provably has means for this conversation. An error only where the client
 * refused in a way that this fault explains; else the fault is as certain, but broke nothing here.
 * @param exact the alerts that stacks send for this very fault
 * @param unjudged what it weighs where nobody judged: a warning where only some clients mind it
 */
export function weighProvenFault(
  refusal: Refusal | null,
  exact: readonly number[],
  unjudged: Severity = 'error',
): Weight {
  if (refusal?.kind === 'unjudged') return { severity: unjudged, confidence: CONFIDENCE.proven }
  if (refusal === null) return { severity: 'warning', confidence: CONFIDENCE.proven }
  // Two things agree, the fault and the refusal; nothing says in words that they belong together.
  if (refusal.kind !== 'alert') return { severity: 'error', confidence: CONFIDENCE.strong }
  const { description } = refusal
  if (exact.includes(description)) {
    const alone = !FOR_ANY_FAULT.has(description)
    return { severity: 'error', confidence: alone ? CONFIDENCE.proven : CONFIDENCE.strong }
  }
  if (FOR_ANY_FAULT.has(description)) return { severity: 'error', confidence: CONFIDENCE.likely }
  if (FOR_ANYTHING.has(description)) return { severity: 'error', confidence: CONFIDENCE.possible }
  return { severity: 'warning', confidence: CONFIDENCE.proven }
}

/** How the client refused, as the middle of a sentence: `with alert unknown_ca (48)`. */
export function refusalText(refusal: Refusal): string {
  switch (refusal.kind) {
    case 'alert':
      return `with alert ${alertText(refusal.description)}`
    case 'hidden-alert':
      return 'with an alert that is encrypted'
    case 'wordless':
      return 'by hanging up in the middle of the handshake'
    case 'silent':
      return 'by closing right after the handshake, without a byte of application data'
    case 'unjudged':
      return 'by nothing: it refuses no certificate'
  }
}

/** What the fault did in this conversation, as a sentence that closes an explanation. */
export function consequence(refusal: Refusal | null, weight: Weight): string {
  if (refusal === null) {
    return 'This client raised no objection in this conversation; a stricter one will.'
  }
  if (refusal.kind === 'unjudged') {
    return weight.severity === 'error'
      ? 'A probe refuses no certificate; a client that checks it would refuse this one.'
      : 'A probe refuses no certificate; some clients would refuse this one.'
  }
  if (weight.severity === 'error') return `The client refused ${refusalText(refusal)}, ${fitText(refusal)}.`
  return `The client refused ${refusalText(refusal)}, which speaks of something else: this fault would be the next to break it.`
}

/** How well an alert fits a fault that is proven, as the end of a sentence. */
export function fitText(refusal: { readonly kind: string; readonly description?: number }): string {
  const { description } = refusal
  if (description === undefined) return 'which fits'
  if (FOR_ANYTHING.has(description))
    return 'an alert that names no fault; some stacks say it where others name one'
  return FOR_ANY_FAULT.has(description)
    ? 'an alert for several faults, of which this one is proven'
    : 'which fits'
}
