import { CONFIDENCE, type Finding } from '../../diagnosis/finding.ts'
import { FINDINGS, type FindingId } from '../../diagnosis/taxonomy.ts'
import { quoted } from '../../diagnosis/words.ts'
import { certificateExtension, type X509Certificate } from '../../x509/certificate.ts'
import { isBuiltInName } from './explain.ts'

/** A chain ends at a self-signed certificate without CA:TRUE: v2 takes it for a leaf without an issuer (facts 1.3.8). */
export function rootNotCa(root: X509Certificate, file: string): Finding {
  const subject = quoted(root.subject?.text ?? '')
  return finding('trusted-root-not-ca', CONFIDENCE.proven, file, {
    summary: `${subject} is self-signed and does not say CA:TRUE, so v2 takes it for no root.`,
    explanation:
      'As trusted root certificate it does not help: the gateway says that the intermediate certificate is missing. Make a root with basicConstraints CA:TRUE, have it sign the server’s certificate, install both on the backend and upload the root. On v1 the certificate itself can be uploaded (--sku v1).',
    disproof: 'A v2 backend setting with this certificate as its only root whose backend health is Healthy.',
  })
}

/** A chain ends at a root that every platform knows (facts 1.3.2, 1.3.3, 4.4.7). */
export function rootUnneeded(root: X509Certificate, leaf: X509Certificate, file: string): Finding {
  const subject = quoted(root.subject?.text ?? '')
  const names = certificateExtension(leaf, 'subjectAltName')?.names ?? []
  const builtIn = names.some(({ kind, value }) => kind === 'dns' && isBuiltInName(value))
  const whose = builtIn
    ? ' API Management’s own certificate for *.azure-api.net may change its CA at any time: do not pin it.'
    : ''
  return finding('trusted-root-unneeded', CONFIDENCE.strong, file, {
    summary: `${subject} is a public root: a v2 gateway knows it, and nothing has to be uploaded.`,
    explanation: `Set the backend setting to "well-known CA certificate". With a custom root attached only that one counts, and the day the backend changes its CA it is shut out.${whose} The gateway’s own list is not published; the roots that come with this program stand in for it.`,
    disproof: 'Backend health that says the certificate is not signed by a well-known CA.',
  })
}

type Words = Pick<Finding, 'summary' | 'explanation' | 'disproof'>

function finding(id: FindingId, confidence: number, file: string, words: Words): Finding {
  return {
    id,
    severity: FINDINGS[id].severity,
    confidence,
    leg: 'gateway-apim',
    ...words,
    evidence: [{ kind: 'file', file, pointer: 'the chain it holds' }],
    fixes: FINDINGS[id].articles,
    because: null,
  }
}
