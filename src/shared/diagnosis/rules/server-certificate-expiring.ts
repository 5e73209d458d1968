import type { ChainCertificate } from '../../conversation/facts.ts'
import type { CertificateTime } from '../../x509/time.ts'
import { certificateEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { clockText, DAY_MILLIS, spanText } from '../support/clock.ts'
import { pathOf, subjectOf } from '../support/server-chain.ts'

const NOTICE_DAYS = 30

/** Still valid, but for fewer than 30 days: the next thing to break (facts 3.9, 4.4.10). */
export const serverCertificateExpiring: Rule = {
  id: 'server-certificate-expiring',
  pass: 'cause',
  about: ['server-chain'],
  judge({ facts, context }) {
    const placed = facts.serverCertificate
    const soonest = soonestToExpire(pathOf(facts), context.nowMillis)
    if (placed === null || soonest === null) return null
    const { certificate, end, left } = soonest
    return {
      confidence: CONFIDENCE.proven,
      summary: `${subjectOf(certificate)} of the server's chain expires in ${spanText(left)}, on ${end.text}.`,
      explanation: `notAfter is ${end.text}; by ${clockText(context)} that leaves ${spanText(left)}. It broke nothing yet.`,
      evidence: [certificateEvidence(placed, facts.serverChain, certificate, 'validity.notAfter', end.node)],
      disproof: 'A renewed certificate already in place on every instance of the server.',
    }
  },
}

interface Expiring {
  readonly certificate: ChainCertificate
  readonly end: CertificateTime
  /** Milliseconds. */
  readonly left: number
}

/** Of those that expire within the notice. */
function soonestToExpire(path: readonly ChainCertificate[], nowMillis: number): Expiring | null {
  let soonest: Expiring | null = null
  for (const certificate of path) {
    const end = certificate.reading.body.notAfter
    if (end === null) continue
    const left = end.epochMillis - nowMillis
    if (left < 0 || left >= NOTICE_DAYS * DAY_MILLIS) continue
    if (soonest === null || left < soonest.left) soonest = { certificate, end, left }
  }
  return soonest
}
