import { momentText } from '../../shared/diagnosis/support/clock.ts'
import { quoted } from '../../shared/diagnosis/words.ts'
import { type Candidate, certificateOf, issuerText, subjectText } from './candidate.ts'
import { byImportance, type FaultKind, type LinkReport, limitText, type PathFault } from './faults.ts'
import { type CheckTerms, checkLinks } from './link-checks.ts'
import type { FoundPath, PathEnd } from './path-search.ts'

/** One way up from the leaf, every certificate of it judged. */
export interface PathReport {
  /** The leaf first. */
  readonly links: readonly LinkReport[]
  readonly end: PathEnd
  /** The one to cure first stands first. */
  readonly faults: readonly PathFault[]
  /** `unknown`: nothing is wrong as far as this host can tell, but it could not verify all of it. */
  readonly trusted: 'yes' | 'no' | 'unknown'
}

export function reportPath(path: FoundPath, terms: CheckTerms): PathReport {
  const links = checkLinks(path.steps, terms)
  const faults = byImportance([
    ...endFaults(path, links),
    ...links.flatMap((link, at) => linkFaults(link, at, links.length, path.end, terms)),
  ])
  const trusted = faults.some(({ weight }) => weight === 'error')
    ? 'no'
    : faults.some(({ weight }) => weight === 'unknown')
      ? 'unknown'
      : 'yes'
  return { links, end: path.end, faults, trusted }
}

function endFaults({ end, steps }: FoundPath, links: readonly LinkReport[]): PathFault[] {
  const at = steps.length - 1
  const last = links[at]?.candidate
  if (!last) return []
  const fault = (kind: FaultKind, text: string, weight: PathFault['weight'] = 'error'): PathFault[] => [
    { kind, at, text, weight },
  ]
  switch (end.kind) {
    case 'anchor':
      return end.selfSigned
        ? []
        : fault(
            'anchor-not-a-root',
            `${name(last)} was given as a root, but it is issued by ${issuer(last)}, which was not found.`,
            'warning',
          )
    case 'untrusted-root':
      return fault('root-untrusted', `${name(last)} is self-signed and not among the trusted roots.`)
    case 'issuer-not-found':
      return fault(
        'issuer-not-found',
        end.namesakes.length > 0
          ? `${name(last)} names ${issuer(last)} as its issuer; a certificate of that name is there, but another key signed.`
          : `The issuer of ${name(last)}, ${issuer(last)}, was neither sent nor is it among the trusted roots.`,
      )
    case 'limit':
      return fault(
        'limit',
        `Above ${name(last)} the search was given up: ${limitText(end.limit)}.`,
        'unknown',
      )
  }
}

function linkFaults(
  link: LinkReport,
  at: number,
  length: number,
  end: PathEnd,
  terms: CheckTerms,
): PathFault[] {
  const faults: PathFault[] = []
  const who = name(link.candidate)
  const add = (kind: FaultKind, text: string, weight: PathFault['weight'] = 'error') => {
    faults.push({ kind, at, text, weight })
  }
  const isAnchor = end.kind === 'anchor' && at === length - 1
  if (link.signature?.verdict === 'unknown' && !isAnchor) {
    add(
      'signature-unknown',
      `The signature on ${who} could not be verified. ${link.signature.why}`,
      'unknown',
    )
  }
  if (link.signature?.verdict === 'invalid') {
    add(
      'signature-invalid',
      `The signature on ${who} is not by the key of ${issuer(link.candidate)}: it is damaged, or another CA of that name signed it.`,
    )
  }
  if (at > 0) authorityFaults(link, isAnchor, add)
  const { violation } = link.nameConstraints ?? {}
  if (violation) {
    const how = violation.by === 'excluded' ? 'excludes' : 'does not permit'
    add(
      'name-constraint',
      `${who} ${how} the name ${quoted(violation.name)} (${quoted(violation.constraint)}).`,
    )
  }
  for (const extension of link.unknownCritical) {
    add('critical-extension', `${who} carries the critical extension ${extension}, which few verifiers know.`)
  }
  validityFaults(link, terms, add)
  if (!link.purposeAllowed && !isAnchor) {
    const wanted = terms.purpose === 'server' ? 'serverAuth' : 'clientAuth'
    add('purpose', `${who} is good for ${link.purposes.join(', ')} only, not for ${wanted}.`)
  }
  if (!link.keyUsageAllowed) {
    add(
      'purpose',
      `${who} may not take part in a TLS handshake: its keyUsage allows no signature or key exchange.`,
    )
  }
  if (link.weakness) add('weak', `${who} has ${link.weakness}.`)
  return faults
}

type Add = (kind: FaultKind, text: string, weight?: PathFault['weight']) => void

function authorityFaults({ candidate, authority }: LinkReport, isAnchor: boolean, add: Add): void {
  const who = name(candidate)
  const isOldRoot = isAnchor && certificateOf(candidate).version < 3
  if (!authority.isCa && !isOldRoot) {
    add('not-a-ca', `${who} issued a certificate of this chain, but does not say CA:TRUE (basicConstraints).`)
  }
  const { pathLength, below } = authority
  if (pathLength !== null && below > pathLength) {
    add(
      'path-length',
      `${who} allows ${pathLength} CAs below itself (pathLenConstraint); there are ${below}.`,
    )
  }
  if (authority.certSign === 'missing') {
    add('no-cert-sign', `${who} issued a certificate, but its keyUsage lacks keyCertSign.`)
  }
}

function validityFaults({ candidate, validity }: LinkReport, terms: CheckTerms, add: Add): void {
  const { notBefore, notAfter } = certificateOf(candidate)
  const now = momentText(terms.atMillis)
  if (validity === 'expired') add('expired', `${name(candidate)} expired on ${notAfter?.text}; it is ${now}.`)
  if (validity === 'not-yet-valid') {
    add('not-yet-valid', `${name(candidate)} is valid from ${notBefore?.text} only; it is ${now}.`)
  }
  if (validity === 'unreadable') add('validity-unreadable', `The dates of ${name(candidate)} cannot be read.`)
}

function name(candidate: Candidate): string {
  return quoted(subjectText(candidate))
}

function issuer(candidate: Candidate): string {
  return quoted(issuerText(candidate))
}
