import { endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule } from '../rule.ts'
import { answerText, brokenByHttp, httpEvidence } from '../support/http-answer.ts'
import { passedOn } from '../support/passed-on.ts'
import { answerEvidence } from '../support/short-answer.ts'

/** Without secrets a guess (taxonomy: at most 0.6). */
const GUESS = 0.55

/**
 * HTTP 400 "No required SSL certificate was sent": what an Application Gateway listener that wants a certificate
 * says to a client without one, behind a finished handshake (facts 2.4, 2.10, 5.1.10). Without secrets an empty
 * Certificate, one short answer and the close look like it; so does a small page of a server that merely allows one.
 */
export const gateway400NoCertificate: Rule = {
  id: 'gateway-400-no-certificate',
  pass: 'bucket',
  about: ['http-refusal', 'suspicion'],
  judge(input) {
    const { facts, verdict } = input
    const refusal = brokenByHttp(input)
    if (refusal?.kind === 'no-certificate' && verdict.break?.stage === 'application')
      return passedOn(input, refusal, 'No required SSL certificate was sent')
    if (refusal?.kind === 'no-certificate') {
      const empty = facts.clientAnswer === 'empty-certificate'
      return {
        confidence: CONFIDENCE.proven,
        summary:
          'The gateway wants a client certificate and got none: "400 No required SSL certificate was sent".',
        explanation: `The handshake finished, and the answer was ${answerText(refusal)} with the page "No required SSL certificate was sent". Application Gateway and nginx refuse in HTTP, never by an alert. ${
          empty
            ? 'The client had answered the CertificateRequest with an empty Certificate: none is configured in it, or its stack left it out.'
            : facts.requested === null
              ? 'Whether this handshake, or the one that it resumes, asked for a certificate cannot be seen here.'
              : 'The certificate the client sent did not reach the verdict of the listener.'
        }`,
        evidence: httpEvidence(facts, refusal),
        disproof:
          'The access log of the gateway for this request: sslClientVerify other than NONE, or a serverRouted that answered 400 itself.',
        because: 'the client sent no certificate',
      }
    }
    return facts.clientAnswer === 'empty-certificate' && verdict.suspected?.kind === 'short-answer'
      ? guess(input)
      : null
  },
}

function guess({ facts, verdict }: Parameters<Rule['judge']>[0]): Draft {
  return {
    severity: 'warning',
    confidence: GUESS,
    summary:
      'The client sent no certificate and got one short answer: perhaps the gateway’s page "400 No required SSL certificate was sent".',
    explanation:
      'Application Gateway finishes the handshake and refuses in HTTP. The answer is encrypted here; its size and the close behind it fit a 400, and any other small page. The status in the client’s log, or a key log of this session, decides it.',
    evidence: [...answerEvidence(facts), ...endingEvidence(facts, verdict.suspected?.break.row ?? null)],
    disproof: 'The HTTP status that the client saw, if it is not 400.',
  }
}
