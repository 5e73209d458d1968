import { certificateEvidence, endingEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { clockText, spanText } from '../support/clock.ts'
import {
  ALERT,
  consequence,
  endRow,
  refusalOfServerCertificate,
  weighProvenFault,
} from '../support/refusal.ts'
import { pathOf, subjectOf } from '../support/server-chain.ts'

/** notBefore after the clock in use (facts 5.1.4): OpenSSL says bad_certificate (42), others certificate_expired. */
export const serverCertificateNotYetValid: Rule = {
  id: 'server-certificate-not-yet-valid',
  pass: 'cause',
  about: ['server-chain'],
  judge({ facts, verdict, context }) {
    const placed = facts.serverCertificate
    const path = pathOf(facts)
    const early = path.find(({ reading }) => {
      const start = reading.body.notBefore
      return start !== null && start.epochMillis > context.nowMillis
    })
    const start = early?.reading.body.notBefore
    if (placed === null || !early || !start) return null
    const refusal = refusalOfServerCertificate({ facts, verdict })
    const weight = weighProvenFault(refusal, [ALERT.badCertificate, ALERT.certificateExpired])
    const ahead = spanText(start.epochMillis - context.nowMillis)
    const own = early === path[0]
    return {
      ...weight,
      summary: `${own ? "The server's certificate" : "An issuer in the server's chain"} (${subjectOf(early)}) is valid only from ${start.text}.`,
      explanation: `notBefore is ${start.text}; by ${clockText(context)} that is ${ahead} ahead. Either the certificate was put to use too early, or that clock is behind. ${consequence(refusal, weight)}`,
      evidence: [
        certificateEvidence(placed, facts.serverChain, early, 'validity.notBefore', start.node),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: `A clock known to be right that is past ${start.text}.`,
      because: `${own ? 'the certificate' : `the issuer ${subjectOf(early)}`} is not valid before ${start.text}`,
    }
  },
}
