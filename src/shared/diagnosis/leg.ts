import type { Leg } from '../conversation/vocabulary.ts'
import type { Endpoint } from '../packet/segment.ts'
import { isAmong, isCalled, type PlaceList, placeList } from './place-list.ts'

/** Where the incident's machines are, as the user gave them: a `placeList` each; `null`: not given. */
export interface Topology {
  readonly gateway: string | null
  readonly apim: string | null
}

/**
 * Which leg a conversation is on, from who speaks to whom (taxonomy, "Legs"). An address or a network matches the
 * endpoint, a name the SNI. One public name often stands before both machines, so addresses decide before names do.
 * Where neither was given, the leg is unknown and nothing is inferred.
 */
export function legOf(
  topology: Topology,
  client: Endpoint | null,
  server: Endpoint | null,
  sni: string | null,
): Leg {
  const [gateway, apim] = [placeList(topology.gateway), placeList(topology.apim)]
  const isApim = isAt(apim, server) || asks(apim, sni)
  if (isAt(gateway, client)) {
    // One instance calls another, or a listener: that is no way to API Management.
    if (isAt(gateway, server)) return 'unknown'
    return isApim || topology.apim === null ? 'gateway-apim' : 'unknown'
  }
  if (isAt(gateway, server)) return 'client-gateway'
  if (isAt(apim, server)) return 'direct'
  if (asks(gateway, sni)) return 'client-gateway'
  return isApim ? 'direct' : 'unknown'
}

function isAt(places: PlaceList, endpoint: Endpoint | null): boolean {
  return endpoint !== null && isAmong(places, endpoint.address)
}

function asks(places: PlaceList, sni: string | null): boolean {
  return sni !== null && isCalled(places, sni)
}
