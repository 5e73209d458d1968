import { CONFIDENCE, type Evidence, type Finding } from '../../diagnosis/finding.ts'
import { FINDINGS, type FindingId, type Severity } from '../../diagnosis/taxonomy.ts'
import { capital, count, list, quoted } from '../../diagnosis/words.ts'
import type { BundleCertificate } from './bundle-chains.ts'
import type { BundleFile } from './bundle-file.ts'
import { distinctRoots, isReadableAsPem, SURELY_SMALL_ENOUGH, SURELY_TOO_LARGE } from './upload.ts'

/** What of a finding is not settled by its id. */
export interface BundleDraft {
  readonly id: FindingId
  readonly severity?: Severity
  readonly confidence: number
  readonly summary: string
  readonly explanation: string
  /** Lines in the file; empty: the file as a whole. */
  readonly lines?: readonly (number | null)[]
  readonly disproof: string
}

/** Where findings point to: the file, and a JSON pointer where the bundle stands inside a document. */
export interface BundlePlace {
  readonly file: string
  /** `null`: a file of its own; evidence then names lines. */
  readonly pointer: string | null
}

export function bundleFinding(draft: BundleDraft, place: BundlePlace): Finding {
  const { id, severity, confidence, summary, explanation, disproof } = draft
  return {
    id,
    severity: severity ?? FINDINGS[id].severity,
    confidence,
    leg: 'client-gateway',
    summary,
    explanation,
    evidence: evidenceOf(draft.lines ?? [], place),
    disproof,
    fixes: FINDINGS[id].articles,
    because: null,
  }
}

function evidenceOf(lines: readonly (number | null)[], { file, pointer }: BundlePlace): Evidence[] {
  if (pointer !== null) return [{ kind: 'file', file, pointer }]
  const known = lines.flatMap((line) => line ?? [])
  if (known.length === 0) return [{ kind: 'file', file, pointer: 'the whole file' }]
  return known.map((line) => ({ kind: 'file', file, pointer: `line ${line}` }))
}

/** What is wrong with the file itself, whoever the clients are. */
export function bundleDrafts(file: BundleFile, certificates: readonly BundleCertificate[]): BundleDraft[] {
  return [
    ...privateKeys(file),
    ...unreadable(file),
    ...tooLarge(file),
    ...authorities(certificates),
    ...dangling(certificates),
  ]
}

const UPLOAD_DISPROOF = 'The same file uploaded without an error.'

function privateKeys({ privateKeys: lines, form }: BundleFile): BundleDraft[] {
  if (lines.length === 0) return []
  const many = lines.length > 1 ? `${lines.length} private keys` : 'a private key'
  return [
    {
      id: 'client-ca-bundle-private-key',
      confidence: CONFIDENCE.proven,
      summary: `The client CA file ${form === 'binary-private-key' ? 'is' : 'holds'} ${many}; the gateway refuses it.`,
      explanation:
        'The upload ends with ApplicationGatewayTrustedClientCertificateMustNotHavePrivateKey. The gateway needs public certificates only. If the file has travelled, treat the key as exposed: have its certificate revoked and issued again to a new key.',
      lines,
      disproof: UPLOAD_DISPROOF,
    },
  ]
}

const INVALID_DATA = 'The upload ends with ApplicationGatewayTrustedClientCertificateInvalidData.'
const REBUILD = 'tlscope cert client-ca-bundle FILE --out client-ca.pem writes it as it has to be.'

function unreadable(file: BundleFile): BundleDraft[] {
  const [summary, explanation, confidence] = faultOf(file) ?? []
  if (summary === undefined || explanation === undefined || confidence === undefined) return []
  return [
    {
      id: 'client-ca-bundle-unreadable',
      confidence,
      summary,
      explanation,
      lines: file.faulty.map(({ line }) => line),
      disproof: UPLOAD_DISPROOF,
    },
  ]
}

