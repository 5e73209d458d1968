import type { HttpRefusal } from '../../conversation/http-facts.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
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
    const { leg } = input.context
    if (refusal?.kind !== 'forbidden' || (leg !== 'client-gateway' && leg !== 'gateway-apim')) return null
    if (leg === 'gateway-apim') return behindGateway(input, refusal)
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

/** On the leg behind it the caller is the gateway itself: whatever the end client presented, the policy sees null. */
function behindGateway({ facts }: RuleInput, refusal: HttpRefusal): Draft | null {
  // Whoever sends one here is no Application Gateway.
  if (facts.clientAnswer === 'certificate') return null
  return {
    confidence: CONFIDENCE.possible,
    summary:
      'The caller here is the gateway, which has no client certificate: a policy of API Management that wants one refuses every call.',
    explanation: `TLS between gateway and API Management is fine, and ${requestText(refusal)} was answered with ${answerText(refusal)}. Application Gateway presents no client certificate on this leg, and the end client’s does not reach it: a policy that reads context.Request.Certificate gets null. A missing subscription key or token gives the same status.`,
    evidence: httpEvidence(facts, refusal),
    disproof: 'The trace of the request in API Management, in which another policy refused it.',
    because: 'API Management behind the gateway does not see the client’s certificate',
  }
}
