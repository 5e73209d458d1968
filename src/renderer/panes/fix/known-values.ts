import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { Leg } from '../../../shared/conversation/vocabulary.ts'
import { isSafeValue, type KnownValues, type PlaceholderName } from '../../../shared/runbook/placeholders.ts'
import { fileName } from '../../state/format.ts'

/**
 * What a handshake itself tells. Which machine its server is depends on the leg, and nothing about one leg is
 * taken for another: with the leg unknown, the server's name and address fill neither side's placeholders.
 */
export function namesFromHandshake(
  handshake: HandshakeDocument,
  leg: Leg,
  capturePath: string | null,
): KnownValues {
  const names: Partial<Record<PlaceholderName, string>> = {}
  const put = (name: PlaceholderName, value: string | null | undefined): void => {
    if (value !== null && value !== undefined && isSafeValue(name, value)) names[name] = value
  }
  put('server-name', handshake.sni)
  put('server-ip', handshake.server?.address)
  put('sni', handshake.sni)
  put('port', handshake.server === null ? null : String(handshake.server.port))
  put('capture', capturePath === null ? null : fileName(capturePath))
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
