import { equalBytes } from '../../bytes/text.ts'
import type { X509Certificate } from '../../x509/certificate.ts'
import { mayHaveIssued } from '../../x509/chain.ts'
import { nameKey } from '../../x509/name.ts'
import { isCa } from '../../x509/summary.ts'
import type { BundleFile, HeldCertificate } from './bundle-file.ts'

/** What a certificate is to the gateway. */
export type BundleRole =
  /** Self-signed, CA:TRUE. */
  | 'root'
  /** CA:TRUE, issued by another one. */
  | 'intermediate'
  /** No CA: in the file it is ignored (facts 2.6). */
  | 'leaf'
  /** Self-signed without CA:TRUE: counts as no CA (facts 2.21). */
  | 'self-signed-not-ca'

export interface BundleCertificate extends HeldCertificate {
  /** 0-based place among the certificates of the file. */
  readonly place: number
  readonly role: BundleRole
  /** Place of the same certificate further up in the file. */
  readonly repeats: number | null
  /** Places of the certificates in the file that issued it; empty for a root, and where none is there. */
  readonly issuers: readonly number[]
  /** Steps below a root of the file; `null`: it leads to none of them. */
  readonly depth: number | null
}

/**
 * Whether one certificate's signature is by another's key. Whoever can verify gives it; without, names and key
 * identifiers alone decide.
 */
export type SignatureVerdict = (
  subject: X509Certificate,
  issuer: X509Certificate,
) => 'valid' | 'invalid' | 'unknown'

export const NOT_VERIFIED: SignatureVerdict = () => 'unknown'

/** Certificates of one name that are tried as an issuer. */
const MOST_NAMESAKES = 8

/** Every pair of which names and key identifiers say that the second issued the first: what is worth verifying. */
export function issuerPairs({ certificates }: BundleFile): [X509Certificate, X509Certificate][] {
  const distinct = certificates.filter((_one, at) => repeatOf(certificates, at) === null)
  const bySubject = namesakes(distinct)
  return distinct.flatMap(({ certificate }) =>
    possibleIssuers(certificate, bySubject).map((issuer): [X509Certificate, X509Certificate] => [
      certificate,
      issuer.certificate,
    ]),
  )
}

/** Tells each certificate's role and who issued it. */
export function bundleChains(
  { certificates }: BundleFile,
  verdict: SignatureVerdict,
): readonly BundleCertificate[] {
  const repeats = certificates.map((_one, at) => repeatOf(certificates, at))
  const distinct = certificates.filter((_one, at) => repeats[at] === null)
  const bySubject = namesakes(distinct)
  const places = new Map(certificates.map((one, at) => [one, at]))
  const issued = certificates.map(({ certificate }) =>
    possibleIssuers(certificate, bySubject).filter(
      (issuer) => verdict(certificate, issuer.certificate) !== 'invalid',
    ),
  )
  const rows = certificates.map((one, place) => {
    const first = repeats[place] ?? place
    const issuers = (issued[first] ?? []).flatMap((issuer) => places.get(issuer) ?? [])
    const selfSigned = issuers.includes(first)
    const ca = isCa(one.certificate)
    const role: BundleRole = selfSigned ? (ca ? 'root' : 'self-signed-not-ca') : ca ? 'intermediate' : 'leaf'
    return {
      ...one,
      place,
      role,
      repeats: repeats[place] ?? null,
      issuers: issuers.filter((at) => at !== first),
    }
  })
  const depths = depthsBelowRoots(rows)
  return rows.map((row) => ({ ...row, depth: depths.get(row.repeats ?? row.place) ?? null }))
}

function repeatOf(certificates: readonly HeldCertificate[], at: number): number | null {
  const der = certificates[at]?.certificate.der
  const first = der ? certificates.findIndex(({ certificate }) => equalBytes(certificate.der, der)) : at
  return first < at ? first : null
}

function namesakes(certificates: readonly HeldCertificate[]): Map<string, HeldCertificate[]> {
  const bySubject = new Map<string, HeldCertificate[]>()
  for (const one of certificates) {
    const { subject } = one.certificate
    if (!subject) continue
    const key = nameKey(subject)
    const alike = bySubject.get(key)
    if (alike) alike.push(one)
    else bySubject.set(key, [one])
  }
  return bySubject
}

function possibleIssuers(
  certificate: X509Certificate,
  bySubject: ReadonlyMap<string, readonly HeldCertificate[]>,
): HeldCertificate[] {
  const alike = (certificate.issuer && bySubject.get(nameKey(certificate.issuer))) || []
  return alike.filter((one) => mayHaveIssued(one.certificate, certificate)).slice(0, MOST_NAMESAKES)
}

type Row = Pick<BundleCertificate, 'place' | 'role' | 'repeats' | 'issuers'>

/** Level by level from the roots down. */
function depthsBelowRoots(rows: readonly Row[]): Map<number, number> {
  const below = new Map<number, number[]>()
  for (const { place, issuers, repeats } of rows) {
    if (repeats !== null) continue
    for (const issuer of issuers) below.set(issuer, [...(below.get(issuer) ?? []), place])
  }
  const depths = new Map<number, number>()
  let level = rows.flatMap(({ place, role, repeats }) => (role === 'root' && repeats === null ? [place] : []))
  for (let depth = 0; level.length > 0; depth++) {
    for (const place of level) depths.set(place, depth)
    level = [...new Set(level.flatMap((place) => below.get(place) ?? []))].filter((at) => !depths.has(at))
  }
  return depths
}