function faultOf(file: BundleFile): readonly [string, string, number] | null {
  const { form, faulty, encoding } = file
  switch (form) {
    case 'empty':
      return [
        'The client CA file is empty.',
        'The upload ends with ApplicationGatewayTrustedClientCertificateMustSpecifyData.',
        CONFIDENCE.proven,
      ]
    case 'binary-certificate':
      return [
        'The client CA file is a binary (DER) certificate; the gateway wants PEM, whatever the file is called.',
        `${INVALID_DATA} A .cer is taken in its Base-64 form only, and binary files hold one certificate, so the root or the intermediate would be missing anyway. ${REBUILD}`,
        CONFIDENCE.strong,
      ]
    case 'bare-base64':
      return [
        'The client CA file is Base64 without its BEGIN and END lines.',
        `${INVALID_DATA} Each certificate must stand between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----. ${REBUILD}`,
        CONFIDENCE.proven,
      ]
    case 'pkcs7':
      return [
        'The client CA file is PKCS#7 (.p7b); the gateway wants the certificates as PEM blocks.',
        `${INVALID_DATA} ${REBUILD}`,
        CONFIDENCE.strong,
      ]
    case 'pkcs12':
      return [
        'The client CA file is PKCS#12 (.pfx): the client’s identity with its private key, not the CAs that issued it.',
        `${INVALID_DATA} A .pfx stays with the client; the gateway gets the public root and intermediates. ${REBUILD}`,
        CONFIDENCE.strong,
      ]
    case 'unknown':
      return ['The client CA file holds no certificate.', INVALID_DATA, CONFIDENCE.strong]
    case 'pem':
    case 'binary-private-key':
      break
  }
  if (encoding === 'utf-16') {
    return [
      'The client CA file is UTF-16 text, two bytes a letter; PEM must be plain ASCII.',
      `${INVALID_DATA} Windows PowerShell writes UTF-16 with > and Out-File: Set-Content -Encoding ascii instead. ${REBUILD}`,
      CONFIDENCE.likely,
    ]
  }
  const [first] = faulty
  if (first) {
    const which = faulty.length === 1 ? `The block of line ${first.line}` : `${faulty.length} blocks`
    return [
      `${which} of the client CA file cannot be read: ${list([...new Set(faulty.map(({ why }) => `it ${why}`))], 2)}.`,
      `${INVALID_DATA} Export the certificate again, with its markers and its data.`,
      CONFIDENCE.proven,
    ]
  }
  if (form === 'pem' && !isReadableAsPem(file)) {
    const labels = list([...new Set(file.others.map(({ label }) => label))], 3)
    return [
      `The client CA file holds ${labels || 'blocks'} and no certificate.`,
      INVALID_DATA,
      CONFIDENCE.strong,
    ]
  }
  return null
}

function tooLarge({ size, certificates, hasComments }: BundleFile): BundleDraft[] {
  if (size <= SURELY_SMALL_ENOUGH) return []
  const sure = size > SURELY_TOO_LARGE
  const room = hasComments ? ' Text between the blocks counts too and may go.' : ''
  return [
    {
      id: 'client-ca-bundle-too-large',
      severity: sure ? 'error' : 'warning',
      confidence: sure ? CONFIDENCE.proven : CONFIDENCE.possible,
      summary: sure
        ? `The client CA file has ${size} bytes; the gateway takes 25 KB.`
        : `The client CA file has ${size} bytes: just about the 25 KB that the gateway takes.`,
      explanation:
        `It holds ${count(certificates.length, 'certificate')}. One file is for one chain: keep the root and the intermediates between it and your clients.${room} ${sure ? '' : 'Whether 25 KB are 25,000 or 25,600 bytes is not documented.'}`.trimEnd(),
      disproof: UPLOAD_DISPROOF,
    },
  ]
}

/** Whether there is a CA, and exactly one root. */
function authorities(certificates: readonly BundleCertificate[]): BundleDraft[] {
  if (certificates.length === 0) return []
  const roots = distinctRoots(certificates)
  const hasCa = certificates.some(({ role }) => role === 'root' || role === 'intermediate')
  if (!hasCa) return [leafOnly(certificates)]
  if (roots.length === 0) return [noRoot(certificates)]
  if (roots.length > 1) return [severalRoots(roots)]
  const repeated = certificates.filter(({ role, repeats }) => role === 'root' && repeats !== null)
  return repeated.length === 0 ? [] : [repeatedRoot(repeated)]
}

function leafOnly(certificates: readonly BundleCertificate[]): BundleDraft {
  const selfSigned = certificates.find(({ role }) => role === 'self-signed-not-ca')
  const code = 'ApplicationGatewayTrustedClientCertificateDoesNotContainAnyCACertificate'
  return {
    id: 'client-ca-bundle-leaf-only',
    confidence: CONFIDENCE.proven,
    summary: selfSigned
      ? `${subject(selfSigned)} is self-signed without CA:TRUE, so the client CA file holds no CA.`
      : `The client CA file holds ${certificates.length === 1 ? 'a leaf' : 'leaves'} and no CA: ${list(certificates.map(subject), 3)}.`,
    explanation: selfSigned
      ? `The upload ends with ${code}: a CA says so in basicConstraints (2.5.29.19). Have the certificate issued again as a CA, or issue client certificates from a real one.`
      : `The upload ends with ${code}. The gateway wants those who issued the client’s certificate: the root and every intermediate. Asked for: ${list([...new Set(certificates.map(issuer))], 3)}, and its own issuers.`,
    lines: certificates.map(({ line }) => line),
    disproof: UPLOAD_DISPROOF,
  }
}

