import type { Facts } from '../../conversation/facts.ts'
import { requestedCertificate } from '../../conversation/requested.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import {
  answerText,
  brokenByHttp,
  httpEvidence,
  isSignedByGateway,
  requestText,
} from '../support/http-answer.ts'

/** 502 or 504 from a gateway: this leg is fine, the one behind it is not (facts 5.4). */
export const gateway502Backend: Rule = {
  id: 'gateway-502-backend',
  pass: 'cause',
  about: ['http-refusal'],
  judge(input) {
    const { facts } = input
    const refusal = brokenByHttp(input)
    if (refusal?.kind !== 'bad-gateway') return null
    const status = refusal.response.http.status
    const behind = WHO_IS_BEHIND[input.context.leg]
    return {
      confidence: confidenceOf(input),
      summary: `${fineOf(facts)} fine on this leg: ${behind.who} answered ${status}, so the leg behind it is the one to look at.`,
      explanation: `${requestText(refusal)} was answered with ${answerText(refusal)}. ${
        status === 504 ? 'It waited for its backend in vain' : 'It got no usable answer from its backend'
      }: ${behind.look}`,
      evidence: httpEvidence(facts, refusal),
      disproof: `A capture of the leg behind it, showing that ${status} comes from there.`,
      because: `${behind.who} got no good answer from its backend`,
    }
  },
}

/** Mutual TLS is not praised where nobody asked for a certificate. */
function fineOf(facts: Facts): string {
  const asked = facts.requested !== null || requestedCertificate(facts) !== 'no'
  return asked ? 'TLS and mutual TLS are' : 'TLS is'
}

function confidenceOf(input: RuleInput): number {
  const refusal = brokenByHttp(input)
  const signed = refusal !== null && isSignedByGateway(refusal)
  if (signed) return CONFIDENCE.proven
  return input.context.leg === 'client-gateway' ? CONFIDENCE.strong : CONFIDENCE.likely
}

const BEHIND_GATEWAY =
  'backend health names the reason (the certificate of API Management, its name, the probe), and a capture between gateway and API Management shows it.'
const BEHIND_APIM =
  'that is the leg from API Management to the API behind it, which has nothing to do with the client’s certificate.'

const WHO_IS_BEHIND = {
  'client-gateway': { who: 'the gateway', look: BEHIND_GATEWAY },
  unknown: { who: 'a gateway', look: `if it is Application Gateway, ${BEHIND_GATEWAY}` },
  'gateway-apim': { who: 'API Management', look: BEHIND_APIM },
  direct: { who: 'API Management', look: BEHIND_APIM },
} as const
