import type { Verdict } from '../../conversation/verdict/shape.ts'
import { alertText } from '../../tls/registry/index.ts'
import { type Weight, weighProvenFault } from './refusal.ts'

/** How the server said no to the client's certificate, or to its absence. */
export type ClientRefusal =
  | { readonly kind: 'alert'; readonly description: number }
  /** By an alert that cannot be read, or by hanging up. */
  | { readonly kind: 'wordless' }
  /** One short answer and the end: how a gateway says HTTP 400 (facts 5.1.10). Only suspected. */
  | { readonly kind: 'short-answer' }

/**
 * `null`: the server did not refuse the client, as far as the capture shows. A renegotiation that broke is none:
 * the certificate in sight is the one of the first handshake, which was accepted.
 */
export function refusalOfClient(verdict: Verdict): ClientRefusal | null {
  if (verdict.suspected?.kind === 'short-answer') return { kind: 'short-answer' }
  const broke = verdict.break
  if (broke?.by !== 'server' || broke.stage !== 'client-certificate') return null
  return broke.how === 'alert' && broke.alert !== null
    ? { kind: 'alert', description: broke.alert }
    : { kind: 'wordless' }
}

/** What a fault that the client's certificate provably has means here. @param exact this fault's own alerts */
export function weighClientFault(refusal: ClientRefusal | null, exact: readonly number[]): Weight {
  return weighProvenFault(refusal?.kind === 'short-answer' ? { kind: 'silent' } : refusal, exact)
}

/** How the server refused, as the middle of a sentence. */
export function clientRefusalText(refusal: ClientRefusal): string {
  switch (refusal.kind) {
    case 'alert':
      return `with alert ${alertText(refusal.description)}`
    case 'wordless':
      return 'without a readable word'
    case 'short-answer':
      return 'with one short answer and the end of the session, as a gateway sends its HTTP 400'
  }
}

/** What the fault did in this conversation, as a sentence that closes an explanation. */
export function clientConsequence(refusal: ClientRefusal | null, weight: Weight): string {
  if (refusal === null) return 'This server raised no objection in this conversation; a stricter one will.'
  if (weight.severity === 'error') return `The server refused ${clientRefusalText(refusal)}, which fits.`
  return `The server refused ${clientRefusalText(refusal)}, which speaks of something else: this fault would be the next to break it.`
}
