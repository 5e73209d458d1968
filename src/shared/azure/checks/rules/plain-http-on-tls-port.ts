import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { type ConfigurationCheck, fileEvidence } from '../check.ts'
import { backends } from '../support/backend.ts'
import { called, sameName } from '../support/links.ts'
import { wireEvidence } from '../wire.ts'

/**
 * A backend setting sends plain HTTP to port 443, where API Management serves TLS alone (facts 4.6.1, 5.3.10; seed 000,
 * question 5). Of other backends it is only unusual.
 */
export const plainHttpOnTlsPort: ConfigurationCheck = {
  id: 'plain-http-on-tls-port',
  check(input) {
    return backends(input)
      .filter(
        ({ setting }) =>
          setting.protocol !== null && sameName(setting.protocol, 'Http') && setting.port === 443,
      )
      .map(({ setting, isApim }) => {
        // TLS is what the settings rule out: whoever spoke it on this leg went by another one.
        const seen = input.context.wire.find(({ leg, version }) => leg === 'gateway-apim' && version !== null)
        return {
          leg: 'gateway-apim',
          basis: 'documented',
          severity: isApim ? 'error' : 'warning',
          confidence: isApim && seen === undefined ? CONFIDENCE.strong : CONFIDENCE.possible,
          summary: `${called('Backend setting', setting)} sends plain HTTP to port 443.`,
          explanation: `protocol of ${called('backend setting', setting)} is Http and port is 443; protocol should be Https. ${
            isApim
              ? 'API Management serves TLS there and answers plain HTTP with an error page or an alert.'
              : 'Most servers expect TLS there.'
          }${seen === undefined ? '' : ` In ${seen.handshake} TLS was spoken on this leg, though, so another setting is in use as well.`}`,
          evidence: [
            fileEvidence(setting),
            ...(seen === undefined
              ? []
              : [wireEvidence(seen, seen.frames.serverHello, 'version', seen.version ?? '')]),
          ],
          disproof:
            'A server that speaks plain HTTP on port 443: curl to http://, with that port, that is served.',
          because: 'the backend setting speaks plain HTTP',
        }
      })
  },
}
