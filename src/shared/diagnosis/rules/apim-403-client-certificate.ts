import { isResumed, requestedCertificate } from '../../conversation/requested.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { answerText, brokenByHttp, httpEvidence, requestText } from '../support/http-answer.ts'

/**
 * 401 or 403 behind a finished handshake, straight from API Management: a policy (validate-client-certificate, or a
 * condition on context.Request.Certificate) refused the caller (facts 4.5). Where the leg is not known it is the
 * likeliest of several readings.
 */
export const apim403ClientCertificate: Rule = {
  id: 'apim-403-client-certificate',
  pass: 'cause',
  about: ['http-refusal'],
  judge(input) {
    const { facts, context } = input
    const refusal = brokenByHttp(input)
    if (refusal?.kind !== 'forbidden') return null
    if (context.leg !== 'direct' && context.leg !== 'unknown') return null
    const direct = context.leg === 'direct'
    const status = refusal.response.http.status
    return {
      confidence: direct ? CONFIDENCE.proven : CONFIDENCE.possible,
      summary: direct
        ? `TLS is fine; API Management refused the caller in HTTP with ${status}.`
        : `TLS is fine; the server refused the caller in HTTP with ${status}, as API Management’s policies do.`,
      explanation: `The handshake finished, and ${requestText(refusal)} was answered with ${answerText(refusal)}. ${certificateText(input)} A policy decides here: validate-client-certificate with its trust, date and identity checks, or a condition on context.Request.Certificate. ${
        direct
          ? 'The trace of the request names the policy that failed.'
          : 'Say which machine is API Management (--apim) to make this certain; a missing subscription key or token gives the same status.'
      }`,
      evidence: httpEvidence(facts, refusal),
      disproof:
        'The trace of this request in API Management, showing another policy (a subscription key, a token).',
      because: 'a policy refused the caller',
    }
  },
}

function certificateText({ facts }: RuleInput): string {
  if (isResumed(facts))
    return 'The session was resumed, in which nobody sends a certificate: what counts is what the client sent when that session began. A client that was given its certificate since then must begin a new one.'
  switch (facts.clientAnswer) {
    case 'certificate':
      return 'The client had sent its certificate, so the policy could see it.'
    case 'empty-certificate':
      return 'The client was asked for a certificate and sent none, so the policy saw null.'
    default:
      return requestedCertificate(facts) === 'no'
        ? 'No client certificate was asked for in the handshake, so the policy saw null.'
        : 'Whether a client certificate went along cannot be seen.'
  }
}
