import { equalBytes } from '../../bytes/text.ts'
import type { Facts } from '../../conversation/facts.ts'
import { type HttpRefusal, type PlacedHttp, responseText } from '../../conversation/http-facts.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import type { HttpResponse } from '../../http/events.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence, type Finding } from '../finding.ts'
import { answerText, httpEvidence, isSignedByGateway, requestText } from '../support/http-answer.ts'
import { FINDINGS } from '../taxonomy.ts'
import { quoted } from '../words.ts'
import { ENDS_THERE, WAYS_OUT } from './ways-out.ts'

/** A judged conversation of a pair. */
export interface Judged {
  readonly facts: Facts
  readonly verdict: Verdict
}

/** The finding, or why the pair does not show it. */
export type PairVerdict =
  | { readonly finding: Finding; readonly why: null }
  | { readonly finding: null; readonly why: string }

/**
 * Two paths to one API Management: straight to it the client's certificate works, through the gateway the same call
 * gets 401 or 403 (facts 4.5.4, 5.4). A gateway of layer 7 ends TLS and has no client certificate to present behind
 * it, so the policy sees none. What one capture can only suspect, the pair shows.
 */
export function clientCertificateNotForwarded(direct: Judged, gateway: Judged): PairVerdict {
  const served = servedResponse(direct)
  const refusal = gateway.facts.http.refusal
  const objection = whyNot(direct, served, gateway, refusal)
  if (objection !== null || refusal === null) {
    return { finding: null, why: objection ?? 'the gateway refused nothing' }
  }
  const id = 'client-certificate-not-forwarded'
  const { severity, articles } = FINDINGS[id]
  return {
    finding: {
      id,
      severity,
      confidence: withheld(gateway)
        ? Math.min(confidenceOf(direct, served, refusal), CONFIDENCE.likely)
        : confidenceOf(direct, served, refusal),
      leg: 'client-gateway',
      summary: withheld(gateway)
        ? `Straight to API Management the client’s certificate works; the gateway asked for it and was sent none, so there is none to pass on, and the call gets HTTP ${quoted(responseText(refusal.response))}.`
        : `The client’s certificate ends at the gateway: straight to API Management it works, through the gateway the call gets HTTP ${quoted(responseText(refusal.response))}.`,
      explanation: explanation(direct, served, gateway, refusal),
      evidence: [
        ...evidenceOf('direct', directEvidence(direct, served)),
        ...evidenceOf('gateway', httpEvidence(gateway.facts, refusal)),
      ],
      disproof:
        'The trace of the request through the gateway, in which context.Request.Certificate is not null, or in which another policy (a subscription key, a token) refused it.',
      fixes: articles,
      because: 'API Management behind the gateway does not see the client’s certificate',
    },
    why: null,
  }
}

function whyNot(
  direct: Judged,
  served: PlacedHttp<HttpResponse> | null,
  gateway: Judged,
  refusal: HttpRefusal | null,
): string | null {
  if (direct.facts.clientAnswer !== 'certificate') {
    return direct.facts.clientAnswer === 'unknown'
      ? 'whether the direct one sent a client certificate cannot be seen'
      : 'the direct one sent no client certificate, so that it works proves nothing about it'
  }
  if (direct.verdict.outcome !== 'completed') return 'the direct one did not work either'
  if (served === null && direct.facts.http.responses.length > 0) {
    return 'the direct one was answered, but not served'
  }
  if (refusal !== null && refusal.kind !== 'forbidden') {
    return `through the gateway the answer is ${answerText(refusal)}, not 401 or 403`
  }
  if (refusal === null) {
    return gateway.facts.http.responses.length > 0
      ? 'the call through the gateway was served'
      : 'the HTTP answer through the gateway could not be read (a key log would show it)'
  }
  return null
}

function servedResponse({ facts }: Judged): PlacedHttp<HttpResponse> | null {
  return facts.http.responses.find(({ http }) => http.status < 400) ?? null
}

/** The same request on both ways is the proof; the gateway's own name on the page points to its firewall instead. */
function confidenceOf(direct: Judged, served: PlacedHttp<HttpResponse> | null, refusal: HttpRefusal): number {
  if (isSignedByGateway(refusal)) return CONFIDENCE.possible
  if (served === null) return CONFIDENCE.likely
  const asked = direct.facts.http.requests.find(({ http }) => http.stream === served.http.stream)?.http
  const refused = refusal.request?.http
  const same =
    asked !== undefined &&
    refused !== undefined &&
    asked.method === refused.method &&
    asked.path === refused.path
  return same ? CONFIDENCE.proven : CONFIDENCE.strong
}

function explanation(
  direct: Judged,
  served: PlacedHttp<HttpResponse> | null,
  gateway: Judged,
  refusal: HttpRefusal,
): string {
  const worked = served === null ? 'completed' : `was answered with HTTP ${quoted(responseText(served))}`
  const own = isSignedByGateway(refusal)
    ? ' The answer bears the gateway’s own name, though: its web application firewall says 403 as well.'
    : ''
  return [
    `Straight to API Management the client sent its certificate and the call ${worked}; through the gateway ${requestText(refusal)} was answered with ${answerText(refusal)}, over a TLS session that is sound.${presented(direct, gateway)}${own}`,
    ENDS_THERE,
    WAYS_OUT,
  ].join(' ')
}

/** The listener asked, and the client kept its certificate to itself: what the gateway would pass on is not known. */
function withheld({ facts }: Judged): boolean {
  return facts.clientAnswer === 'empty-certificate'
}

/** What the client gave the gateway, which does not pass it on. */
function presented(direct: Judged, { facts }: Judged): string {
  switch (facts.clientAnswer) {
    case 'certificate':
      return sameCertificate(direct.facts, facts)
        ? ' The client presented its certificate to the gateway too, and there it ended.'
        : ' To the gateway the client presented another certificate than to API Management.'
    case 'empty-certificate':
      return ' The gateway’s listener asked for a certificate, and the client sent none: that comes first, for until it does no way of passing it on has anything to pass.'
    default:
      return ' The gateway’s listener did not take a client certificate.'
  }
}

/** Unless both can be read and differ. */
function sameCertificate(direct: Facts, gateway: Facts): boolean {
  const [one, other] = [direct.clientChain[0], gateway.clientChain[0]]
  return one === undefined || other === undefined || equalBytes(one.der, other.der)
}

function directEvidence({ facts }: Judged, served: PlacedHttp<HttpResponse> | null): Evidence[] {
  const evidence: Evidence[] = []
  const [leaf] = facts.clientChain
  if (facts.clientCertificate !== null) {
    const subject = leaf?.reading.body.subject?.text ?? 'sent'
    evidence.push(rowEvidence(facts, facts.clientCertificate.index, 'Certificate', quoted(subject)))
  }
  if (served !== null) evidence.push(rowEvidence(facts, served.index, 'status-code', responseText(served)))
  return evidence
}

/** Evidence of a pair says of which of the two it is. */
function evidenceOf(role: 'direct' | 'gateway', evidence: readonly Evidence[]): Evidence[] {
  return evidence.map((one) => (one.kind === 'wire' ? { ...one, field: `${role}: ${one.field}` } : one))
}
