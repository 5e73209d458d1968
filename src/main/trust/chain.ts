import { performance } from 'node:perf_hooks'
import { quoted } from '../../shared/diagnosis/words.ts'
import type { X509Certificate } from '../../shared/x509/certificate.ts'
import { chainFacts, mayHaveIssued } from '../../shared/x509/chain.ts'
import { type HostMatch, matchHost } from '../../shared/x509/host-match.ts'
import { isCa } from '../../shared/x509/summary.ts'
import { Anchors, type PlatformRoots } from './anchors.ts'
import { type Candidate, candidate, certificateOf, isLinkable, subjectText } from './candidate.ts'
import { limitText } from './faults.ts'
import { Budget, type LimitMet, TRUST_LIMITS, type TrustLimits } from './limits.ts'
import type { Purpose } from './link-checks.ts'
import { type PathReport, reportPath } from './path-report.ts'
import { findPaths } from './path-search.ts'

export interface ChainQuestion {
  /** DER of each certificate as the peer sent them; any order, duplicates and strangers included. */
  readonly sent: readonly Uint8Array[]
  /** DER of each root that is trusted beside the platform's. */
  readonly roots?: readonly Uint8Array[]
  /** `bundled` if not given. */
  readonly platform?: PlatformRoots
  readonly purpose: Purpose
  /** A DNS name or IP address; not given: names are not judged. */
  readonly host?: string
  /** The clock that validity is judged by, in milliseconds since 1970 UTC. */
  readonly atMillis: number
  readonly limits?: Partial<TrustLimits>
}

/** Everything that was found out, with the certificates' readings; `chainDocument` gives it as plain values. */
export interface ChainReport {
  /** Where the end-entity certificate stands among those sent; `null`: none could be read. */
  readonly leaf: number | null
  /** Every way up that was found; the best one first. Empty where there is no leaf. */
  readonly paths: readonly PathReport[]
  /** `null` where no host was asked about, or there is no leaf. */
  readonly host: HostMatch | null
  /** Positions of certificates that could not be read, or are too large to be. */
  readonly unreadable: readonly number[]
  readonly limitsMet: readonly LimitMet[]
  readonly trusted: 'yes' | 'no' | 'unknown'
  /** The verdict in one sentence. */
  readonly sentence: string
}

/**
 * Builds and verifies the chains of a peer's certificates. Never throws on bytes; bounded by `TRUST_LIMITS`.
 * Revocation is not looked at: that would take a network.
 */
export async function judgeChain(question: ChainQuestion): Promise<ChainReport> {
  const budget = new Budget({ ...TRUST_LIMITS, ...question.limits }, () => performance.now())
  const { usable, unreadable } = readSent(question.sent, budget)
  const leaf = leafOf(usable)
  if (leaf?.origin.kind !== 'sent') return nothing(question, unreadable, budget)
  const anchors = new Anchors(question.roots ?? [], question.platform ?? 'bundled')
  const found = await findPaths(leaf, usable, anchors, budget)
  const paths = found.map((path) => reportPath(path, question)).sort(byTrust)
  const host = question.host === undefined ? null : matchHost(certificateOf(leaf), question.host)
  const best = paths[0]
  const trusted = host?.matched === false ? 'no' : (best?.trusted ?? 'unknown')
  return {
    leaf: leaf.origin.position,
    paths,
    host,
    unreadable,
    limitsMet: [...budget.met],
    trusted,
    sentence: sentenceOf(leaf, best, host, question, budget),
  }
}

function readSent(
  sent: readonly Uint8Array[],
  budget: Budget,
): { usable: Candidate[]; unreadable: number[] } {
  const { certificates, certificateBytes } = budget.limits
  if (sent.length > certificates) budget.met.add('certificates')
  const usable: Candidate[] = []
  const unreadable: number[] = []
  for (const [position, der] of sent.slice(0, certificates).entries()) {
    if (der.length > certificateBytes) budget.met.add('certificateBytes')
    const one = der.length > certificateBytes ? null : candidate(der, { kind: 'sent', position })
    if (one && isLinkable(one)) usable.push(one)
    else unreadable.push(position)
  }
  return { usable, unreadable }
}

/**
 * The first certificate, unless it issued another one that was sent: then the first that issued none, one that is
 * no CA before one that is (a root of something else may lie about).
 */
function leafOf(usable: readonly Candidate[]): Candidate | undefined {
  const certificates = usable.map(certificateOf)
  const leaf = chainFacts(certificates)?.leaf
  if (leaf === undefined || leaf === 0) return usable[0]
  const issuedNone = (certificate: X509Certificate) =>
    certificates.every((other) => other === certificate || !mayHaveIssued(certificate, other))
  return usable.find((one) => !isCa(certificateOf(one)) && issuedNone(certificateOf(one))) ?? usable[leaf]
}

const TRUST_ORDER = { yes: 0, unknown: 1, no: 2 } as const
const END_ORDER = { anchor: 0, 'untrusted-root': 1, 'issuer-not-found': 2, limit: 3 } as const

/** A trusted path, else one that ends at a trusted root, else the one with the fewest faults, else the shortest. */
function byTrust(one: PathReport, other: PathReport): number {
  return (
    TRUST_ORDER[one.trusted] - TRUST_ORDER[other.trusted] ||
    END_ORDER[one.end.kind] - END_ORDER[other.end.kind] ||
    one.faults.length - other.faults.length ||
    one.links.length - other.links.length
  )
}

function sentenceOf(
  leaf: Candidate,
  best: PathReport | undefined,
  host: HostMatch | null,
  question: ChainQuestion,
  budget: Budget,
): string {
  if (!best) return `Cannot tell: ${[...budget.met].map(limitText).join(', ') || 'no way up was found'}.`
  const [worst] = best.faults.filter(({ weight }) => weight !== 'warning')
  if (best.trusted === 'no' && worst) return `Not trusted: ${worst.text}`
  if (host?.matched === false) {
    const names = host.entries.map(quoted).join(', ')
    return `Not trusted: ${quoted(subjectText(leaf))} is not for ${quoted(question.host ?? '')}${
      names ? `, but for ${names}` : ': it names no host at all'
    }.`
  }
  if (best.trusted === 'unknown' && worst) return `Cannot tell: ${worst.text}`
  const root = best.links.at(-1)?.candidate
  const [warning] = best.faults
  const trusted = `Trusted: ${quoted(subjectText(leaf))} climbs to ${rootText(root)}.`
  return warning ? `${trusted} ${warning.text}` : trusted
}

function rootText(root: Candidate | undefined): string {
  if (!root) return 'a root'
  const named = quoted(subjectText(root))
  switch (root.origin.kind) {
    case 'given-root':
      return `the given root ${named}`
    case 'platform-root':
      return root.origin.store === 'system' ? `${named}, a root of this machine` : `the public root ${named}`
    case 'sent':
      return named
  }
}

function nothing(question: ChainQuestion, unreadable: number[], budget: Budget): ChainReport {
  const sentence =
    question.sent.length === 0
      ? 'Not trusted: no certificate was sent.'
      : 'Not trusted: none of the certificates sent could be read.'
  return {
    leaf: null,
    paths: [],
    host: null,
    unreadable,
    limitsMet: [...budget.met],
    trusted: 'no',
    sentence,
  }
}
