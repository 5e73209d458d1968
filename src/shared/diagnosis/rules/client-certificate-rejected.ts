import { endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { clientRefusalText, refusalOfClient } from '../support/client-refusal.ts'
import { endRow } from '../support/refusal.ts'

/** The server refused after the client's certificate, and no cause was found: the bucket of this chapter. */
export const clientCertificateRejected: Rule = {
  id: 'client-certificate-rejected',
  pass: 'bucket',
  about: ['break'],
  judge(input) {
    const { facts, verdict } = input
    const refusal = refusalOfClient(facts, verdict)
    if (refusal === null || refusal.kind === 'short-answer' || refusal.kind === 'http') return null
    if (facts.exchange.renegotiation !== null && verdict.break?.stage === 'late-client-auth') return null
    if (hasCause(input)) return null
    const hidden = facts.clientCertificate === null
    return {
      confidence: hidden ? CONFIDENCE.likely : CONFIDENCE.possible,
      summary: "The server refused the client's certificate; this capture does not tell why.",
      explanation: hidden
        ? `TLS 1.3 hides the certificate and the alert. The sizes say that the client sent one; the server then refused ${clientRefusalText(refusal)}. Unknown CA, a missing intermediate, dates, a missing clientAuth purpose and a weak key all look like this. ${
            input.context.clientCertificate.length === 0
              ? 'Give the client’s certificate (--client-cert), and it is judged.'
              : 'The certificate given for the client shows none of these by itself.'
          } The same test with TLS 1.2 shows certificate and alert in the clear; a key log opens this capture.`
        : `The certificate can be read and shows none of the usual faults; the server refused ${clientRefusalText(refusal)}. Its own log, or its list of client CAs, decides it.`,
      evidence: endingEvidence(facts, endRow(verdict)),
      disproof:
        'The server’s log of this moment, naming a reason that has nothing to do with the certificate.',
    }
  },
}

/** Whether a rule before has named what was wrong with the client's part, more than as a remote possibility. */
function hasCause({ found }: RuleInput): boolean {
  return found.some(
    ({ id, severity, confidence }) =>
      id.startsWith('client-') && severity === 'error' && confidence >= CONFIDENCE.possible,
  )
}
