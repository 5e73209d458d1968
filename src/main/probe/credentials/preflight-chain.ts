import { printable } from '../../../shared/bytes/text.ts'
import { count, list, quoted } from '../../../shared/diagnosis/words.ts'
import { certificateExtension, type X509Certificate } from '../../../shared/x509/certificate.ts'
import { mayHaveIssued } from '../../../shared/x509/chain.ts'
import type { OpenedCredential } from './client-credential.ts'
import type { PreflightDraft } from './preflight.ts'

/** Whether the files hold the issuers up to a root, and whether they are the right ones. */
export function chainFindings({ chain, signaturesHold }: OpenedCredential): PreflightDraft[] {
  const [leaf] = chain
  const last = chain.at(-1)
  if (leaf === undefined || last === undefined) return []
  return [
    ...forged(chain, signaturesHold),
    ...(mayHaveIssued(last, last) ? selfSigned(chain) : ending(chain, last)),
  ]
}

function forged(chain: readonly X509Certificate[], signaturesHold: boolean): PreflightDraft[] {
  if (signaturesHold) return []
  return [
    {
      id: 'credential-issuer-signature',
      summary:
        'An issuer in the files has the right name and the wrong key: it did not sign what stands below it.',
      explanation: `The chain by its names is ${list(chain.map(subjectOf), 6)}, but a signature in it is not by the key of the certificate above. Most often a CA was renewed with a new key under its old name, and the file holds its other certificate. Leave that one out, or put in the right one.`,
    },
  ]
}

function selfSigned(chain: readonly X509Certificate[]): PreflightDraft[] {
  if (chain.length > 1) return []
  return [
    {
      id: 'credential-self-signed',
      summary:
        'The client’s certificate is self-signed: only a server that holds this very certificate can trust it.',
      explanation:
        'No CA vouches for it. Application Gateway takes no such certificate as a client CA unless it says CA:TRUE; API Management can pin its thumbprint.',
    },
  ]
}

/** The chain ends below a root: at the leaf itself, which may well break; or higher, which is usual. */
function ending(chain: readonly X509Certificate[], last: X509Certificate): PreflightDraft[] {
  const issuer = quoted(last.issuer?.text ?? '')
  const places = certificateExtension(last, 'authorityInfoAccess')?.caIssuers ?? []
  const where =
    places.length > 0
      ? `The certificate says where it is to be had: ${list(places.map(printable), 2)}.`
      : 'The certificate does not say where it is to be had (no caIssuers URL); ask the CA.'
  if (chain.length === 1) {
    return [
      {
        id: 'client-chain-incomplete',
        severity: 'warning',
        summary: `The files hold no issuer of the client’s certificate: ${issuer} is missing.`,
        explanation: `That is no fault if ${issuer} is a root, or if the server holds it. If it is an intermediate that the server lacks, the server cannot build the chain and answers unknown_ca (48), or HTTP 400. ${where}`,
      },
    ]
  }
  return [
    {
      id: 'credential-root-not-held',
      summary: `The chain of ${count(chain.length, 'certificate')} ends below ${issuer}, which is not in the files.`,
      explanation: `As it should be if that is the root, which the server must hold anyway. If it is one more intermediate, the server needs it too. ${where}`,
    },
  ]
}

function subjectOf(certificate: X509Certificate): string {
  return quoted(certificate.subject?.text ?? '')
}
