import { isIcmp } from '../conversation.ts'
import { type Ending, isEstablished } from '../ending.ts'
import type { Facts } from '../facts.ts'
import { broken, incomplete, type Verdict } from './shape.ts'

/** Everything that can go wrong before a byte of TLS was said. `null`: TLS began. */
export function judgeTransport(facts: Facts, ending: Ending): Verdict | null {
  const { transport, notTls, messages } = facts.conversation
  if (transport.refused) {
    const row = messages.findIndex(({ type }) => type === 'RST')
    return broken('tcp', { by: 'server', how: 'rst', row: row < 0 ? null : row, alert: null }, null)
  }
  if (oneSided(facts) && ending.alert === null) return incomplete('the capture holds one direction only')
  if (neverOpened(facts, ending)) {
    const refusal = refusedOnTheWay(facts)
    if (refusal !== null)
      return broken('tcp', { by: 'network', how: 'none', row: refusal, alert: null }, null)
    return ending.how === 'none'
      ? incomplete('the capture ends while the connection is being opened')
      : broken('tcp', { by: 'network', how: 'timeout', row: null, alert: null }, null)
  }
  if (facts.clientHello !== null || facts.serverHello !== null) return null
  if (notTls === 'http') return plainHttp(facts, ending)
  if (notTls === 'other' && !transport.startsMidway) return broken('client-hello', ending, 'tcp')
  const spoke = messages.some(({ layer }) => layer === 'tls')
  if (transport.startsMidway || spoke)
    return serverRefusedUnseen(facts, ending) ?? incomplete('the capture began after the hellos')
  return ending.how === 'none'
    ? incomplete('the connection was opened, and nothing was said before the capture ended')
    : broken('client-hello', ending, 'tcp')
}

/** HTTP in the clear where TLS was due: whoever answered it ended it (facts 5.3.10). */
function plainHttp(facts: Facts, ending: Ending): Verdict {
  const answer = facts.conversation.messages.findIndex(
    ({ type, from }) => type === 'Response' && from === 'server',
  )
  if (answer < 0) return broken('client-hello', ending, 'tcp')
  return broken('client-hello', { by: 'server', how: 'http-status', row: answer, alert: null }, 'tcp')
}

/** No hello was captured, but a plaintext fatal alert was: that much is certain. */
function serverRefusedUnseen(facts: Facts, ending: Ending): Verdict | null {
  if (facts.conversation.transport.startsMidway || ending.alert === null) return null
  return broken('client-hello', ending, 'tcp')
}

/** Not one of the packets that open a connection was acknowledged, nor any payload sent. */
function neverOpened(facts: Facts, ending: Ending): boolean {
  const { synAckSeen, client, server } = facts.conversation.transport
  if (isEstablished(facts)) return false
  if (client.delivered + server.delivered + client.missingBytes + server.missingBytes > 0) return false
  // A client that resets what the server answers has heard it.
  return !synAckSeen || ending.how === 'timeout' || ending.how === 'none'
}

/** The ICMP error that tells the client why its SYN went no further; `null`: none does. */
function refusedOnTheWay({ conversation }: Facts): number | null {
  const row = conversation.messages.findIndex(
    ({ type, from }) => from === 'server' && isIcmp(type) && type !== 'ICMP fragmentation needed',
  )
  return row < 0 ? null : row
}

/**
 * Not one packet of a side was captured, though it said something: the other one acknowledges it, or the start is
 * missing as well. What looks like silence was not recorded.
 */
function oneSided(facts: Facts): boolean {
  const { transport } = facts.conversation
  return [transport.client, transport.server].some(
    (side) => side.ttl === null && !side.rstSeen && (transport.startsMidway || side.ackSeen),
  )
}
