import { printable } from '../bytes/text.ts'
import type { Facts } from '../conversation/facts.ts'
import { faultText, isFailedProof, isOwnLimit } from '../conversation/probed.ts'
import type { Break } from '../conversation/verdict/shape.ts'
import { statusText } from '../http/status.ts'
import { alertText } from '../tls/registry/index.ts'
import { addressText, ownFault, probedEnd, triedText } from './support/probed-end.ts'
import { ALERT } from './support/refusal.ts'
import { capital, quoted } from './words.ts'

/** What happened, where only the probe itself can say it; `null`: the bytes show it, as in any capture. */
export function probedSentence(facts: Facts, broke: Break): string | null {
  const { probe } = facts
  if (probe === null) return null
  const { end, host, port } = probe
  switch (end.kind) {
    case 'unresolved':
      return printable(end.said.replace(/\.$/, ''))
    case 'unconnected': {
      const tried = triedText(probe)
      if (end.how === 'refused') return `${capital(tried)} refused the TCP connection with a reset`
      return end.how === 'silent'
        ? `${capital(tried)} never answered the TCP connection request`
        : `The network could not carry the connection to ${tried}${end.code === null ? '' : ` (${end.code})`}`
    }
    case 'no-tunnel': {
      const what = `a connection to ${quoted(addressText(host, port))}`
      return end.status === null
        ? `${capital(triedText(probe))} opened no tunnel for ${what}: ${quoted(end.reason)}`
        : `${capital(triedText(probe))} refused ${what} with HTTP ${quoted(statusText(end.status, end.reason))}`
    }
    case 'lost':
      return `The connection was lost at the stage ${end.stage} (${end.code})`
    case 'own':
      return ownSentence(facts, broke)
    default:
      return null
  }
}

/** What the document's `detail` says of it; `null`: as in any capture. */
export function probedDetail(facts: Facts, broke: Break): string | null {
  const unresolved = probedEnd(facts, 'unresolved')
  if (unresolved !== null) return unresolved.code
  const tunnel = probedEnd(facts, 'no-tunnel')
  if (tunnel !== null)
    return tunnel.status === null ? tunnel.reason : statusText(tunnel.status, tunnel.reason)
  const failed = probedEnd(facts, 'unconnected') ?? probedEnd(facts, 'lost')
  if (failed !== null) return failed.code
  const fault = ownFault(facts, broke)
  return fault === null || broke.alert === null ? null : `${alertText(broke.alert)}: ${faultText(fault)}`
}

function ownSentence(facts: Facts, broke: Break): string | null {
  const fault = ownFault(facts, broke)
  if (fault === null) return null
  if (fault.kind === 'bad-signature')
    return `tlscope ended the handshake: the signature in the server's ${fault.subject} does not verify with the key of its certificate`
  if (isFailedProof(fault))
    return "tlscope ended the handshake: the server's Finished does not fit the handshake that was spoken"
  if (isOwnLimit(fault))
    return `tlscope itself ended the connection, the server did not refuse it: ${faultText(fault)}`
  // To choose less than was offered is a server's right below TLS 1.3 (RFC 5246 E.1), and no fault of its TLS.
  if (fault.kind === 'not-offered' && broke.alert === ALERT.protocolVersion) return null
  if (fault.kind === 'credential')
    return `tlscope ended the handshake: it could not sign with the client's key (${faultText(fault)})`
  if (fault.kind === 'not-tls')
    return `What listens there does not speak TLS: it answered the ClientHello with ${fault.found}`
  return `tlscope ended the connection, because what the server sent is no sound TLS: ${faultText(fault)}`
}