function noRoot(certificates: readonly BundleCertificate[]): BundleDraft {
  const tops = topsOf(certificates)
  return {
    id: 'client-ca-bundle-no-root',
    confidence: CONFIDENCE.proven,
    summary: `The client CA file has no root: ${list([...new Set(tops.map(issuer))], 3)} is missing.`,
    explanation: `${capital(list(tops.map(subject), 3))} ${tops.length === 1 ? 'is an intermediate' : 'are intermediates'} whose issuer is not in the file. Exactly one self-signed CA must be there; the upload ends with ApplicationGatewayOnlyOneRootCAAllowedInTrustedClientCertificate.`,
    lines: tops.map(({ line }) => line),
    disproof: UPLOAD_DISPROOF,
  }
}

function severalRoots(roots: readonly BundleCertificate[]): BundleDraft {
  const names = new Set(roots.map(subject))
  const alike =
    names.size < roots.length
      ? ' Some have one name and different keys: a root that was renewed counts as another root.'
      : ''
  return {
    id: 'client-ca-bundle-multiple-roots',
    confidence: CONFIDENCE.proven,
    summary: `The client CA file has ${roots.length} roots; exactly one is allowed in a file.`,
    explanation: `Roots in it: ${list(roots.map(subject), 4)}.${alike} The upload ends with ApplicationGatewayOnlyOneRootCAAllowedInTrustedClientCertificate. Write one file for each root with its own intermediates; an SSL profile takes up to 100.`,
    lines: roots.map(({ line }) => line),
    disproof: UPLOAD_DISPROOF,
  }
}

function repeatedRoot(repeated: readonly BundleCertificate[]): BundleDraft {
  return {
    id: 'client-ca-bundle-multiple-roots',
    severity: 'warning',
    confidence: CONFIDENCE.possible,
    summary: `The root stands in the client CA file ${repeated.length + 1} times.`,
    explanation:
      'One root is allowed. Whether the gateway counts a repetition as a second one is not documented; leave it out.',
    lines: repeated.map(({ line }) => line),
    disproof: UPLOAD_DISPROOF,
  }
}

/** Intermediates beside a root that they do not lead to: the link between is missing. */
function dangling(certificates: readonly BundleCertificate[]): BundleDraft[] {
  if (distinctRoots(certificates).length === 0) return []
  const lost = topsOf(certificates).filter((one) => !hasTwinBelowRoot(one, certificates))
  if (lost.length === 0) return []
  return [
    {
      id: 'client-ca-bundle-missing-intermediate',
      confidence: CONFIDENCE.strong,
      summary: `${capital(list(lost.map(subject), 3))} ${lost.length === 1 ? 'does' : 'do'} not lead to the root in the client CA file: ${list([...new Set(lost.map(issuer))], 3)} is missing.`,
      explanation: `A client issued below ${subject(lost[0])} is refused with HTTP 400 unless it sends the missing certificate itself; the access log says FAILED:unable to get issuer certificate, or the like. The file must hold every intermediate.`,
      lines: lost.map(({ line }) => line),
      disproof: 'A client of that issuer that sends its leaf alone and is let in.',
    },
  ]
}

/** CAs whose own issuer is not in the file, the topmost of each broken chain. */
function topsOf(certificates: readonly BundleCertificate[]): BundleCertificate[] {
  return certificates.filter(
    ({ role, issuers, repeats }) => role === 'intermediate' && issuers.length === 0 && repeats === null,
  )
}

/** A cross-signed CA: another certificate of the same name leads to the root, or is the root. */
export function hasTwinBelowRoot(
  { certificate, place }: BundleCertificate,
  certificates: readonly BundleCertificate[],
): boolean {
  return certificates.some(
    (other) =>
      other.place !== place &&
      other.depth !== null &&
      other.certificate.subject?.text === certificate.subject?.text,
  )
}

function subject(one: BundleCertificate | undefined): string {
  return quoted(one?.certificate.subject?.text ?? '')
}

function issuer({ certificate }: BundleCertificate): string {
  return quoted(certificate.issuer?.text ?? '')
}
