import { once } from '../bytes/memo.ts'
import { equalBytes } from '../bytes/text.ts'
import { certificateExtension, type X509Certificate } from './certificate.ts'
import { type DistinguishedName, nameKey } from './name.ts'

/**
 * Facts on a chain as it was sent, by names and key identifiers alone: no signature is checked here, so
 * "issued" always means "says it was issued by".
 */
export interface ChainFacts {
  /** Position of the end-entity certificate: 0, unless it was sent behind its own issuers. */
  readonly leaf: number
  /** The leaf's subject is its issuer. */
  readonly leafSelfIssued: boolean
  /** As above, and its key identifiers, where it has them, do not say otherwise. */
  readonly leafSelfSigned: boolean
  /** Positions from the leaf to the last issuer that was sent, whatever the order on the wire. */
  readonly path: readonly number[]
  /** Whether each certificate on the wire is issued by the next one: what RFC 5246 7.4.2 demands. */
  readonly inOrder: boolean
  /** Everything needed stands in the chain, but not in order: the path is no run upwards from 0. */
  readonly misordered: boolean
  /** Neighbours on the wire where the second did not issue the first. */
  readonly breaks: readonly ChainLink[]
  /** Certificates that the leaf does not climb to; repeated ones are not among them. */
  readonly strangers: readonly number[]
  /** Positions that repeat an earlier certificate byte for byte. */
  readonly duplicates: readonly number[]
  /** Something between the leaf and certificates that were sent is missing. */
  readonly gap: boolean
  readonly end: ChainEnd
}

export interface ChainLink {
  readonly subject: number
  readonly issuer: number
  readonly issuance: Issuance
}

/** Where the path ends: at a self-issued certificate, or at one whose issuer was not sent. */
export type ChainEnd =
  | { readonly kind: 'self-issued'; readonly at: number }
  | { readonly kind: 'issuer-not-sent'; readonly at: number; readonly issuer: DistinguishedName | null }

/** What names and identifiers say on whether one certificate issued another. */
export interface Issuance {
  readonly names: 'exact' | 'equal-after-normalisation' | 'different'
  /** AKI against SKI, or against the issuer's name and serial; `unknown` where either side has none. */
  readonly keyIdentifiers: 'match' | 'differ' | 'unknown'
}

/** A given trusted root, held against a chain. */
export type RootMatch =
  /** It is in the chain itself, at this position. */
  | { readonly kind: 'sent'; readonly root: number; readonly at: number }
  /** By name and key identifier it issued the last certificate of the path. */
  | { readonly kind: 'issued-last'; readonly root: number; readonly at: number }
  /** By name and key identifier it issued a certificate on the path before the last one. */
  | { readonly kind: 'issued-earlier'; readonly root: number; readonly at: number }
  | { readonly kind: 'none' }

/** Longer chains are looked at only so far; no verifier takes one of that length. */
const CHAIN_LIMIT = 32

/** `null` for an empty chain. */
export function chainFacts(sent: readonly X509Certificate[]): ChainFacts | null {
  const links = sent.slice(0, CHAIN_LIMIT).map(linkable)
  if (links.length === 0) return null
  const duplicates = positions(links, (link, at) =>
    links.slice(0, at).some((earlier) => equalBytes(earlier.certificate.der, link.certificate.der)),
  )
  const distinct = positions(links, (_link, at) => !duplicates.includes(at))
  const leaf = leafPosition(links, distinct)
  const path = climb(links, distinct, leaf)
  const breaks = neighbours(distinct).flatMap(([subject, issuer]) => {
    const issuance = issuanceOf(links[subject], links[issuer])
    return mayBe(issuance) ? [] : [{ subject, issuer, issuance }]
  })
  const strangers = distinct.filter((at) => !path.includes(at))
  const last = path[path.length - 1] ?? leaf
  const end: ChainEnd = isSelfSigned(links[last])
    ? { kind: 'self-issued', at: last }
    : { kind: 'issuer-not-sent', at: last, issuer: links[last]?.certificate.issuer ?? null }
  const upwards = path.every((position, at) => position === distinct[at])
  return {
    leaf,
    leafSelfIssued: selfIssuance(links[leaf]).names !== 'different',
    leafSelfSigned: isSelfSigned(links[leaf]),
    path,
    inOrder: breaks.length === 0,
    misordered: !upwards && path.length > 1,
    breaks,
    strangers,
    duplicates,
    gap: end.kind === 'issuer-not-sent' && strangers.length > 0,
    end,
  }
}

/** Whether `issuer` says it issued `subject`, by names and key identifiers. */
export function issuance(subject: X509Certificate, issuer: X509Certificate): Issuance {
  return issuanceOf(linkable(subject), linkable(issuer))
}

/** Names agree (RFC 5280 7.1) and no key identifier contradicts. */
export function mayHaveIssued(issuer: X509Certificate, subject: X509Certificate): boolean {
  return mayBe(issuance(subject, issuer))
}

