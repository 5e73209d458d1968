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
  judge({ facts, context }) {
    const placed = facts.serverCertificate
    const soonest = pathOf(facts)
      .flatMap((certificate) => {
        const end = certificate.reading.body.notAfter
        return end === null ? [] : [{ certificate, end, left: end.epochMillis - context.nowMillis }]
      })
      .filter(({ left }) => left >= 0 && left < NOTICE_DAYS * DAY_MILLIS)
      .sort((a, b) => a.left - b.left)[0]
    if (placed === null || soonest === undefined) return null
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
