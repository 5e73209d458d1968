import { type ConfigurationNote, fileEvidence, type NoteCheck } from '../check.ts'
import { serviceName } from '../support/apim-hosts.ts'
import { backends } from '../support/backend.ts'

/**
 * Consumption with `enableClientCertificate` wants a certificate on every request (facts 4.1), and a gateway of layer 7
 * has none to present (facts 1.1.6). Nobody has confirmed what that makes of its probes, so it is no finding.
 */
export const certificateOnEveryRequest: NoteCheck = (input) => {
  const behind = backends(input).filter(({ isApim }) => isApim)
  return input.model.apims
    .filter(({ tier, enableClientCertificate }) => tier === 'consumption' && enableClientCertificate === true)
    .flatMap((apim): ConfigurationNote[] =>
      behind.length === 0
        ? []
        : [
            {
              kind: 'risk',
              leg: 'gateway-apim',
              summary: `${serviceName(apim)} wants a client certificate on every request, and the gateway before it has none to present.`,
              explanation:
                'enableClientCertificate is true in the Consumption tier, where it is required of every caller. Application Gateway presents no client certificate to its backend in any SKU, neither for probes nor for traffic. Whether the status path is excepted is confirmed by nobody.',
              evidence: [fileEvidence(apim), ...behind.map(({ setting }) => fileEvidence(setting))],
              fixes: ['forward-client-certificate', 'solution-e-negotiate'],
            },
          ],
    )
}
