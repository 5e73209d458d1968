import type { HttpRefusal } from '../../conversation/http-facts.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { answerText, brokenByHttp, httpEvidence, requestText } from '../support/http-answer.ts'
import { isStatusPath } from '../support/status-path.ts'

/** API Management's status path answers 200 to anybody on the gateway's host name (facts 4.4.11); here it did not. */
export const probePathStatus: Rule = {
  id: 'probe-path-status',
  pass: 'cause',
  about: ['http-refusal'],
  judge(input) {
    const refusal = brokenByHttp(input)
    if (refusal === null || !isStatusPath(refusal) || isGatewaysOwn(input, refusal)) return null
    const { status } = refusal.response.http
    return {
      confidence: CONFIDENCE.proven,
      summary: `The status path was answered with ${status}, not 200: a probe that expects 200 calls this backend unhealthy.`,
      explanation: `${requestText(refusal)} was answered with ${answerText(refusal)}. API Management answers this path with 200, without a subscription key, on the host name of its gateway only: check the host name that the probe sends, the path letter by letter, and policies that refuse callers without a client certificate.`,
      evidence: httpEvidence(input.facts, refusal),
      disproof: 'The probe’s settings, accepting this very status.',
      because: `the status path was answered with ${status}`,
    }
  },
}

/** The gateway answered for itself: what API Management says on that path was not asked. */
function isGatewaysOwn({ context }: RuleInput, { kind }: HttpRefusal): boolean {
  if (kind === 'no-certificate' || kind === 'certificate-error') return true
  return kind === 'bad-gateway' && context.leg === 'client-gateway'
}
