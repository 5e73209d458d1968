import type { Rule } from '../rule.ts'
import { gateway400CertificateError } from './gateway-400-certificate-error.ts'
import { gateway400NoCertificate } from './gateway-400-no-certificate.ts'
import { handshakeCompleted } from './handshake-completed.ts'

/** The chapter's rules, in the taxonomy's order. */
export const HTTP_RULES: readonly Rule[] = [
  gateway400NoCertificate,
  gateway400CertificateError,
  handshakeCompleted,
]
