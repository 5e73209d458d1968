import type { Leg } from '../conversation/vocabulary.ts'
import type { Endpoint } from '../packet/segment.ts'

/** Where the incident's machines are: addresses or names, as the user gave them. */
export interface Topology {
  readonly gateway: string | null
  readonly apim: string | null
}

/**
 * Which leg a conversation is on, from who speaks to whom (taxonomy, "Legs"). A name matches the SNI, an
 * address the endpoint; where neither was given, the leg is unknown and nothing is inferred.
 */
export function legOf(
  topology: Topology,
  client: Endpoint | null,
  server: Endpoint | null,
  sni: string | null,
): Leg {
  const isGateway = (endpoint: Endpoint | null, name: string | null): boolean =>
    is(topology.gateway, endpoint, name)
  const isApim = (endpoint: Endpoint | null, name: string | null): boolean =>
    is(topology.apim, endpoint, name)
  if (isGateway(client, null))
    return isApim(server, sni) || topology.apim === null ? 'gateway-apim' : 'unknown'
  if (isGateway(server, sni)) return 'client-gateway'
  // A public name often stands before both; the gateway's own address decides where it was given.
  if (isApim(server, sni)) return 'direct'
  return 'unknown'
}

function is(given: string | null, endpoint: Endpoint | null, name: string | null): boolean {
  if (given === null) return false
  const wanted = given.toLowerCase()
  return endpoint?.address.toLowerCase() === wanted || (name !== null && name.toLowerCase() === wanted)
}
