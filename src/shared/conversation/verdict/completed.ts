import { CLOSE_NOTIFY, type Ending, isFatal, transportEnding } from '../ending.ts'
import type { Facts } from '../facts.ts'
import { judgeLateAlert, judgePostHandshake } from './after-finished.ts'
import { httpEnding, judgeHttp, suspectedBadRequest } from './http.ts'
import { broken, incomplete, type Suspicion, type Verdict } from './shape.ts'
import { judgeUnanswered } from './unanswered.ts'

/** An HTTP answer of a gateway that says no: a status line, a few headers, a page of a few hundred bytes. */
const SHORT_ANSWER_BYTES = 2_000
const SHORT_ANSWER_RECORDS = 3

/** The handshake finished. What came after may still be a refusal, open or silent. */
export function judgeCompleted(facts: Facts): Verdict {
  return (
    renegotiation(facts) ??
    judgeLateAlert(facts) ??
    judgePostHandshake(facts) ??
    judgeHttp(facts) ??
    judgeUnanswered(facts) ?? {
      outcome: 'completed',
      break: null,
      suspected: silentRefusal(facts) ?? suspectedBadRequest(facts) ?? shortAnswer(facts),
      unknown: null,
    }
  )
}

/** The client's polite no to a renegotiation, a warning by its level (RFC 5246 7.2.2). */
const NO_RENEGOTIATION = 100

/** A renegotiation that was begun and not finished (facts 5.1.24, 5.1.26). */
function renegotiation(facts: Facts): Verdict | null {
  const { renegotiation: late } = facts.exchange
  if (late === null || late.completed) return null
  if (facts.http.responses.some(({ index }) => index > late.startedAt)) {
    // The server went on without it, and HTTP says what came of that.
    const { refusal } = facts.http
    return refusal === null || refusal.response.index < late.startedAt
      ? null
      : broken('late-client-auth', httpEnding(refusal), 'finished')
  }
  const ending = renegotiationAlert(facts, late.startedAt) ?? transportEnding(facts)
  if (ending.how === 'none') return incomplete('the capture ends in the middle of a renegotiation')
  return broken('late-client-auth', ending, 'finished')
}

/** The first alert behind the start that refuses, as far as it can be read; one that cannot counts as refusing. */
function renegotiationAlert(facts: Facts, startedAt: number): Ending | null {
  const hidden = facts.exchange.encryptedAlerts.find(({ index }) => index > startedAt)
  const read = facts.alerts.find(
    (one) =>
      one.index > startedAt &&
      one.description !== null &&
      (isFatal(one, false) || one.description === NO_RENEGOTIATION),
  )
  if (read !== undefined && (hidden === undefined || read.index < hidden.index))
    return { by: read.from, how: 'alert', row: read.index, alert: read.description }
  return hidden === undefined ? null : { by: hidden.from, how: 'alert', row: hidden.index, alert: null }
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
  // What can be read is not guessed at.
  if (facts.http.responses.length > 0) return null
  const asked = facts.requested === 'initial' || (facts.tls13 && clientAnswer !== 'finished-only')
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

/** Who began to close: behind a finished handshake an alert that cannot be read is most often close_notify. */
function closing(facts: Facts): Ending | null {
  const transport = transportEnding(facts)
  const finished = facts.exchange.completedAt ?? 0
  const read = facts.alerts.find(({ index, description }) => index > finished && description === CLOSE_NOTIFY)
  const hidden = facts.exchange.encryptedAlerts[0]
  const alert = read !== undefined && (hidden === undefined || read.index < hidden.index) ? read : hidden
  if (alert !== undefined && (transport.row === null || alert.index < transport.row)) {
    return { by: alert.from, how: 'close-notify', row: alert.index, alert: null }
  }
  return transport.how === 'fin' || transport.how === 'rst' ? transport : null
}
