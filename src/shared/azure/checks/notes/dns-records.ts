import { bareName } from '../../../diagnosis/place-list.ts'
import { list, quoted } from '../../../diagnosis/words.ts'
import { type ConfigurationNote, fileEvidence, type NoteCheck } from '../check.ts'
import { isPrivateAddress } from '../nsg/peer.ts'
import { gatewayHosts, serviceName } from '../support/apim-hosts.ts'
import { recordsOfServices } from '../support/dns.ts'
import { sameName } from '../support/links.ts'

/** Names of a service in internal mode that its private zone leads elsewhere, or not at all (facts 4.6.4). */
export const dnsRecords: NoteCheck = (input) => {
  const { model } = input
  const records = recordsOfServices(input)
  const elsewhere = records.flatMap(({ apim, record, strange }): ConfigurationNote[] => {
    const inside = strange.filter(isPrivateAddress)
    if (inside.length === 0 || apim.privateIpAddresses.length === 0) return []
    return [
      {
        kind: 'contradiction',
        leg: 'unknown',
        summary: `The private zone leads ${quoted(record.name)} to ${list(inside.map(quoted))}, which is not the address of ${serviceName(apim)}.`,
        explanation: `privateIpAddresses of ${serviceName(apim)} is ${list(apim.privateIpAddresses)}. Another machine may stand before it on purpose; otherwise the record is an old one.`,
        evidence: [fileEvidence(record), fileEvidence(apim)],
        fixes: ['dns-and-hosts'],
      },
    ]
  })
  return [
    ...elsewhere,
    ...missing(
      input,
      model.dnsRecords.some(({ partial }) => partial === true),
    ),
  ]
}

/** Only of zones that are there as a whole: nothing of an internal service is in public DNS. */
const missing = (input: Parameters<NoteCheck>[0], partial: boolean): ConfigurationNote[] => {
  const { model } = input
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
