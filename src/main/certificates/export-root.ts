import { type MissingIssuer, missingIssuer } from '../../shared/azure/client-ca/index.ts'
import { rootNotCa, rootUnneeded, TRUST_ANCHOR_NOTES } from '../../shared/azure/trusted-root/index.ts'
import type { Finding } from '../../shared/diagnosis/finding.ts'
import { momentText } from '../../shared/diagnosis/support/clock.ts'
import { quoted } from '../../shared/diagnosis/words.ts'
import type { GatewaySku } from '../../shared/runbook/article.ts'
import type { X509Certificate } from '../../shared/x509/certificate.ts'
import { isCa } from '../../shared/x509/summary.ts'
import { Anchors } from '../trust/anchors.ts'
import { candidate, certificateOf } from '../trust/candidate.ts'
import { type FaultKind, judgeChain, type PathReport } from '../trust/index.ts'
import { validityOf } from '../trust/link-checks.ts'

export interface RootQuestion {
  /** How the user calls where the chain came from. */
  readonly source: string
  /** The leaf first, then whatever came with it, in any order. */
  readonly sent: readonly X509Certificate[]
  /** DER of roots that the chain may end at, where it does not bring its own. */
  readonly roots: readonly Uint8Array[]
  readonly sku: GatewaySku
  readonly atMillis: number
}

/** What to give the gateway of a chain, or why there is nothing to give. */
export interface RootExport {
  /** `null`: nothing that the gateway would take. */
  readonly exported: X509Certificate | null
  /** Subjects' certificates from the leaf upwards. */
  readonly path: readonly X509Certificate[]
  readonly publiclyKnown: boolean
  /** The chain ends below a root that nobody here holds. */
  readonly missing: MissingIssuer | null
  readonly findings: readonly Finding[]
  /** One sentence each. */
  readonly notes: readonly string[]
}

/** Follows a backend's chain to its root: for v2 that, for v1 the leaf (facts 1.3.1). */
export async function exportRoot(question: RootQuestion): Promise<RootExport> {
  const { paths } = await judgeChain({
    sent: question.sent.map(({ der }) => der),
    roots: question.roots,
    platform: 'bundled',
    purpose: 'server',
    atMillis: question.atMillis,
  })
  const [best] = paths
  const path = best?.links.map(({ candidate: one }) => certificateOf(one)) ?? []
  return question.sku === 'v1' ? leafExport(question, path) : rootOf(question, best, path)
}

function rootOf(
  { source, atMillis }: RootQuestion,
  best: PathReport | undefined,
  path: readonly X509Certificate[],
): RootExport {
  const [leaf] = path
  const last = path.at(-1)
  const nothing = { exported: null, path, publiclyKnown: false, missing: null, findings: [], notes: [] }
  if (best === undefined || leaf === undefined || last === undefined) return nothing
  const isRoot = best.end.kind === 'untrusted-root' || (best.end.kind === 'anchor' && best.end.selfSigned)
  if (!isRoot) return { ...nothing, missing: missingIssuer(last), notes: brokenNotes(best) }
  if (!isCa(last) && last.version >= 3) return { ...nothing, findings: [rootNotCa(last, source)] }
  const publiclyKnown = isPublic(last)
  return {
    ...nothing,
    exported: last,
    publiclyKnown,
    findings: publiclyKnown ? [rootUnneeded(last, leaf, source)] : [],
    notes: [...brokenNotes(best), ...validityNotes(last, atMillis), ...TRUST_ANCHOR_NOTES.v2],
  }
}

function leafExport({ atMillis }: RootQuestion, path: readonly X509Certificate[]): RootExport {
  const [leaf] = path
  const notes: string[] = []
  if (leaf && isCa(leaf)) {
    notes.push(
      `${quoted(leaf.subject?.text ?? '')} is a CA, not a server’s certificate: v1 wants the leaf that the backend sends.`,
    )
  }
  return {
    exported: leaf ?? null,
    path,
    publiclyKnown: false,
    missing: null,
    findings: [],
    notes: [...notes, ...(leaf ? validityNotes(leaf, atMillis) : []), ...TRUST_ANCHOR_NOTES.v1],
  }
}

function isPublic(root: X509Certificate): boolean {
  return new Anchors([], 'bundled').same(candidate(root.der, { kind: 'sent', position: 0 })) !== null
}

/** The root is what is looked for, and dates are told for themselves. */
const NO_FAULT_HERE: ReadonlySet<FaultKind> = new Set(['root-untrusted', 'issuer-not-found', 'expired'])

/** What of the chain the gateway would object to besides. */
function brokenNotes({ faults, links }: PathReport): string[] {
  const [leaf] = links
  // A file of CAs alone has no leaf that would have to serve.
  const isAuthority = leaf !== undefined && isCa(certificateOf(leaf.candidate))
  const told = faults.filter(
    ({ kind, weight }) =>
      weight === 'error' && !NO_FAULT_HERE.has(kind) && !(kind === 'purpose' && isAuthority),
  )
  return told.map(({ text }) => `The chain itself is not in order: ${text}`)
}

function validityNotes(certificate: X509Certificate, atMillis: number): string[] {
  const subject = quoted(certificate.subject?.text ?? '')
  switch (validityOf(certificate, atMillis)) {
    case 'valid':
      return []
    case 'expired':
      return [`${subject} expired on ${certificate.notAfter?.text}; it is ${momentText(atMillis)}.`]
    case 'not-yet-valid':
      return [`${subject} is valid from ${certificate.notBefore?.text} only; it is ${momentText(atMillis)}.`]
    case 'unreadable':
      return [`The dates of ${subject} cannot be read.`]
  }
}
