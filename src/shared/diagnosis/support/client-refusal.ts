import type { Facts } from '../../conversation/facts.ts'
import { responseText } from '../../conversation/http-facts.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
import { alertText } from '../../tls/registry/index.ts'
import type { DiagnosisContext } from '../context.ts'
import { CONFIDENCE } from '../finding.ts'
import { fitText, type Weight, weighProvenFault } from './refusal.ts'

/** How the server said no to the client's certificate, or to its absence. */
export type ClientRefusal =
  | { readonly kind: 'alert'; readonly description: number }
  /** By an alert that cannot be read, or by hanging up. */
  | { readonly kind: 'wordless' }
  /** HTTP said so: the gateway's page (facts 2.10), or 401 or 403 behind a finished handshake (facts 4.5). */
  | { readonly kind: 'http'; readonly text: string; readonly page: boolean }
  /** One short answer and the end: how a gateway says HTTP 400 (facts 5.1.10). Only suspected. */
  | { readonly kind: 'short-answer' }

/**
 * `null`: the server did not refuse the client, as far as the capture shows. A renegotiation that broke is none,
 * unless it could be read: else the certificate in sight is the one of the first handshake, which was accepted.
 */
export function refusalOfClient(facts: Facts, verdict: Verdict): ClientRefusal | null {
  if (verdict.suspected?.kind === 'short-answer') return { kind: 'short-answer' }
  const broke = verdict.break
  if (broke?.by !== 'server') return null
  if (broke.how === 'http-status') return httpRefusal(facts)
  const judged =
    broke.stage === 'client-certificate' ||
    (broke.stage === 'late-client-auth' && (facts.exchange.late?.answeredAt ?? null) !== null)
  if (!judged) return null
  return broke.how === 'alert' && broke.alert !== null
    ? { kind: 'alert', description: broke.alert }
    : { kind: 'wordless' }
}

/** The client is Application Gateway, which has no certificate that it could hold back (facts 1.1.6). */
export function holdsNone({ leg }: DiagnosisContext): boolean {
  return leg === 'gateway-apim'
}

function httpRefusal({ http }: Facts): ClientRefusal | null {
  const { refusal } = http
  if (refusal === null || refusal.kind === 'bad-gateway' || refusal.kind === 'status-path') return null
  return { kind: 'http', text: responseText(refusal.response), page: refusal.response.http.page !== null }
}

/** HTTP said no, and not by the gateway's page: behind TLS, where the certificate had already passed. */
export function isPolicy(refusal: ClientRefusal): boolean {
  return refusal.kind === 'http' && !refusal.page
}

/** What a fault that the client's certificate provably has means here. @param exact this fault's own alerts */
export function weighClientFault(refusal: ClientRefusal | null, exact: readonly number[]): Weight {
  // A policy may look at anything, the fault among it.
  if (refusal !== null && isPolicy(refusal)) return { severity: 'error', confidence: CONFIDENCE.likely }
  const wordless = refusal?.kind === 'short-answer' || refusal?.kind === 'http'
  return weighProvenFault(wordless ? { kind: 'silent' } : refusal, exact)
}

/** How the server refused, as the middle of a sentence. */
export function clientRefusalText(refusal: ClientRefusal): string {
  switch (refusal.kind) {
    case 'alert':
      return `with alert ${alertText(refusal.description)}`
    case 'wordless':
      return 'without a readable word'
    case 'http':
      return `with HTTP ${refusal.text}`
    case 'short-answer':
      return 'with one short answer and the end of the session, as a gateway sends its HTTP 400'
  }
}

/** What the fault did in this conversation, as a sentence that closes an explanation. */
export function clientConsequence(refusal: ClientRefusal | null, weight: Weight): string {
  if (refusal === null) return 'This server raised no objection in this conversation; a stricter one will.'
  if (weight.severity === 'error')
    return `The server refused ${clientRefusalText(refusal)}, ${fitText(refusal)}.`
  return `The server refused ${clientRefusalText(refusal)}, which speaks of something else: this fault would be the next to break it.`
}
