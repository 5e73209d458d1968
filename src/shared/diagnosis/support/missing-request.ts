import type { Facts } from '../../conversation/facts.ts'
import type { Break, Verdict } from '../../conversation/verdict/shape.ts'
import type { DiagnosisContext } from '../context.ts'
import { requestedCertificate } from './requested.ts'

/**
 * Mutual TLS was expected, the handshake completed, and no request for a client certificate came: the stage
 * that did not complete is the request (taxonomy, "Stages"). `null` where one came, now or late, where it cannot
 * be told, and where something else broke it before.
 */
export function missingRequest(facts: Facts, context: DiagnosisContext, onWire: Verdict): Break | null {
  if (!requestIsDue(context) || onWire.outcome !== 'completed') return null
  if (requestedCertificate(facts) !== 'no' || mayHaveAskedLate(facts)) return null
  return {
    stage: 'certificate-request',
    by: 'none',
    how: 'none',
    row: whereItWasDue(facts),
    alert: null,
    lastCompleted: 'server-certificate',
  }
}

/** Mutual TLS is expected here. Not where the gateway is the client: it has no certificate to present (facts 1.1.6). */
export function requestIsDue({ expectMtls, leg }: DiagnosisContext): boolean {
  return expectMtls && leg !== 'gateway-apim'
}

/** A full renegotiation can carry the request; one that the capture does not show to its end may be full. */
export function mayHaveAskedLate(facts: Facts): boolean {
  const late = facts.exchange.renegotiation
  return late !== null && (late.full || !late.completed)
}

/** The row by which a request would have had to come: the end of the server's flight, or the client's answer. */
export function whereItWasDue(facts: Facts): number | null {
  if (facts.tls13) return facts.exchange.clientFinished
  const row = facts.conversation.messages.findIndex(({ type }) => type === 'ServerHelloDone')
  return row < 0 ? null : row
}
