import { endingEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { answerEvidence } from '../support/short-answer.ts'

/** Without keys a guess (taxonomy: at most 0.6). */
const GUESS = 0.55

/**
 * An empty Certificate, one short answer, and the server closes: what an Application Gateway listener that wants
 * a certificate does, with HTTP 400 instead of an alert (facts 2.4, 2.10, 5.1.10). A server that merely allows a
 * certificate, with a small page, looks the same.
 */
export const gateway400NoCertificate: Rule = {
  id: 'gateway-400-no-certificate',
  pass: 'bucket',
  judge({ facts, verdict }) {
    if (verdict.suspected?.kind !== 'short-answer') return null
    if (facts.exchange.clientAnswer !== 'empty-certificate') return null
    return {
      severity: 'warning',
      confidence: GUESS,
      summary:
        'The client sent no certificate and got one short answer: perhaps the gateway’s page "400 No required SSL certificate was sent".',
      explanation:
        'Application Gateway finishes the handshake and refuses in HTTP. The answer is encrypted here; its size and the close behind it fit a 400, and any other small page. The status in the client’s log, or a key log, decides it.',
      evidence: [...answerEvidence(facts), ...endingEvidence(facts, verdict.suspected.break.row)],
      disproof: 'The HTTP status that the client saw, if it is not 400.',
    }
  },
}
