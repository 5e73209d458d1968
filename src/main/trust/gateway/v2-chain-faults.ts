import { FIXES } from '../../../shared/azure/health/fixes.ts'
import { quoted } from '../../../shared/diagnosis/words.ts'
import { type Candidate, issuerText, sameAuthority, subjectText } from '../candidate.ts'
import type { GatewayFault } from './judgement.ts'
import { namesHosts, type Presented, usesCustomRoots } from './presented.ts'

/** Which certificates were sent, in which order, and whether they reach a root that v2 trusts (facts 1.3.1 to 1.3.8). */

export function leafFirstFault(seen: Presented): GatewayFault | null {
  if (seen.leafIsFirst || isLeafMissing(seen)) return null
  return {
    check: 'leaf-first',
    result: 'failed',
    grounds: { row: '1.3.5', confidence: 'documented' },
    message: 'leaf-not-topmost',
    cause: `The first certificate sent is ${name(seen.certificates[0])}, an issuer; the leaf ${name(seen.leaf)} stands behind it.`,
    fix: FIXES.reorderChain,
  }
}

export function leafMissingFault(seen: Presented): GatewayFault | null {
  if (!isLeafMissing(seen)) return null
  return {
    check: 'sent',
    result: 'failed',
    grounds: { row: '3.11', confidence: 'documented' },
    message: 'leaf-missing',
    cause: `Only CA certificates were sent: the lowest one is ${name(seen.leaf)}, which says CA:TRUE and is for no host.`,
    fix: FIXES.installLeaf,
  }
}

/** A self-signed CA that also names the host plays both parts; a CA that names none is no leaf. */
function isLeafMissing({ leafIsCa, host, leaf }: Presented): boolean {
  return leafIsCa && (host === null ? !namesHosts(leaf) : !host.matched)
}

export function selfSignedFault(seen: Presented): GatewayFault | null {
  if (!seen.leafIsSelfSigned || seen.leafIsCa) return null
  return {
    check: 'self-signed',
    result: 'failed',
    grounds: { row: '1.3.8', confidence: 'documented' },
    message: 'intermediate-missing',
    cause: `${name(seen.leaf)} is self-signed and does not say CA:TRUE: v2 takes it for a leaf whose issuer is missing, also where the same certificate was uploaded.`,
    fix: FIXES.makeRealCa,
    findings: ['server-self-signed-not-ca'],
  }
}

/** The way up ends below any root: something was not sent, or a gap is in between. */
export function intermediateFault(seen: Presented): GatewayFault | null {
  const { path, certificates, leaf } = seen
  if (path.end.kind !== 'issuer-not-found') return null
  const last = path.links.at(-1)?.candidate ?? leaf
  const elsewhere = publicElsewhere(seen)
  if (certificates.length === 1) {
    return {
      check: 'intermediates',
      result: 'failed',
      grounds: { row: '1.3.4', confidence: 'documented' },
      message: 'leaf-only',
      alternatives: ['intermediate-missing', usesCustomRoots(seen) ? 'root-mismatch' : 'not-well-known-ca'],
      cause: `The backend sent the leaf alone. Its issuer ${issuer(leaf)} is no root the gateway trusts, so an intermediate is missing${namesakeText(seen, last)}.`,
      fix: elsewhere ? FIXES.removeRoots : FIXES.installChain,
      findings: ['server-chain-incomplete', ...(elsewhere ? (['trusted-root-unneeded'] as const) : [])],
    }
  }
  if (path.links.length > 1 && !hasGap(seen)) return null
  return {
    check: 'intermediates',
    result: 'failed',
    grounds: { row: '1.3.4', confidence: 'documented' },
    message: 'intermediate-missing',
    alternatives: usesCustomRoots(seen) ? ['root-mismatch'] : [],
    cause: `${issuer(last)}, the issuer of ${name(last)}, is not among the ${certificates.length} certificates sent${namesakeText(seen, last)}.`,
    fix: FIXES.installChain,
    findings: ['server-chain-incomplete'],
  }
}

/** Certificates beyond the last one reached; another certificate of an issuer on the way is no sign of a gap. */
function hasGap({ path, certificates }: Presented): boolean {
  const climbed = path.links.map(({ candidate }) => candidate)
  return certificates.some((one) => climbed.every((step) => !sameAuthority(step, one)))
}

