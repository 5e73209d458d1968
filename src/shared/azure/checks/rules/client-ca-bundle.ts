import type { Finding } from '../../../diagnosis/finding.ts'
import type { AzureModel } from '../../model.ts'
import { bundleOf } from '../support/client-ca.ts'

/**
 * The client CA files that the gateway holds, by the listener's own rules (facts 2.6, 2.21): what `cert
 * check-client-ca` says of a file, it says of `data`. Findings `client-ca-bundle-…`.
 */
export function clientCaFindings(model: AzureModel): Finding[] {
  return model.trustedClientCertificates.flatMap((trusted) => bundleOf(trusted)?.findings ?? [])
}
