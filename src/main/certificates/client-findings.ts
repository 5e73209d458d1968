import { type BundlePlace, bundleFinding, type ClientCaBundle } from '../../shared/azure/client-ca/index.ts'
import { CONFIDENCE, type Finding } from '../../shared/diagnosis/finding.ts'
import { FINDINGS, type FindingId, type Severity } from '../../shared/diagnosis/taxonomy.ts'
import { list, quoted } from '../../shared/diagnosis/words.ts'
import type { X509Certificate } from '../../shared/x509/certificate.ts'
import { type DistinguishedName, nameAttributes } from '../../shared/x509/name.ts'
import type { FaultKind, PathFault } from '../trust/index.ts'
import { type ClientVerdict, LOGGED_BY_DN_CHECK } from './client-verdict.ts'

/** What a client's certificate and a client CA file together show. In no order yet. */
export function clientFindings(bundle: ClientCaBundle, verdict: ClientVerdict): Finding[] {
  const place: BundlePlace = { file: verdict.client.file, pointer: null }
  const own = verdict.faults.flatMap((fault) => faultFindings(fault, bundle, verdict, place))
  return [...withoutRepeats(own), ...mustSend(bundle, verdict), ...issuerDn(bundle, verdict)]
}

const IDS: Readonly<Partial<Record<FaultKind, FindingId>>> = {
  expired: 'client-certificate-expired',
  'not-yet-valid': 'client-certificate-not-yet-valid',
  'validity-unreadable': 'client-certificate-untrusted',
  purpose: 'client-eku-missing',
  weak: 'client-certificate-weak',
  'signature-invalid': 'client-certificate-untrusted',
  'not-a-ca': 'client-certificate-untrusted',
  'path-length': 'client-certificate-untrusted',
  'no-cert-sign': 'client-certificate-untrusted',
  'name-constraint': 'client-certificate-untrusted',
  'critical-extension': 'client-certificate-untrusted',
}

function faultFindings(
  fault: PathFault,
  bundle: ClientCaBundle,
  verdict: ClientVerdict,
  place: BundlePlace,
): Finding[] {
  if (fault.kind === 'issuer-not-found' || fault.kind === 'root-untrusted') {
    return notReached(fault, bundle, verdict, place)
  }
  const id = IDS[fault.kind]
  if (id === undefined) return []
  // That the gateway minds weak keys is known of its kind only.
  const severity: Severity = fault.kind === 'weak' ? 'warning' : FINDINGS[id].severity
  return [
    bundleFinding(
      {
        id,
        severity,
        confidence: fault.kind === 'weak' ? CONFIDENCE.possible : CONFIDENCE.strong,
        summary: fault.text,
        explanation: `${subject(verdict)} would be refused with HTTP 400 after a finished handshake, whatever the client CA file holds.${loggedText(verdict)}`,
        disproof: 'The same certificate let in by this listener in strict mode.',
      },
      place,
    ),
  ]
}

/** The chain ends before a root of the file: another hierarchy, or a link that nobody here holds. */
function notReached(
  fault: PathFault,
  bundle: ClientCaBundle,
  verdict: ClientVerdict,
  place: BundlePlace,
): Finding[] {
  if (bundle.certificates.length === 0) return []
  const last = verdict.path?.links.at(-1)?.candidate.reading.body
  const roots = bundle.certificates
    .filter(({ role }) => role === 'root')
    .map(({ certificate }) => certificate)
  const rootText = list(
    roots.map(({ subject: name }) => quoted(name?.text ?? '')),
    3,
  )
  const otherHierarchy = fault.kind === 'root-untrusted'
  const alike = roots.some((root) => haveOneOwner(last, root))
  const findings: Finding[] = []
  if (!otherHierarchy && roots.length > 0) {
    findings.push(
      bundleFinding(
        {
          id: 'client-ca-bundle-missing-intermediate',
          confidence: alike ? CONFIDENCE.likely : CONFIDENCE.possible,
          summary: `The chain of ${subject(verdict)} stops at ${quoted(last?.issuer?.text ?? '')}, which is neither in the client CA file nor with the client.`,
          explanation: `If ${rootText} issued it, it is an intermediate that the file lacks: put it in.${loggedText(verdict)} Without the certificate itself it cannot be told from a client of another CA.`,
          disproof: 'The missing certificate, and a root above it that is not the one in the file.',
        },
        { file: bundle.file.file, pointer: null },
      ),
    )
  }
  findings.push(
    bundleFinding(
      {
        id: 'client-certificate-untrusted',
        confidence:
          otherHierarchy || roots.length === 0
            ? CONFIDENCE.strong
            : alike
              ? CONFIDENCE.possible
              : CONFIDENCE.likely,
        summary: `${subject(verdict)} does not lead to ${roots.length === 0 ? 'a root in the client CA file, for there is none' : `the root in the client CA file, ${rootText}`}.`,
        explanation: `${fault.text} The listener answers HTTP 400.${loggedText(verdict)} Either the client has a certificate of the wrong CA, or its CA’s own file is still to be uploaded beside this one.`,
        disproof: 'A chain from this certificate to the root in the file, every signature verified.',
      },
      place,
    ),
  )
  return findings
}

