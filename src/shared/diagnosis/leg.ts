import { hex } from '../bytes/text.ts'
import type { Leg } from '../conversation/vocabulary.ts'
import { parseAddress } from '../packet/address.ts'
import type { Endpoint } from '../packet/segment.ts'

/** Where the incident's machines are: addresses or names, as the user gave them. */
export interface Topology {
  readonly gateway: string | null
  readonly apim: string | null
}

/**
 * Which leg a conversation is on, from who speaks to whom (taxonomy, "Legs"). An address matches the endpoint,
 * a name the SNI. One public name often stands before both machines, so addresses decide before names do.
 * Where neither was given, the leg is unknown and nothing is inferred.
 */
export function legOf(
  topology: Topology,
  client: Endpoint | null,
  server: Endpoint | null,
  sni: string | null,
): Leg {
  const { gateway, apim } = topology
  const isApim = isAt(apim, server) || isCalled(apim, sni)
  if (isAt(gateway, client)) return isApim || apim === null ? 'gateway-apim' : 'unknown'
  if (isAt(gateway, server)) return 'client-gateway'
  if (isAt(apim, server)) return 'direct'
  if (isCalled(gateway, sni)) return 'client-gateway'
  return isApim ? 'direct' : 'unknown'
}

/** By address, however it is written (`FD00:0::1` and `fd00::1` are one). */
function isAt(given: string | null, endpoint: Endpoint | null): boolean {
  if (given === null || endpoint === null) return false
  const [wanted, actual] = [parseAddress(given.trim()), parseAddress(endpoint.address)]
  return wanted !== null && actual !== null && hex(wanted) === hex(actual)
}

/** By name: case and a final dot do not matter (RFC 4343, RFC 6066 3). */
function isCalled(given: string | null, sni: string | null): boolean {
  return given !== null && sni !== null && bare(given) === bare(sni)
}

function bare(name: string): string {
  return name.trim().toLowerCase().replace(/\.$/, '')
}
