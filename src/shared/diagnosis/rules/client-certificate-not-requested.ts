import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { requestedCertificate } from '../support/requested.ts'
import { endpointText } from '../words.ts'

/**
 * No CertificateRequest (facts 4.1). An error where mutual TLS was expected; else worth knowing: on a gateway's
 * mTLS listener, or on API Management with negotiation on, there would be one.
 */
export const clientCertificateNotRequested: Rule = {
  id: 'client-certificate-not-requested',
  pass: 'cause',
  judge(input) {
    const { facts, context } = input
    if (requestedCertificate(facts) !== 'no') return null
    const guess = facts.tls13
    const expected = context.expectMtls
    const server = endpointText(facts, 'server')
    return {
      severity: expected ? 'error' : 'info',
      confidence: guess ? CONFIDENCE.likely : CONFIDENCE.proven,
      summary: `${server} did not ask for a client certificate${expected ? ', though mutual TLS was expected' : ''}.`,
      explanation: guess
        ? "The client's flight holds a Finished and nothing else, by its size; a client that is asked for a certificate answers with a Certificate message, if only an empty one. TLS 1.3 hides the request itself: a test with TLS 1.2 would show it."
        : 'The server closed its flight with ServerHelloDone and sent no CertificateRequest before it. No client, however configured, can present a certificate in this handshake.',
      evidence: evidenceOf(input),
      disproof: guess
        ? 'A TLS 1.2 test of the same name that shows a CertificateRequest, or the secrets of this session.'
        : 'Another server name or another listener: the request depends on the SNI and on the SSL profile bound to it.',
      because: 'the server never asked for a client certificate',
    }
  },
}

function evidenceOf({ facts }: RuleInput) {
  const row = facts.tls13
    ? facts.exchange.clientFinished
    : facts.conversation.messages.findIndex(({ type }) => type === 'ServerHelloDone')
  if (row === null || row < 0) return []
  const message = facts.conversation.messages[row]
  const size = message?.recordLengths[0]
  return [
    facts.tls13
      ? rowEvidence(facts, row, 'record', `${size ?? '?'} bytes: the size of a Finished alone`)
      : rowEvidence(facts, row, 'ServerHelloDone', 'no CertificateRequest before it'),
  ]
}