/** The first given root that meets the chain; one that was sent counts before one that issued. */
export function matchRoots(sent: readonly X509Certificate[], roots: readonly X509Certificate[]): RootMatch {
  const facts = chainFacts(sent)
  if (!facts) return { kind: 'none' }
  const rootLinks = roots.map(linkable)
  for (const [root, { certificate }] of rootLinks.entries()) {
    const at = facts.path.find((position) => equalBytes(sent[position]?.der ?? EMPTY, certificate.der))
    if (at !== undefined) return { kind: 'sent', root, at }
  }
  for (const at of [...facts.path].reverse()) {
    const certificate = sent[at]
    const subject = certificate && linkable(certificate)
    const root = rootLinks.findIndex((candidate) => mayBe(issuanceOf(subject, candidate)))
    if (root >= 0) return { kind: at === facts.end.at ? 'issued-last' : 'issued-earlier', root, at }
  }
  return { kind: 'none' }
}

const EMPTY = new Uint8Array(0)

/** What linking asks for, worked out once a certificate. */
interface Linkable {
  readonly certificate: X509Certificate
  readonly subjectKey: string | null
  readonly issuerKey: string | null
  readonly ski: Uint8Array | null
  readonly aki: Uint8Array | null
  /** authorityCertIssuer and authorityCertSerialNumber, where both are there. */
  readonly akiIssuer: { readonly names: readonly string[]; readonly serial: string } | null
}

const linkable = once((certificate: X509Certificate): Linkable => {
  const authority = certificateExtension(certificate, 'authorityKeyIdentifier')
  const names = (authority?.issuer ?? [])
    .filter((name) => name.kind === 'directory')
    .map((name) => name.value)
  return {
    certificate,
    subjectKey: certificate.subject && nameKey(certificate.subject),
    issuerKey: certificate.issuer && nameKey(certificate.issuer),
    ski: certificateExtension(certificate, 'subjectKeyIdentifier')?.keyIdentifier ?? null,
    aki: authority?.keyIdentifier ?? null,
    akiIssuer: authority?.serial && names.length > 0 ? { names, serial: authority.serial } : null,
  }
})

function issuanceOf(subject: Linkable | undefined, issuer: Linkable | undefined): Issuance {
  if (!subject || !issuer || subject.issuerKey === null || issuer.subjectKey === null) {
    return { names: 'different', keyIdentifiers: 'unknown' }
  }
  const said = subject.certificate.issuer?.der ?? EMPTY
  const own = issuer.certificate.subject?.der ?? EMPTY
  const names = equalBytes(said, own)
    ? 'exact'
    : subject.issuerKey === issuer.subjectKey
      ? 'equal-after-normalisation'
      : 'different'
  return { names, keyIdentifiers: keyIdentifiers(subject, issuer) }
}

function keyIdentifiers(subject: Linkable, issuer: Linkable): Issuance['keyIdentifiers'] {
  if (subject.aki && issuer.ski) return equalBytes(subject.aki, issuer.ski) ? 'match' : 'differ'
  if (!subject.akiIssuer) return 'unknown'
  const { serial, issuer: grandIssuer } = issuer.certificate
  const same =
    serial?.value === subject.akiIssuer.serial && subject.akiIssuer.names.includes(grandIssuer?.text ?? '')
  return same ? 'match' : 'differ'
}

function mayBe({ names, keyIdentifiers }: Issuance): boolean {
  return names !== 'different' && keyIdentifiers !== 'differ'
}

function selfIssuance(link: Linkable | undefined): Issuance {
  return issuanceOf(link, link)
}

function isSelfSigned(link: Linkable | undefined): boolean {
  return mayBe(selfIssuance(link))
}

/**
 * The first certificate is the leaf unless it issued another one that was sent: then the leaf is the first
 * that issued none of the others.
 */
function leafPosition(links: readonly Linkable[], distinct: readonly number[]): number {
  const issuedNone = (at: number) =>
    distinct.every((other) => other === at || !mayBe(issuanceOf(links[other], links[at])))
  const first = distinct[0] ?? 0
  return issuedNone(first) ? first : (distinct.find(issuedNone) ?? first)
}

/** From the leaf upwards over the certificates sent; the neighbour on the wire is preferred. */
function climb(links: readonly Linkable[], distinct: readonly number[], leaf: number): number[] {
  const path = [leaf]
  for (let at = leaf; !isSelfSigned(links[at]); ) {
    const candidates = distinct.filter(
      (other) => !path.includes(other) && mayBe(issuanceOf(links[at], links[other])),
    )
    const next = candidates.find((candidate) => candidate > at) ?? candidates[0]
    if (next === undefined) break
    path.push(next)
    at = next
  }
  return path
}

function positions(links: readonly Linkable[], keep: (link: Linkable, at: number) => boolean): number[] {
  return links.flatMap((link, at) => (keep(link, at) ? [at] : []))
}

function neighbours(list: readonly number[]): [number, number][] {
  return list.slice(1).map((second, at) => [list[at] ?? 0, second])
}
