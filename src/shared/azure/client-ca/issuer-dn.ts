import type { X509Certificate } from '../../x509/certificate.ts'
import { compareNames } from '../../x509/name.ts'
import type { BundleCertificate } from './bundle-chains.ts'

/** The certificate whose subject the gateway takes as the issuer DN, and why that one (facts 2.7). */
export interface ExtractedIssuer {
  readonly certificate: BundleCertificate
  /** RFC 4514. */
  readonly text: string
  readonly why: 'deepest-intermediate' | 'root'
  /** Other intermediates as deep: only the first in the file counts. */
  readonly ties: readonly BundleCertificate[]
}

/**
 * What `clientCertIssuerDN` will say: the deepest intermediate of the longest chain in the file, the first on ties, the
 * root where there is no intermediate (facts 2.7). `null` where there is no root.
 */
export function extractedIssuer(certificates: readonly BundleCertificate[]): ExtractedIssuer | null {
  const distinct = certificates.filter(({ repeats }) => repeats === null)
  const intermediates = distinct.filter(({ role, depth }) => role === 'intermediate' && depth !== null)
  const deepest = Math.max(...intermediates.map(({ depth }) => depth ?? 0))
  const [first, ...ties] = intermediates.filter(({ depth }) => depth === deepest)
  if (first) return { certificate: first, text: subjectText(first), why: 'deepest-intermediate', ties }
  const root = distinct.find(({ role }) => role === 'root')
  return root ? { certificate: root, text: subjectText(root), why: 'root', ties: [] } : null
}

function subjectText({ certificate }: BundleCertificate): string {
  return certificate.subject?.text ?? ''
}

/** How a client's immediate issuer stands to the DN that the gateway extracted. */
export type IssuerDnMatch = ReturnType<typeof compareNames>

/** `equal-after-normalisation`: whether the gateway takes that for equal is not documented. */
export function matchIssuerDn(extracted: ExtractedIssuer, client: X509Certificate): IssuerDnMatch {
  const [wanted, said] = [extracted.certificate.certificate.subject, client.issuer]
  return wanted && said ? compareNames(wanted.der, said.der) : 'different'
}
