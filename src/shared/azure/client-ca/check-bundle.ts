import type { Finding } from '../../diagnosis/finding.ts'
import { rank } from '../../diagnosis/rank.ts'
import { type BundleCertificate, bundleChains, NOT_VERIFIED, type SignatureVerdict } from './bundle-chains.ts'
import { type BundleFile, readBundleFile } from './bundle-file.ts'
import { bundleDrafts, bundleFinding } from './bundle-findings.ts'
import { bundleNotes } from './bundle-notes.ts'
import { type ExtractedIssuer, extractedIssuer } from './issuer-dn.ts'
import { distinctRoots, predictUpload, type UploadPrediction } from './upload.ts'

/** A client CA file, judged as the listener's rules judge it. Plain data and readings; nothing secret. */
export interface ClientCaBundle {
  readonly file: BundleFile
  /** Every certificate of the file, repetitions too, in their order. */
  readonly certificates: readonly BundleCertificate[]
  /** The one root; `null` where there is none, or more than one. */
  readonly root: BundleCertificate | null
  readonly upload: UploadPrediction
  /** What the issuer-DN check would compare with; `null` without a root. */
  readonly issuer: ExtractedIssuer | null
  /** Of the file alone, ranked; what a client has to do with it is asked elsewhere. */
  readonly findings: readonly Finding[]
  /** One sentence each. */
  readonly notes: readonly string[]
}

export interface BundleOptions {
  /** Where the bundle stands inside `file`, where that is a saved `az` document: RFC 6901. */
  readonly pointer?: string
  /** By names and key identifiers alone if not given. */
  readonly signatures?: SignatureVerdict
}

/**
 * Holds a client CA file against the listener's rules (facts 2.6, 2.7, 2.21). Pure; never throws on bytes.
 * @param bytes the file as it would be uploaded: for `trustedClientCertificates[].data`, what its Base64 holds
 * @param file how the user calls it
 */
export function checkClientCaBundle(
  bytes: Uint8Array,
  file: string,
  options: BundleOptions = {},
): ClientCaBundle {
  return judgeBundle(readBundleFile(bytes, file), options)
}

/** The same for a file that was read before: to verify signatures in between. */
export function judgeBundle(file: BundleFile, options: BundleOptions = {}): ClientCaBundle {
  const certificates = bundleChains(file, options.signatures ?? NOT_VERIFIED)
  const roots = distinctRoots(certificates)
  const issuer = roots.length === 1 ? extractedIssuer(certificates) : null
  const place = { file: file.file, pointer: options.pointer ?? null }
  return {
    file,
    certificates,
    root: roots.length === 1 ? (roots[0] ?? null) : null,
    upload: predictUpload(file, certificates),
    issuer,
    findings: rank(
      bundleDrafts(file, certificates).map((draft) => bundleFinding(draft, place)),
      null,
    ),
    notes: bundleNotes(file, certificates, issuer),
  }
}
