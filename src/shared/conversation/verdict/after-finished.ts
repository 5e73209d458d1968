import { isFatal, transportEnding } from '../ending.ts'
import type { Facts, PlacedAlert } from '../facts.ts'
import { broken, incomplete, type Verdict } from './shape.ts'
import { lastCompletedBefore } from './tls12.ts'

/**
 * AlertDescriptions that speak of a certificate: bad_certificate to certificate_unknown, unknown_ca, access_denied,
 * certificate_required (RFC 8446 6.2).
 */
const ABOUT_A_CERTIFICATE: ReadonlySet<number> = new Set([42, 43, 44, 45, 46, 48, 49, 116])

export function isAboutCertificate(description: number | null): boolean {
  return description !== null && ABOUT_A_CERTIFICATE.has(description)
}

/** A fatal alert behind the finished handshake that could be read: whose part it refuses. */
export function judgeLateAlert(facts: Facts): Verdict | null {
  const alert = lateFatalAlert(facts)
  if (alert === null) return null
  const stage = stageOf(facts, alert)
  const ending = { by: alert.from, how: 'alert', row: alert.index, alert: alert.description } as const
  return broken(stage, ending, lastCompletedBefore(stage, facts))
}

function lateFatalAlert(facts: Facts): PlacedAlert | null {
  const finished = facts.exchange.completedAt
  if (finished === null) return null
  return (
    facts.alerts.find(
      (alert) => alert.index > finished && alert.description !== null && isFatal(alert, facts.tls13),
    ) ?? null
  )
}

function stageOf(facts: Facts, alert: PlacedAlert) {
  const { late, applicationData } = facts.exchange
  if (late !== null && alert.index > late.requestedAt && late.how === 'post-handshake')
    return 'late-client-auth'
  if (alert.from === 'client') {
    const silent = applicationData.client.records === 0
    return isAboutCertificate(alert.description) || silent ? 'server-certificate' : 'application'
  }
  if (!isAboutCertificate(alert.description)) return 'application'
  return late === null ? 'client-certificate' : 'late-client-auth'
}

/** TLS 1.3's late request for a certificate: asked, and never brought to its end (facts 5.1.25). */
export function judgePostHandshake(facts: Facts): Verdict | null {
  const { late } = facts.exchange
  if (late?.how !== 'post-handshake' || late.finishedAt !== null) return null
  // The server went on without it.
  if (facts.http.responses.some(({ index }) => index > late.requestedAt)) return null
  const ending = transportEnding(facts)
  if (ending.how === 'none') return incomplete('the capture ends behind a late request for a certificate')
  return broken('late-client-auth', ending, 'finished')
}
