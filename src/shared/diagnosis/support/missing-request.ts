import type { Facts } from '../../conversation/facts.ts'
import { requestedCertificate } from '../../conversation/requested.ts'
import type { Break, Verdict } from '../../conversation/verdict/shape.ts'
import type { DiagnosisContext } from '../context.ts'

/**
 * Mutual TLS was expected, the handshake completed, and no request for a client certificate came: the stage
 * that did not complete is the request (taxonomy, "Stages"), also where HTTP then says 401 or 403. `null` where one
 * came, now or late, where it cannot be told, and where something else broke it before.
 */
export function missingRequest(facts: Facts, context: DiagnosisContext, onWire: Verdict): Break | null {
  if (!requestIsDue(context) || requestedCertificate(facts) !== 'no' || mayHaveAskedLate(facts)) return null
  const refused = onWire.break
  if (refused !== null && saysForbidden(facts, onWire)) {
    return { ...refused, stage: 'certificate-request', lastCompleted: 'server-certificate' }
  }
  if (onWire.outcome !== 'completed') return null
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

/** TLS was fine, and HTTP answered 401 or 403: how a server says that it misses something (facts 4.1, 5.4). */
export function saysForbidden(facts: Facts, verdict: Verdict): boolean {
  const { refusal } = facts.http
  const isIt = verdict.break?.how === 'http-status' && verdict.break.row === refusal?.response.index
  return isIt && refusal?.kind === 'forbidden'
}

/** A full renegotiation can carry the request; one that the capture does not show to its end may be full. */
export function mayHaveAskedLate(facts: Facts): boolean {
  if (facts.exchange.late !== null) return true
  const late = facts.exchange.renegotiation
  // A renegotiation that could be read to its end, and had no request in it, asked for nothing.
  return late !== null && !(late.readable && late.completed) && (late.full || !late.completed)
}

/** The row by which a request would have had to come: the end of the server's flight, or the client's answer. */
export function whereItWasDue(facts: Facts): number | null {
  const { exact, serverFinished, clientFinished } = facts.exchange
  if (facts.tls13) return exact.server ? serverFinished : clientFinished
  return facts.serverHelloDone
}