/** The chain is whole as far as it was sent, but its root is not one the gateway trusts. */
export function rootFault(seen: Presented): GatewayFault | null {
  const { path } = seen
  const last = path.links.at(-1)?.candidate
  if (!last || path.end.kind === 'anchor' || path.end.kind === 'limit') return null
  const rootSent = path.end.kind === 'untrusted-root'
  const custom = usesCustomRoots(seen)
  if (publicElsewhere(seen)) {
    return {
      check: 'root',
      result: 'failed',
      grounds: { row: '1.3.3', confidence: 'documented' },
      message: rootSent ? 'root-mismatch' : 'intermediate-wrong-root',
      cause: `The chain is a public CA's, but custom roots are attached, and then only those count: none of ${uploadedText(seen)} issued ${name(last)}.`,
      fix: FIXES.removeRoots,
      findings: ['trusted-root-mismatch', 'trusted-root-unneeded'],
    }
  }
  const what = rootSent
    ? `The chain ends at the self-signed ${name(last)}`
    : `The chain ends at ${name(last)}, issued by ${issuer(last)}, which was not sent`
  const grounds = { row: custom ? '1.3.3' : '1.3.2', confidence: 'documented' } as const
  if (!custom) {
    return {
      check: 'root',
      result: 'failed',
      grounds,
      message: rootSent ? 'not-well-known-ca' : 'intermediate-not-well-known',
      cause: `${what}; that is no public root, and no root is attached to the backend setting.`,
      fix: FIXES.uploadRoot,
      findings: ['server-root-untrusted'],
    }
  }
  return {
    check: 'root',
    result: 'failed',
    grounds,
    message: rootSent ? 'root-mismatch' : 'intermediate-wrong-root',
    alternatives: rootSent ? [] : ['root-mismatch', 'intermediate-missing'],
    cause: `${what}; attached is ${uploadedText(seen)}${namesakeText(seen, last)}.`,
    fix: FIXES.rightRoot,
    findings: [
      'trusted-root-mismatch',
      ...(seen.notRoots.length > 0 ? (['trusted-root-not-ca'] as const) : []),
    ],
  }
}

/** The root that was sent is the attached one renewed: same name and key, other bytes. Documentation speaks of "matches". */
export function renewedRootRisk(seen: Presented): GatewayFault | null {
  const anchor = seen.path.links.at(-1)?.candidate
  if (seen.path.end.kind !== 'anchor' || !anchor || anchor.origin.kind !== 'given-root') return null
  if (anchor.origin.sentAt !== null) return null
  const twin = seen.certificates.find((one) => sameAuthority(one, anchor))
  if (!twin) return null
  return {
    check: 'root',
    result: 'risk',
    grounds: { row: '1.3.3', confidence: 'unverified' },
    message: 'root-mismatch',
    cause: `The root sent, ${name(twin)}, has the name and key of the attached one, but is another certificate. Whether the gateway compares keys or whole certificates is not documented.`,
    fix: FIXES.rightRoot,
    findings: ['trusted-root-mismatch'],
  }
}

/** Intermediates out of order: OpenSSL sorts them itself, the documentation asks for order. */
export function orderRisk(seen: Presented): GatewayFault | null {
  if (seen.inOrder || !seen.leafIsFirst || seen.path.end.kind !== 'anchor') return null
  return {
    check: 'order',
    result: 'risk',
    grounds: { row: '1.3.5', confidence: 'unverified' },
    message: 'intermediate-missing',
    cause:
      'The chain is complete, but its certificates do not stand each below the one it issued, or others stand in between. The documentation asks for order; whether the gateway sorts them itself is not documented.',
    fix: FIXES.reorderChain,
    findings: ['server-chain-misordered'],
  }
}

/** Trusted, had no custom roots been attached. */
function publicElsewhere(seen: Presented): boolean {
  return usesCustomRoots(seen) && seen.publicChain.paths[0]?.end.kind === 'anchor'
}

function namesakeText({ path, roots, notRoots }: Presented, last: Candidate): string {
  if (notRoots.length > 0 && roots.length === 0) {
    return '. What was uploaded is no root (its issuer is another one), and an intermediate or a leaf does not help'
  }
  const renewed = path.end.kind === 'issuer-not-found' && path.end.namesakes.length > 0
  return renewed
    ? `. A certificate named ${issuer(last)} is there, but another key signed: was that CA renewed with a new key?`
    : ''
}

function uploadedText({ roots, notRoots }: Presented): string {
  const texts = [
    ...roots.map((root) => name(root)),
    ...notRoots.map((one) => `${name(one)} (no root: issued by ${issuer(one)})`),
  ]
  return texts.join(', ')
}

function name(one: Candidate | undefined): string {
  return one ? quoted(subjectText(one)) : 'a certificate'
}

function issuer(one: Candidate): string {
  return quoted(issuerText(one))
}
