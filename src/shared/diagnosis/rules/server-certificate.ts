import type { Rule } from '../rule.ts'
import { serverCertificateExpired } from './server-certificate-expired.ts'
import { serverCertificateExpiring } from './server-certificate-expiring.ts'
import { serverCertificateNotYetValid } from './server-certificate-not-yet-valid.ts'
import { serverCertificateRejected } from './server-certificate-rejected.ts'
import { serverCertificateRejectedSilently } from './server-certificate-rejected-silently.ts'
import { serverCertificateWeak } from './server-certificate-weak.ts'
import { serverChainIncomplete } from './server-chain-incomplete.ts'
import { serverChainMisordered } from './server-chain-misordered.ts'
import { serverEkuMissing } from './server-eku-missing.ts'
import { serverNameMismatch } from './server-name-mismatch.ts'
import { serverRootUntrusted } from './server-root-untrusted.ts'
import { serverSelfSignedNotCa } from './server-self-signed-not-ca.ts'

/** The chapter's rules, in the taxonomy's order. */
export const SERVER_CERTIFICATE_RULES: readonly Rule[] = [
  serverRootUntrusted,
  serverChainIncomplete,
  serverChainMisordered,
  serverSelfSignedNotCa,
  serverNameMismatch,
  serverCertificateExpired,
  serverCertificateNotYetValid,
  serverEkuMissing,
  serverCertificateWeak,
  serverCertificateRejected,
  serverCertificateRejectedSilently,
  serverCertificateExpiring,
]
