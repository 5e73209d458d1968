import type { Ending } from '../ending.ts'
import type { Facts } from '../facts.ts'
import type { HttpRefusal } from '../http-facts.ts'
import { requestedCertificate } from '../requested.ts'
import type { Stage } from '../vocabulary.ts'
import { broken, type Suspicion, type Verdict } from './shape.ts'
import { lastCompletedBefore } from './tls12.ts'

/** TLS finished, and HTTP said no. `null`: it did not, or HTTP cannot be read. */
export function judgeHttp(facts: Facts): Verdict | null {
  const { refusal } = facts.http
  if (refusal === null) return null
  const stage = stageOf(refusal, facts)
  return stage === null ? null : broken(stage, httpEnding(refusal), lastCompletedBefore(stage, facts))
}

export function httpEnding({ response }: HttpRefusal): Ending {
  return { by: 'server', how: 'http-status', row: response.index, alert: null }
}

/**
 * A gateway judges the client's certificate in HTTP (facts 2.4): its pages belong to that stage however late they
 * come. Where nobody asked for one they are a backend's, passed on, and speak of another leg. A 400 with another page
 * says so only where the client answered the request with nothing.
 */
function stageOf({ kind }: HttpRefusal, facts: Facts): Stage | null {
  switch (kind) {
    case 'no-certificate':
    case 'certificate-error':
      return askedForNone(facts) ? 'application' : 'client-certificate'
    case 'bad-request':
      return facts.clientAnswer === 'empty-certificate' ? 'client-certificate' : null
    case 'forbidden':
    case 'bad-gateway':
    case 'status-path':
      return 'application'
  }
}

function askedForNone(facts: Facts): boolean {
  const { late, renegotiation } = facts.exchange
  return requestedCertificate(facts) === 'no' && late === null && renegotiation === null
}

/** A certificate was sent and the answer is a 400 with an unknown page: the gateway's own may have been replaced. */
export function suspectedBadRequest(facts: Facts): Suspicion | null {
  const { refusal } = facts.http
  if (refusal?.kind !== 'bad-request' || facts.clientAnswer !== 'certificate') return null
  return {
    kind: 'short-answer',
    break: { ...httpEnding(refusal), stage: 'client-certificate', lastCompleted: 'certificate-request' },
  }
}
