import { type Ending, isFatal, transportEnding } from '../ending.ts'
import type { Facts } from '../facts.ts'
import { broken, incomplete, type Suspicion, type Verdict } from './shape.ts'

/** An HTTP answer of a gateway that says no: a status line, a few headers, a page of a few hundred bytes. */
const SHORT_ANSWER_BYTES = 2_000
const SHORT_ANSWER_RECORDS = 3

/** The handshake finished. What came after may still be a refusal, open or silent. */
export function judgeCompleted(facts: Facts): Verdict {
  return (
    renegotiation(facts) ?? {
      outcome: 'completed',
      break: null,
      suspected: silentRefusal(facts) ?? shortAnswer(facts),
      unknown: null,
    }
  )
}

/** A renegotiation that was begun and not finished (facts 5.1.24, 5.1.26). */
function renegotiation(facts: Facts): Verdict | null {
  const { renegotiation: late, encryptedAlerts } = facts.exchange
  if (late === null || late.completed) return null
  const alert =
    encryptedAlerts.find(({ index }) => index > late.startedAt) ??
    facts.alerts.find((one) => one.index > late.startedAt && isFatal(one, false))
  const ending: Ending =
    alert === undefined
      ? transportEnding(facts)
      : { by: alert.from, how: 'alert', row: alert.index, alert: null }
  if (ending.how === 'none') return incomplete('the capture ends in the middle of a renegotiation')
  return broken('late-client-auth', ending, 'finished')
}

/**
 * The client is the first to close and no application data went either way: how an nginx-type gateway refuses
 * a backend certificate, but also what a bare connection test looks like (facts 5.1.7).
 */
function silentRefusal(facts: Facts): Suspicion | null {
  const { applicationData } = facts.exchange
  if (applicationData.client.records > 0 || applicationData.server.records > 0) return null
  const ending = closing(facts)
  if (ending === null || ending.by !== 'client') return null
  return {
    kind: 'silent-refusal',
    break: { ...ending, stage: 'server-certificate', lastCompleted: 'server-hello' },
  }
}

/** A certificate was asked for, the server gave one short answer and closed: how a gateway says 400 (facts 5.1.10). */
function shortAnswer(facts: Facts): Suspicion | null {
  const { applicationData, clientAnswer } = facts.exchange
  const asked = facts.certificateRequest !== null || (facts.tls13 && clientAnswer !== 'finished-only')
  const { records, bytes } = applicationData.server
  if (!asked || clientAnswer === 'unknown') return null
  if (records === 0 || records > SHORT_ANSWER_RECORDS || bytes > SHORT_ANSWER_BYTES) return null
  const ending = closing(facts)
  if (ending === null || ending.by !== 'server') return null
  return {
    kind: 'short-answer',
    break: { ...ending, stage: 'client-certificate', lastCompleted: 'certificate-request' },
  }
}

/** Who began to close: behind a finished handshake an encrypted alert is most often close_notify. */
function closing(facts: Facts): Ending | null {
  const transport = transportEnding(facts)
  const alert = facts.exchange.encryptedAlerts[0]
  if (alert !== undefined && (transport.row === null || alert.index < transport.row)) {
    return { by: alert.from, how: 'close-notify', row: alert.index, alert: null }
  }
  return transport.how === 'fin' || transport.how === 'rst' ? transport : null
}
