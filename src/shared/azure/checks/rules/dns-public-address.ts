import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { type ConfigurationCheck, fileEvidence } from '../check.ts'
import { isPrivateAddress } from '../nsg/peer.ts'
import { serviceName } from '../support/apim-hosts.ts'
import { recordsOfServices } from '../support/dns.ts'

/**
 * A private zone leads a name of an API Management service in internal mode to a public address (facts 4.6.4, 4.6.5,
 * 5.3.9): there it serves its control plane alone. The leg is whoever's asks that zone.
 */
export const dnsPublicAddress: ConfigurationCheck = {
  id: 'dns-public-address',
  check(input) {
    return recordsOfServices(input).flatMap(({ apim, record, strange }) => {
      const open = strange.filter((address) => !isPrivateAddress(address))
      if (open.length === 0) return []
      const own = open.some((address) => apim.publicIpAddresses.includes(address))
      const should =
        apim.privateIpAddresses.length === 0 ? 'its private address' : list(apim.privateIpAddresses)
      const is = list(open.map(quoted))
      return [
        {
          leg: 'unknown',
          basis: 'documented',
          confidence: own ? CONFIDENCE.proven : CONFIDENCE.likely,
          summary: `The private zone leads ${quoted(record.name)} to the public address ${is}.`,
          explanation: `The ${record.type.toUpperCase()} record of ${quoted(record.name)} is ${is}${
            own ? `, the public address of ${serviceName(apim)}` : ''
          }; it should be ${should}. virtualNetworkType of ${serviceName(apim)} is Internal: on its public address it serves its control plane (3443) alone, so that connections to 443 are dropped or reset.`,
          evidence: [fileEvidence(record), fileEvidence(apim)],
          disproof: `The answer for ${quoted(record.name)} in the gateway’s network being ${should}: another zone is then the one in use.`,
          because: `${quoted(record.name)} leads to a public address`,
        },
      ]
    })
  },
}
