import { endingEvidence } from '../evidence.ts'
import { CONFIDENCE, type Finding } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import { acceptedNames, clientChainOf, isAmong, issuerText, reaches } from '../support/client-chain.ts'
import { answerText, brokenByHttp, httpEvidence } from '../support/http-answer.ts'
import { passedOn } from '../support/passed-on.ts'
import { answerEvidence } from '../support/short-answer.ts'

/** Without the page a guess (taxonomy: at most 0.6). */
const GUESS = 0.6

/**
 * HTTP 400 "The SSL certificate error": what an Application Gateway listener says to a certificate that it could
 * not verify (facts 2.4, 2.7, 2.8, 2.10, 5.1.11 to 5.1.13). Without secrets a certificate with a provable fault, one
 * short answer and the close look like it.
 */
export const gateway400CertificateError: Rule = {
  id: 'gateway-400-certificate-error',
  pass: 'bucket',
  about: ['http-refusal', 'suspicion'],
  judge(input) {
    const { facts, verdict, found } = input
    const refusal = brokenByHttp(input)
    const fault = found.find(({ id, severity }) => id.startsWith('client-') && severity === 'error')
    if (refusal?.kind === 'certificate-error' && verdict.break?.stage === 'application')
      return passedOn(input, refusal, 'The SSL certificate error')
    if (refusal?.kind === 'certificate-error') {
      return {
        confidence: CONFIDENCE.proven,
        summary: 'The gateway could not verify the client’s certificate: "400 The SSL certificate error".',
        explanation: `The handshake finished, and the answer was ${answerText(refusal)} with the page "The SSL certificate error". Application Gateway and nginx refuse a certificate in HTTP, never by an alert, and do not say why. ${
          fault === undefined
            ? `${unseenFault(input)} The access log names the reason behind FAILED in sslClientVerify.`
            : `What the capture shows: ${fault.summary}`
        }`,
        evidence: httpEvidence(facts, refusal),
        disproof:
          'The access log of the gateway for this request: sslClientVerify SUCCESS, or a serverRouted that answered 400 itself.',
        because: fault?.because ?? 'the gateway could not verify its certificate',
      }
    }
    if (verdict.suspected?.kind !== 'short-answer' || facts.clientAnswer !== 'certificate') return null
    return fault === undefined ? null : guess(input, fault)
  },
}

/** Nothing is wrong with the certificate as far as it can be read: what the listener may hold against it all the same. */
function unseenFault({ facts, context }: RuleInput): string {
  const chain = clientChainOf(facts)
  if (chain === null) return 'The certificate cannot be read here.'
  const bodies = chain.certificates.map(({ reading }) => reading.body)
  const names = acceptedNames(facts, { ...context, clientCa: [] })
  const sibling =
    names.length > 0 && !isAmong(chain.leaf.reading.body.issuer, names) && reaches(bodies, names)
  const issuer = sibling
    ? `Its issuer ${issuerText(chain.leaf)} is not among the CA names of the request, only a CA above it is: a listener that verifies the issuer (verifyClientCertIssuerDN) refuses that.`
    : 'Compare its issuer with the listener’s trusted client certificates.'
  return `The certificate shows none of the usual faults. ${issuer} A listener that checks revocation (OCSP) refuses also where the responder cannot be reached, or the certificate names none.`
}

function guess({ facts, verdict }: RuleInput, fault: Finding): Draft {
  const suspected = verdict.suspected?.break
  const read = suspected?.how === 'http-status'
  return {
    severity: 'warning',
    confidence: GUESS,
    summary: read
      ? 'The server answered a faulty client certificate with HTTP 400: probably the gateway’s "400 The SSL certificate error" under another page.'
      : 'The server answered a faulty client certificate with one short page and closed: probably the gateway’s "400 The SSL certificate error".',
    explanation: `${fault.summary} Application Gateway finishes the handshake and refuses in HTTP; ${
      read
        ? 'the page is not its own, as where custom error pages are set.'
        : 'the answer is encrypted here, but its size and the close behind it fit. A key log of this session would show the page.'
    }`,
    evidence: [...(read ? [] : answerEvidence(facts)), ...endingEvidence(facts, suspected?.row ?? null)],
    disproof: read
      ? 'The same request with a sound certificate, answered with 400 as well.'
      : 'The HTTP status that the client saw, if it is not 400; or the same short answer to a sound certificate.',
  }
}
