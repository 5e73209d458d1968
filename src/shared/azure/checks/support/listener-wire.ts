import { bareName } from '../../../diagnosis/place-list.ts'
import { matchDnsName } from '../../../x509/host-match.ts'
import type { AzureModel, Listener } from '../../model.ts'
import type { WireObservation } from '../context.ts'
import { isTls, ofSameGateway } from './links.ts'

/**
 * The handshakes on the client's leg that went to a listener: by its host names; to a basic listener, which accepts
 * any name, only where it is the gateway's only TLS listener.
 */
export function onListener(
  model: AzureModel,
  wire: readonly WireObservation[],
  listener: Listener,
): WireObservation[] {
  const seen = wire.filter(({ leg }) => leg === 'client-gateway')
  if (listener.hostNames.length === 0) {
    const others = model.listeners.filter((one) => isTls(one.protocol) && ofSameGateway(one, listener))
    return others.length === 1 ? seen : []
  }
  return seen.filter(
    ({ serverName }) =>
      serverName !== null && listener.hostNames.some((host) => isNamed(bareName(host), bareName(serverName))),
  )
}

/** Wildcards of a listener stand for one label, as in certificates, and `?` for one character. */
function isNamed(pattern: string, host: string): boolean {
  if (matchDnsName(pattern, host) !== null) return true
  if (!/[*?]/.test(pattern) || pattern.length !== host.length) return false
  return [...pattern].every((character, at) => character === '?' || character === host[at])
}
