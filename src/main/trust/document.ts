import type { Issuance } from '../../shared/x509/chain.ts'
import { type CertificateSummary, certificateSummary } from '../../shared/x509/summary.ts'
import { certificateOf, type Origin, subjectText } from './candidate.ts'
import type { ChainReport } from './chain.ts'
import type { LinkReport, PathFault } from './faults.ts'
import type { LimitMet } from './limits.ts'
import type { PathReport } from './path-report.ts'
import type { SignatureCheck } from './signature.ts'

/** A chain's verdict as plain values: for another process, for JSON, for a table. Nothing in it is secret. */
export interface ChainDocument {
  readonly trusted: ChainReport['trusted']
  readonly sentence: string
  /** Position among the certificates sent; `null`: none could be read. */
  readonly leaf: number | null
  readonly unreadable: readonly number[]
  readonly limitsMet: readonly LimitMet[]
  /** `null`: no host was asked about. `entries`: the one that matched, or all that did not. */
  readonly host: { readonly matched: boolean; readonly entries: readonly string[] } | null
  /** The best one first. */
  readonly paths: readonly PathDocument[]
}

export interface PathDocument {
  readonly trusted: PathReport['trusted']
  readonly end: PathReport['end']['kind']
  /** Subjects of certificates of the missing issuer's name whose key did not sign. */
  readonly namesakes: readonly string[]
  readonly faults: readonly PathFault[]
  /** The leaf first. */
  readonly links: readonly LinkDocument[]
}

/** One row of the table: a certificate, where it came from, and how it did. */
export interface LinkDocument
  extends Pick<
    LinkReport,
    | 'validity'
    | 'authority'
    | 'nameConstraints'
    | 'purposes'
    | 'purposeAllowed'
    | 'keyUsageAllowed'
    | 'weakness'
    | 'unknownCritical'
  > {
  readonly certificate: CertificateSummary
  readonly origin: Origin
  /** Who signed it and where that one was found; `self` for a root, `null` where nobody was found. */
  readonly issuer: (Issuance & { readonly found: Origin | 'self' }) | null
  readonly signature: SignatureCheck | null
}

export function chainDocument(report: ChainReport): ChainDocument {
  const { trusted, sentence, leaf, unreadable, limitsMet, host, paths } = report
  return {
    trusted,
    sentence,
    leaf,
    unreadable,
    limitsMet,
    host: host && { matched: host.matched, entries: host.matched ? [host.entry] : host.entries },
    paths: paths.map(pathDocument),
  }
}

function pathDocument({ trusted, end, faults, links }: PathReport): PathDocument {
  return {
    trusted,
    end: end.kind,
    namesakes: end.kind === 'issuer-not-found' ? end.namesakes.map(subjectText) : [],
    faults,
    links: links.map((link, at) => linkDocument(link, links[at + 1])),
  }
}

function linkDocument(
  { candidate, issuance, ...link }: LinkReport,
  above: LinkReport | undefined,
): LinkDocument {
  return {
    ...link,
    certificate: certificateSummary(certificateOf(candidate)),
    origin: candidate.origin,
    issuer: issuance && { ...issuance, found: above?.candidate.origin ?? 'self' },
  }
}
