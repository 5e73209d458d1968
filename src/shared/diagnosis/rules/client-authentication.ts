import type { Rule } from '../rule.ts'
import { caNamesEmpty } from './ca-names-empty.ts'
import { caNamesTruncated } from './ca-names-truncated.ts'
import { clientCertificateExpired } from './client-certificate-expired.ts'
import { clientCertificateFiltered } from './client-certificate-filtered.ts'
import { clientCertificateNotRequested } from './client-certificate-not-requested.ts'
import { clientCertificateNotYetValid } from './client-certificate-not-yet-valid.ts'
import { clientCertificateRejected } from './client-certificate-rejected.ts'
import { clientCertificateRequiredNotSent } from './client-certificate-required-not-sent.ts'
import { clientCertificateRevoked } from './client-certificate-revoked.ts'
import { clientCertificateUntrusted } from './client-certificate-untrusted.ts'
import { clientCertificateWeak } from './client-certificate-weak.ts'
import { clientChainIncomplete } from './client-chain-incomplete.ts'
import { clientEkuMissing } from './client-eku-missing.ts'
import { clientProofFailed } from './client-proof-failed.ts'
import { clientSignatureAlgorithmMismatch } from './client-signature-algorithm-mismatch.ts'
import { lateRejection } from './late-rejection.ts'
import { postHandshakeAuthUnavailable } from './post-handshake-auth-unavailable.ts'
import { renegotiated } from './renegotiated.ts'
import { renegotiatedForClientCertificate } from './renegotiated-for-client-certificate.ts'
import { renegotiationRefused } from './renegotiation-refused.ts'
import { renegotiationStalled } from './renegotiation-stalled.ts'

/** The chapter's rules, in the taxonomy's order. */
export const CLIENT_AUTHENTICATION_RULES: readonly Rule[] = [
  clientCertificateNotRequested,
  clientCertificateRequiredNotSent,
  clientCertificateFiltered,
  clientSignatureAlgorithmMismatch,
  clientCertificateUntrusted,
  clientChainIncomplete,
  clientCertificateExpired,
  clientCertificateNotYetValid,
  clientEkuMissing,
  clientCertificateWeak,
  clientCertificateRevoked,
  clientCertificateRejected,
  clientProofFailed,
  caNamesEmpty,
  caNamesTruncated,
  renegotiated,
  renegotiatedForClientCertificate,
  renegotiationRefused,
  renegotiationStalled,
  postHandshakeAuthUnavailable,
  lateRejection,
]