/** The issuer that is missing and the root name the same organization: a hint, no more. */
function haveOneOwner(last: X509Certificate | undefined, root: X509Certificate): boolean {
  const owner = (name: DistinguishedName | null | undefined) =>
    name ? nameAttributes(name, 'O')[0]?.value?.toLowerCase() : undefined
  const wanted = owner(last?.issuer)
  return wanted !== undefined && wanted === owner(root.subject)
}

function mustSend(bundle: ClientCaBundle, verdict: ClientVerdict): Finding[] {
  if (!verdict.mustSendIssuers) return []
  const held = new Set(bundle.certificates.map(({ certificate }) => certificate.subject?.text))
  const missing = verdict.client.issuers.filter(({ subject: name }) => !held.has(name?.text))
  const names = list(missing.map(({ subject: name }) => quoted(name?.text ?? '')))
  return [
    bundleFinding(
      {
        id: 'client-ca-bundle-missing-intermediate',
        severity: 'warning',
        confidence: CONFIDENCE.strong,
        summary: `${names || 'An intermediate'} is not in the client CA file, so ${subject(verdict)} is let in only if it sends that along.`,
        explanation:
          'Clients that send their certificate alone are refused with HTTP 400. The file must hold every intermediate.',
        disproof: 'The client let in while it sends its certificate alone.',
      },
      { file: bundle.file.file, pointer: null },
    ),
  ]
}

function issuerDn({ issuer, file }: ClientCaBundle, { on, off, client }: ClientVerdict): Finding[] {
  if (on.match !== 'different' || off.accepted === 'no' || issuer === null) return []
  return [
    bundleFinding(
      {
        id: 'client-ca-bundle-issuer-dn',
        confidence: CONFIDENCE.strong,
        summary: `With verifyClientCertIssuerDN on, ${quoted(client.leaf.subject?.text ?? '')} would be refused: ${quoted(client.leaf.issuer?.text ?? '')} issued it, not ${quoted(issuer.text)}.`,
        explanation: `The gateway takes the subject of ${issuer.why === 'root' ? 'the root, for the file has no intermediate' : 'the deepest intermediate of the longest chain'} as the only issuer it accepts; az network application-gateway client-cert list shows it as clientCertIssuerDN. The access log would say ${LOGGED_BY_DN_CHECK}. Leave the check off, or upload one file for each issuing CA.`,
        lines: [issuer.certificate.line],
        disproof: 'Another clientCertIssuerDN shown by the service for this file.',
      },
      { file: file.file, pointer: null },
    ),
  ]
}

function loggedText({ logged }: ClientVerdict): string {
  return logged.length === 0 ? '' : ` The access log says ${logged.join(', or ')}.`
}

function subject({ client }: ClientVerdict): string {
  return quoted(client.leaf.subject?.text ?? '')
}

function withoutRepeats(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    (one, at) => findings.findIndex(({ id, summary }) => id === one.id && summary === one.summary) === at,
  )
}
