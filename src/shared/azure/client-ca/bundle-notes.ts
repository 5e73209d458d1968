import { count, list, quoted } from '../../diagnosis/words.ts'
import type { BundleCertificate } from './bundle-chains.ts'
import type { BundleFile } from './bundle-file.ts'
import { hasTwinBelowRoot } from './bundle-findings.ts'
import type { ExtractedIssuer } from './issuer-dn.ts'

/** What is worth knowing of the file and is no fault. One sentence each. */
export function bundleNotes(
  file: BundleFile,
  certificates: readonly BundleCertificate[],
  extracted: ExtractedIssuer | null,
): string[] {
  return [
    ...leaves(certificates),
    ...repetitions(certificates),
    ...crossSigned(certificates),
    ...ties(extracted),
    ...howWritten(file),
  ]
}

function leaves(certificates: readonly BundleCertificate[]): string[] {
  const names = certificates.filter(({ role, repeats }) => role === 'leaf' && repeats === null).map(subject)
  const hasCa = certificates.some(({ role }) => role === 'root' || role === 'intermediate')
  if (names.length === 0 || !hasCa) return []
  return [`${list(names, 3)} is no CA: the gateway ignores it in this file, so it may go.`]
}

function repetitions(certificates: readonly BundleCertificate[]): string[] {
  const repeated = certificates.filter(({ repeats }) => repeats !== null)
  if (repeated.length === 0) return []
  const which = repeated.map((one) => `${subject(one)}${one.line === null ? '' : ` (line ${one.line})`}`)
  return [`${count(repeated.length, 'certificate')} stand there more than once: ${list(which, 3)}.`]
}

function crossSigned(certificates: readonly BundleCertificate[]): string[] {
  return certificates
    .filter((one) => one.role === 'intermediate' && one.repeats === null)
    .filter((one) => one.depth === null && one.issuers.length === 0 && hasTwinBelowRoot(one, certificates))
    .map(
      (one) =>
        `${subject(one)} is cross-signed: this certificate of it leads to ${quoted(one.certificate.issuer?.text ?? '')}, which is not in the file. Chains end at the root that is here, so it may go.`,
    )
}

function ties(extracted: ExtractedIssuer | null): string[] {
  if (extracted === null || extracted.ties.length === 0) return []
  return [
    `${count(extracted.ties.length + 1, 'intermediate')} are equally deep; for the issuer-DN check the gateway takes the first in the file, ${quoted(extracted.text)}. Clients of ${list(extracted.ties.map(subject), 3)} would fail it: one file for each intermediate, or the check off.`,
  ]
}

function howWritten({ lineEndings, hasComments, form }: BundleFile): string[] {
  if (form !== 'pem') return []
  const notes: string[] = []
  if (lineEndings === 'crlf') notes.push('Lines end as Windows ends them (CRLF); that does no harm.')
  if (lineEndings === 'mixed')
    notes.push('Some lines end as Windows ends them, others do not; that does no harm.')
  if (lineEndings === 'cr') notes.push('Lines end in CR alone, which few programs read; write it anew.')
  if (hasComments) {
    notes.push(
      'Text stands between the certificates (comments, Bag Attributes): harmless, but it counts as size.',
    )
  }
  return notes
}

function subject({ certificate }: BundleCertificate): string {
  return quoted(certificate.subject?.text ?? '')
}
