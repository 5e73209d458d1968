import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import {
  answerText,
  brokenByHttp,
  httpEvidence,
  isSignedByGateway,
  requestText,
} from '../support/http-answer.ts'

/**
 * 401 or 403 through the gateway: a layer 7 gateway ends TLS, so API Management never sees the client's certificate
 * (facts 4.5.4, 5.4). One capture cannot prove it; the same request straight to API Management does.
 */
export const clientCertificateNotForwarded: Rule = {
  id: 'client-certificate-not-forwarded',
  pass: 'cause',
  about: ['http-refusal'],
  judge(input) {
    const refusal = brokenByHttp(input)
    if (refusal?.kind !== 'forbidden' || input.context.leg !== 'client-gateway') return null
    // The gateway's own 403 is its firewall's.
    const own = isSignedByGateway(refusal)
    return {
      confidence: own ? CONFIDENCE.remote : CONFIDENCE.possible,
      summary:
        'Behind the gateway API Management does not see the client’s certificate: its policy then refuses the call.',
      explanation: `TLS to the gateway is fine, and ${requestText(refusal)} was answered with ${answerText(refusal)}. Application Gateway ends TLS and opens a session of its own to API Management, without a client certificate; a policy that reads context.Request.Certificate gets null. ${
        own
          ? 'The answer bears the gateway’s own name, though: its web application firewall says 403 as well. '
          : ''
      }The same request straight to API Management with the certificate decides it.`,
      evidence: httpEvidence(input.facts, refusal),
      disproof: 'The same request straight to API Management with the same certificate, refused alike.',
      because: 'API Management behind the gateway does not see the client’s certificate',
    }
  },
}
