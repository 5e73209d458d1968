import type { Leg } from '../conversation/vocabulary.ts'
import type { KnownValues } from './placeholders.ts'

/** The server of one session, as the wire or the probe showed it; null where it did not. */
export interface SeenServer {
  readonly leg: Leg
  readonly name: string | null
  readonly address: string | null
  readonly port: number | null
}

/**
 * What one session tells of the placeholders. The server's own name, address and port are always its own;
 * whether that server is the gateway or API Management is said only where the leg is known.
 */
export function knownFromServer({ leg, name, address, port }: SeenServer): KnownValues {
  const known: { -readonly [K in keyof KnownValues]: KnownValues[K] } = {}
  if (name !== null) {
    known['server-name'] = name
    known.sni = name
    if (leg === 'client-gateway') known['gateway-host'] = name
    else if (leg !== 'unknown') known.host = name
  }
  if (address !== null) {
    known['server-ip'] = address
    if (leg === 'client-gateway') known['gateway-ip'] = address
    else if (leg !== 'unknown') known['backend-ip'] = address
  }
  if (port !== null) known.port = String(port)
  return known
}
