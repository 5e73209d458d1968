import type { LabScenario } from '../scenario.ts'
import { alpnMismatch } from './alpn-mismatch.ts'
import { AT_THE_HELLO } from './at-the-hello.ts'
import { BACKEND_LEG_SCENARIOS } from './backend-leg.ts'
import { backendRefusedSilently } from './backend-refused-silently.ts'
import { CA_NAMES } from './ca-names.ts'
import { cipherMismatch } from './cipher-mismatch.ts'
import { clientCaUnknown } from './client-ca-unknown.ts'
import { clientCaUnknownTls13 } from './client-ca-unknown-tls13.ts'
import { clientCertificateExpired } from './client-certificate-expired.ts'
import { clientCertificateNotRequested } from './client-certificate-not-requested.ts'
import { clientCertificateNotYetValid } from './client-certificate-not-yet-valid.ts'
import { clientCertificateRequiredTls12 } from './client-certificate-required-tls12.ts'
import { clientCertificateRevoked } from './client-certificate-revoked.ts'
import { clientCertificateWeak } from './client-certificate-weak.ts'
import { clientChainIncomplete } from './client-chain-incomplete.ts'
import { clientEkuMissing } from './client-eku-missing.ts'
import { clientProofFailed } from './client-proof-failed.ts'
import { gateway400CertificateError } from './gateway-400-certificate-error.ts'
import { gateway400NoCertificate } from './gateway-400-no-certificate.ts'
import { HTTP_ANSWERS } from './http-answers.ts'
import { lateRejectionTls13 } from './late-rejection-tls13.ts'
import { LATE_REQUESTS } from './late-requests.ts'
import { LISTENER_LEG_SCENARIOS } from './listener-leg.ts'
import { LOSSY_PATHS } from './lossy-path.ts'
import { noAnswerToClientHello } from './no-answer-to-client-hello.ts'
import { plainHttpOnTlsPort } from './plain-http-on-tls-port.ts'
import { protocolVersion } from './protocol-version.ts'
import { renegotiatedForClientCertificate } from './renegotiated-for-client-certificate.ts'
import { renegotiationRefused } from './renegotiation-refused.ts'
import { resetAfterClientHello } from './reset-after-client-hello.ts'
import { RETIRED_VERSIONS } from './retired-versions.ts'
import { serverCertificateExpired } from './server-certificate-expired.ts'
import { serverCertificateNotYetValid } from './server-certificate-not-yet-valid.ts'
import { serverCertificateWeak } from './server-certificate-weak.ts'
import { serverChainIncomplete } from './server-chain-incomplete.ts'
import { serverChainMisordered } from './server-chain-misordered.ts'
import { serverEkuMissing } from './server-eku-missing.ts'
import { serverNameMismatch } from './server-name-mismatch.ts'
import { serverRootUntrusted } from './server-root-untrusted.ts'
import { serverRootUntrustedTls13 } from './server-root-untrusted-tls13.ts'
import { serverSelfSigned } from './server-self-signed.ts'
import { sniRejected } from './sni-rejected.ts'
import { STRAIGHT_TO_APIM } from './straight-to-apim.ts'
import { tcpRefused } from './tcp-refused.ts'
import { tls10OnlyServer } from './tls10-only-server.ts'
import { tls12MutualOk } from './tls12-mutual-ok.ts'
import { tls13EcdsaMutualOk } from './tls13-ecdsa-mutual-ok.ts'
import { tls13MutualOk } from './tls13-mutual-ok.ts'
import { WRONG_MOMENTS } from './wrong-moment.ts'

/** In the order of the taxonomy: what works first, then from the transport upwards. */
export const SCENARIOS: readonly LabScenario[] = [
  tls12MutualOk,
  tls13MutualOk,
  tls13EcdsaMutualOk,
  tcpRefused,
  resetAfterClientHello,
  noAnswerToClientHello,
  plainHttpOnTlsPort,
  protocolVersion,
  tls10OnlyServer,
  cipherMismatch,
  sniRejected,
  alpnMismatch,
  serverRootUntrusted,
  serverRootUntrustedTls13,
  serverChainIncomplete,
  serverChainMisordered,
  serverNameMismatch,
  serverCertificateExpired,
  serverCertificateNotYetValid,
  serverEkuMissing,
  serverSelfSigned,
  serverCertificateWeak,
  backendRefusedSilently,
  clientCertificateRequiredTls12,
  lateRejectionTls13,
  clientCaUnknown,
  clientCaUnknownTls13,
  clientChainIncomplete,
  clientCertificateExpired,
  clientCertificateNotYetValid,
  clientEkuMissing,
  clientCertificateWeak,
  clientCertificateRevoked,
  clientProofFailed,
  gateway400NoCertificate,
  gateway400CertificateError,
  clientCertificateNotRequested,
  renegotiatedForClientCertificate,
  renegotiationRefused,
  ...AT_THE_HELLO,
  ...LATE_REQUESTS,
  ...CA_NAMES,
  ...HTTP_ANSWERS,
  ...WRONG_MOMENTS,
  ...LISTENER_LEG_SCENARIOS,
  ...BACKEND_LEG_SCENARIOS,
  ...STRAIGHT_TO_APIM,
  ...RETIRED_VERSIONS,
  ...LOSSY_PATHS,
]
