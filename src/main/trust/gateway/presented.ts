import { equalBytes } from '../../../shared/bytes/text.ts'
import { certificateExtension } from '../../../shared/x509/certificate.ts'
import { chainFacts } from '../../../shared/x509/chain.ts'
import { type HostMatch, matchHost } from '../../../shared/x509/host-match.ts'
import { isCa } from '../../../shared/x509/summary.ts'
import { type Candidate, candidate, certificateOf, isLinkable, isSelfIssued } from '../candidate.ts'
import { type ChainReport, judgeChain } from '../chain.ts'
import { TRUST_LIMITS } from '../limits.ts'
import type { PathReport } from '../path-report.ts'
import type { GatewayQuestion } from './judgement.ts'

/** The backend's certificates as the gateway sees them: what all its checks ask for, worked out once. */
export interface Presented {
  readonly question: GatewayQuestion
  /** Readable, repeated ones left out, in the order sent. */
  readonly certificates: readonly Candidate[]
  readonly leaf: Candidate
  readonly leafIsFirst: boolean
  readonly leafIsCa: boolean
  readonly leafIsSelfSigned: boolean
  /** Each certificate is issued by the next one. */
  readonly inOrder: boolean
  /** Uploaded certificates that are roots: only they are trust anchors. */
  readonly roots: readonly Candidate[]
  readonly notRoots: readonly Candidate[]
  /** Against what the gateway trusts as configured. */
  readonly chain: ChainReport
  readonly path: PathReport
  /** Against the public roots alone, where custom ones are attached; else the same as `chain`. */
  readonly publicChain: ChainReport
  /** `null`: there is no host to judge by. */
  readonly host: HostMatch | null
}

/** `null`: no certificate that can be read, so nothing to judge. */
export async function presented(question: GatewayQuestion): Promise<Presented | null> {
  const { certificates: most, certificateBytes } = TRUST_LIMITS
  const readable = question.sent.slice(0, most).flatMap((der, position) => {
    const one = der.length > certificateBytes ? null : candidate(der, { kind: 'sent', position })
    return one && isLinkable(one) ? [one] : []
  })
  const certificates = readable.filter(
    (one, at) => readable.findIndex((other) => equalBytes(one.der, other.der)) === at,
  )
  const uploaded = question.uploaded
    .map((der, index) => candidate(der, { kind: 'given-root', index, sentAt: null }))
    .filter(isLinkable)
  const roots = uploaded.filter(isSelfIssued)
  const ask = (given: readonly Uint8Array[], platform: 'none' | 'bundled') =>
    judgeChain({
      sent: question.sent,
      roots: given,
      platform,
      purpose: 'server',
      atMillis: question.atMillis,
    })
  const { publicRoots } = question
  const askPublic = () => (publicRoots ? ask(publicRoots, 'none') : ask([], 'bundled'))
  const custom = uploaded.length > 0
  const attached = roots.map(({ der }) => der)
  const chain = custom ? await ask(attached, 'none') : await askPublic()
  const [path] = chain.paths
  const leaf = certificates.find(({ origin }) => origin.kind === 'sent' && origin.position === chain.leaf)
  const facts = chainFacts(certificates.map(certificateOf))
  if (!path || !leaf || !facts) return null
  return {
    question,
    certificates,
    leaf,
    leafIsFirst: leaf === certificates[0],
    leafIsCa: isCa(certificateOf(leaf)),
    leafIsSelfSigned: isSelfIssued(leaf),
    inOrder: facts.inOrder,
    roots,
    notRoots: uploaded.filter((one) => !isSelfIssued(one)),
    chain,
    path,
    publicChain: custom ? await askPublic() : chain,
    host: question.host === null ? null : matchHost(certificateOf(leaf), question.host),
  }
}

export function usesCustomRoots({ question }: Presented): boolean {
  return question.uploaded.length > 0
}

/** A public CA's chain that the attached roots accept as well: they are not needed, and bind it to this CA. */
export function rootsAreUnneeded(seen: Presented): boolean {
  const { question, path, publicChain } = seen
  const accepted = path.end.kind === 'anchor' && publicChain.paths[0]?.end.kind === 'anchor'
  return question.sku === 'v2' && usesCustomRoots(seen) && accepted
}

/** Whether a certificate names hosts in its subjectAltName: a CA's own does not. */
export function namesHosts(one: Candidate): boolean {
  const names = certificateExtension(certificateOf(one), 'subjectAltName')?.names ?? []
  return names.some(({ kind }) => kind === 'dns' || kind === 'ip')
}
