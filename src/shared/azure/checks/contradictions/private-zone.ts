import { CONFIDENCE } from '../../../diagnosis/finding.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { fileEvidence } from '../check.ts'
import { isPrivateAddress } from '../nsg/peer.ts'
import { serviceName } from '../support/apim-hosts.ts'
import { recordsOfServices } from '../support/dns.ts'
import { type ContradictionDraft, contradiction } from './contradiction.ts'

/** A name of a service in internal mode leads to a private address that is not the service's (facts 4.6.4). */
export const privateZone = contradiction((input) =>
  recordsOfServices(input).flatMap(({ apim, record, strange }): ContradictionDraft[] => {
    const inside = strange.filter(isPrivateAddress)
    if (inside.length === 0 || apim.privateIpAddresses.length === 0) return []
    const own = list(apim.privateIpAddresses.map(quoted))
    return [
      {
        leg: 'unknown',
        confidence: CONFIDENCE.possible,
        basis: 'inferred',
        summary: `The private zone leads ${quoted(record.name)} to ${list(inside.map(quoted))}, and the address of ${serviceName(apim)} is ${own}.`,
        explanation:
          'The record is usually the stale side: the private address changes when the service is moved to another subnet or region, and nobody changes the record for it. Otherwise another machine stands before the service on purpose.',
        evidence: [fileEvidence(record), fileEvidence(apim)],
        disproof: `A gateway or load balancer of yours at ${list(inside.map(quoted))}, put there on purpose.`,
        also: ['dns-and-hosts'],
      },
    ]
  }),
)
