import { bareName, isAmong, placeList } from '../../../diagnosis/place-list.ts'
import { parseAddress } from '../../../packet/address.ts'
import type { Apim, PrivateDnsRecord } from '../../model.ts'
import type { CheckInput } from '../check.ts'
import { isBuiltInHost } from './apim-hosts.ts'
import { sameName } from './links.ts'

/** Records of a private zone for the names of an API Management service in internal mode (facts 4.6.4, 4.6.5). */
export interface ServiceRecord {
  readonly apim: Apim
  readonly record: PrivateDnsRecord
  /** Values that are none of the service's private addresses, nor the gateway's, which may stand before it. */
  readonly strange: readonly string[]
}

export function recordsOfServices(input: CheckInput): ServiceRecord[] {
  const { model, context } = input
  const gateways = model.gateways.flatMap(({ frontendAddresses }) => frontendAddresses)
  const places = placeList(context.topology.gateway)
  const internal = model.apims.filter(
    ({ virtualNetworkType }) => virtualNetworkType !== null && sameName(virtualNetworkType, 'Internal'),
  )
  return internal.flatMap((apim) =>
    model.dnsRecords
      .filter((record) => isNameOf(input, apim, record))
      .map((record) => ({
        apim,
        record,
        strange: record.values.filter(
          (value) =>
            parseAddress(value) !== null &&
            ![...apim.privateIpAddresses, ...gateways].includes(value) &&
            !isAmong(places, value),
        ),
      })),
  )
}

function isNameOf({ model }: CheckInput, apim: Apim, { name, type }: PrivateDnsRecord): boolean {
  if (type.toUpperCase() !== 'A' && type.toUpperCase() !== 'AAAA') return false
  const host = bareName(name)
  if (isBuiltInHost(host)) return apim.name !== '' && host.startsWith(`${apim.name.toLowerCase()}.`)
  return model.apimHostnames.some(
    (one) => (one.apim === null || sameName(one.apim, apim.name)) && bareName(one.hostName) === host,
  )
}
