import type { Rule } from '../rule.ts'
import { judgeClientValidity } from '../support/client-validity.ts'
import { ALERT } from '../support/refusal.ts'

/** notBefore behind the clock in use; OpenSSL answers bad_certificate (42), as for a server's (facts 5.1.4). */
export const clientCertificateNotYetValid: Rule = {
  id: 'client-certificate-not-yet-valid',
  pass: 'cause',
  judge: (input) =>
    judgeClientValidity(input, {
      field: 'notBefore',
      alerts: [ALERT.badCertificate, ALERT.certificateExpired],
      passed: (notBefore, now) => notBefore > now,
      words: (moment) => `is not valid before ${moment}`,
    }),
}
