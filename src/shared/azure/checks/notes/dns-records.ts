import { bareName } from '../../../diagnosis/place-list.ts'
import { quoted } from '../../../diagnosis/words.ts'
import type { ConfigurationNote, NoteCheck } from '../check.ts'
import { gatewayHosts } from '../support/apim-hosts.ts'
import { sameName } from '../support/links.ts'

/** Names of a service in internal mode that its private zone does not lead anywhere (facts 4.6.4). */
export const dnsRecords: NoteCheck = (input) => {
  const { model } = input
  // Only of zones that are there as a whole: nothing of an internal service is in public DNS.
  const partial = model.dnsRecords.some((record) => record.partial === true)
  const internal = model.apims.some(
    ({ virtualNetworkType }) => virtualNetworkType !== null && sameName(virtualNetworkType, 'Internal'),
  )
  if (!internal || partial) return []
  const zones = [...new Set(model.dnsRecords.flatMap(({ zone }) => zone?.toLowerCase() ?? []))]
  return gatewayHosts(input).flatMap((host): ConfigurationNote[] => {
    const zone = zones.find((one) => host.endsWith(`.${one}`))
    if (zone === undefined || model.dnsRecords.some(({ name }) => answers(bareName(name), host, zone)))
      return []
    const [first] = model.dnsRecords.filter((record) => record.zone?.toLowerCase() === zone)
    return [
      {
        kind: 'unknown',
        leg: 'unknown',
        summary: `The private zone ${quoted(zone)} has no record for ${quoted(host)}.`,
        explanation:
          'The service is in internal mode, whose names are not in public DNS: where this zone is the one in use, the name cannot be resolved. Records of other types may be in another document.',
        evidence: first === undefined ? [] : [{ kind: 'file', file: first.at.file, pointer: '' }],
        fixes: ['dns-and-hosts'],
      },
    ]
  })
}

/** A wildcard of the zone answers for one label and more (RFC 4592). */
function answers(name: string, host: string, zone: string): boolean {
  return name === host || (name === `*.${zone}` && host.endsWith(`.${zone}`))
}
