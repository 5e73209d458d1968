import type { Rule } from '../rule.ts'
import { judgeClientValidity, type ValidityEnd } from '../support/client-validity.ts'
import { ALERT } from '../support/refusal.ts'

/** alert certificate_expired, or notAfter before the clock in use (facts 5.1.12). */
export const clientCertificateExpired: Rule = {
  id: 'client-certificate-expired',
  pass: 'cause',
  about: ['client-chain', 'break', 'suspicion'],
  judge: (input) => judgeClientValidity(input, NOT_AFTER),
}

const NOT_AFTER: ValidityEnd = {
  field: 'notAfter',
  alerts: [ALERT.certificateExpired],
  passed: (notAfter, now) => notAfter < now,
  words: (moment) => `expired on ${moment}`,
}
