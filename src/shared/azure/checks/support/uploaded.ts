import { readCertificateOnce, type X509Certificate } from '../../../x509/certificate.ts'
import { mayHaveIssued } from '../../../x509/chain.ts'
import { decodeBase64, readCertificateFile } from '../../../x509/pem.ts'
import { type CertificateSummary, certificateSummary } from '../../../x509/summary.ts'
import type { WireCertificate } from '../context.ts'
import { sameDistinguishedName } from './apim-store.ts'

/** The certificates that a document carries as `data`, and how they meet a chain that packets showed. */

export interface UploadedReading<T> {
  /** The object of the gateway that it stands in. */
  readonly object: T
  readonly certificate: X509Certificate
  readonly summary: CertificateSummary
  readonly selfSigned: boolean
}

/** Larger than any certificate, smaller than any memory: Azure takes 25 KB. */
const MOST_CHARACTERS = 1_000_000

/**
 * `data` is Base64 of DER or, where a PEM file was given to the CLI as it was, of PEM. What is no certificate, is
 * hidden, or comes from Key Vault is left out.
 */
export function readUploaded<T extends { readonly data: string | null }>(
  objects: readonly T[],
): UploadedReading<T>[] {
  return objects.flatMap((object) =>
    certificatesIn(object.data).map((certificate) => ({
      object,
      certificate,
      summary: certificateSummary(certificate),
      selfSigned: mayHaveIssued(certificate, certificate),
    })),
  )
}

function certificatesIn(data: string | null): X509Certificate[] {
  if (data === null || data.length > MOST_CHARACTERS) return []
  const bytes = decodeBase64(data)
  if (bytes === null) return []
  return readCertificateFile(bytes)
    .certificates.map((der) => readCertificateOnce(der).body)
    .filter(({ subject, issuer, publicKey }) => subject !== null && issuer !== null && publicKey !== null)
}

/** Where a chain ends: at a root that was sent, or at one that was only named. */
export type ChainTop =
  | { readonly sent: true; readonly root: WireCertificate }
  | { readonly sent: false; readonly rootName: string }

/** Climbs from the leaf by names, over what was sent; bounded by its length. `null` for an empty chain. */
export function topOf(chain: readonly WireCertificate[]): ChainTop | null {
  const [leaf] = chain
  if (leaf === undefined) return null
  const left = new Set(chain.slice(1, 32))
  let at: WireCertificate = leaf
  while (!sameDistinguishedName(at.subject, at.issuer)) {
    const issuer: string = at.issuer
    const next = [...left].find(({ subject }) => sameDistinguishedName(subject, issuer))
    if (next === undefined) return { sent: false, rootName: issuer }
    left.delete(next)
    at = next
  }
  return { sent: true, root: at }
}

/** Whether an uploaded root is the one a chain ends at: by its bytes where it was sent, else by its name. */
export function isTop({ sha256, subject }: CertificateSummary, top: ChainTop): boolean {
  return top.sent ? top.root.sha256 === sha256 : sameDistinguishedName(subject, top.rootName)
}

/** Names that public CAs give themselves; anybody can claim one, so it is never more than a hint. */
const PUBLIC_CAS =
  /(?:^|[,+=\s])(?:digicert|microsoft (?:rsa|ecc|azure)|microsoft corporation|baltimore|globalsign|internet security research group|isrg|sectigo|usertrust|comodo|entrust|godaddy|go daddy|starfield|amazon root|google trust services|quovadis|identrust|d-trust|swisssign|certum|buypass)\b/i

export function isPublicCaName(name: string): boolean {
  return PUBLIC_CAS.test(name)
}
