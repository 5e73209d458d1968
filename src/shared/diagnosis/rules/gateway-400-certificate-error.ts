import { endingEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { answerEvidence } from '../support/short-answer.ts'

/** Without keys a guess (taxonomy: at most 0.6). */
const GUESS = 0.6

/**
 * A certificate with a provable fault, one short answer, and the server closes: what an Application Gateway
 * listener does with it, with HTTP 400 "The SSL certificate error" (facts 2.4, 2.10, 5.1.11 to 5.1.13).
 */
export const gateway400CertificateError: Rule = {
  id: 'gateway-400-certificate-error',
  pass: 'bucket',
  judge({ facts, verdict, found }) {
    if (verdict.suspected?.kind !== 'short-answer' || facts.exchange.clientAnswer !== 'certificate')
      return null
    const fault = found.find(({ id, severity }) => id.startsWith('client-') && severity === 'error')
    if (fault === undefined) return null
    return {
      severity: 'warning',
      confidence: GUESS,
      summary:
        'The server answered a faulty client certificate with one short page and closed: probably the gateway’s "400 The SSL certificate error".',
      explanation: `${fault.summary} Application Gateway finishes the handshake and refuses in HTTP; the answer is encrypted here, but its size and the close behind it fit.`,
      evidence: [...answerEvidence(facts), ...endingEvidence(facts, verdict.suspected.break.row)],
      disproof: 'The HTTP status that the client saw, if it is not 400.',
    }
  },
}
