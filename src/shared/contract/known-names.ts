import type { Leg } from '../conversation/vocabulary.ts'
import { isSafeValue, type KnownValues, type PlaceholderName } from '../runbook/placeholders.ts'
import type { HandshakeDocument } from './analysis.ts'

/**
 * What a handshake itself tells for the commands of an article. Which machine its server is depends on the
 * leg, and nothing about one leg is taken for another: with the leg unknown, the server's name and address
 * fill neither side's placeholders, only those of the session's own server.
 * @param captureName file name of the capture, without its folder
 */
export function namesFromHandshake(
  handshake: HandshakeDocument,
  leg: Leg,
  captureName: string | null,
): KnownValues {
  const names: Partial<Record<PlaceholderName, string>> = {}
  const put = (name: PlaceholderName, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && isSafeValue(name, value)) names[name] = value
  }
  put('server-name', handshake.sni)
  put('server-ip', handshake.server?.address)
  put('sni', handshake.sni)
  put('port', handshake.server === null ? null : String(handshake.server.port))
  put('capture', captureName)
  put('thumbprint', handshake.certificates.client[0]?.sha1)
  if (leg === 'client-gateway') {
    put('gateway-host', handshake.sni)
    put('gateway-ip', handshake.server?.address)
  } else if (leg === 'gateway-apim' || leg === 'direct') {
    put('host', handshake.sni)
    put('backend-ip', handshake.server?.address)
  }
  return names
}
