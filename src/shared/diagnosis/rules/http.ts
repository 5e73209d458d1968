import type { Rule } from '../rule.ts'
import { apim403ClientCertificate } from './apim-403-client-certificate.ts'
import { clientCertificateNotForwarded } from './client-certificate-not-forwarded.ts'
import { gateway400CertificateError } from './gateway-400-certificate-error.ts'
import { gateway400NoCertificate } from './gateway-400-no-certificate.ts'
import { gateway502Backend } from './gateway-502-backend.ts'
import { handshakeCompleted } from './handshake-completed.ts'
import { probePathStatus } from './probe-path-status.ts'

/** The chapter's rules, in the taxonomy's order. */
export const HTTP_RULES: readonly Rule[] = [
  gateway400NoCertificate,
  gateway400CertificateError,
  apim403ClientCertificate,
  clientCertificateNotForwarded,
  gateway502Backend,
  probePathStatus,
  handshakeCompleted,
]
