import type { Rule } from '../rule.ts'
import { judgeClientValidity, type ValidityEnd } from '../support/client-validity.ts'
import { ALERT } from '../support/refusal.ts'

/** notBefore behind the clock in use; OpenSSL answers bad_certificate (42), as for a server's (facts 5.1.4). */
export const clientCertificateNotYetValid: Rule = {
  id: 'client-certificate-not-yet-valid',
  pass: 'cause',
  about: ['client-chain', 'break', 'suspicion'],
  judge: (input) => judgeClientValidity(input, NOT_BEFORE),
}

const NOT_BEFORE: ValidityEnd = {
  field: 'notBefore',
  alerts: [ALERT.badCertificate, ALERT.certificateExpired],
  passed: (notBefore, now) => notBefore > now,
  words: (moment) => `is not valid before ${moment}`,
}
