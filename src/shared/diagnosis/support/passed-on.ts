import type { HttpRefusal } from '../../conversation/http-facts.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, RuleInput } from '../rule.ts'
import { answerText, httpEvidence } from './http-answer.ts'

/**
 * A page about the client's certificate (facts 2.10) on a connection in which nobody asked for one: whoever wrote it
 * judged another connection. @param page its sentence
 */
export function passedOn({ facts }: RuleInput, refusal: HttpRefusal, page: string): Draft {
  return {
    confidence: CONFIDENCE.likely,
    summary: `The answer is the page "${page}", though no client certificate was asked for on this connection: it speaks of another one.`,
    explanation: `The handshake finished without a CertificateRequest, and the answer was ${answerText(refusal)} with that page. Most likely a server behind this one wanted a certificate of the gateway, which has none to present, and its page was passed on; or the request was for a name that another listener serves.`,
    evidence: httpEvidence(facts, refusal),
    disproof: `The access log of the gateway for this request: no serverRouted, so that the listener itself wrote "${page}".`,
    because: 'a server behind it, or another listener, wanted a client certificate',
  }
}
