import type { Ending } from '../ending.ts'
import type { Facts } from '../facts.ts'
import type { Stage } from '../vocabulary.ts'
import { stageOfClientRefusal } from './refusal.ts'
import { broken, incomplete, type Verdict } from './shape.ts'
import { lastCompletedBefore } from './tls12.ts'

/**
 * TLS 1.3 behind the ServerHello, without keys. The client's Finished is not the end: the server judges the
 * client's certificate after it (facts 5.1.27). `null`: finished, and nothing that looks like a refusal.
 */
export function judgeTls13(facts: Facts, ending: Ending): Verdict | null {
  const { exchange } = facts
  const unheard = unheardFlight(facts, ending)
  if (unheard !== null) return unheard
  if (exchange.clientFinished === null) return beforeFinished(facts, ending)
  return isLateRefusal(facts, ending) ? lateRefusal(facts, ending) : null
}

/**
 * The client's flight was begun, never acknowledged or never captured whole, and nobody said more: it did not
 * arrive, whatever it looks like on the client's side of the path (facts 5.3.7).
 */
function unheardFlight(facts: Facts, ending: Ending): Verdict | null {
  const { exchange, conversation, serverHello } = facts
  const { client } = conversation.transport
  if (ending.how !== 'timeout' || client.unansweredRetransmissions + client.missingBytes === 0) return null
  if (exchange.tickets > 0 || exchange.applicationData.server.records > 0) return null
  const begun = conversation.messages.some(
    ({ from, contentType, type }, index) =>
      from === 'client' && index > (serverHello?.index ?? 0) && (contentType === 23 || type === 'Hole'),
  )
  return begun ? lateRefusal(facts, ending) : null
}

function beforeFinished(facts: Facts, ending: Ending): Verdict | null {
  const { transport } = facts.conversation
  // Data went both ways: the flight only could not be recognised (padding, a stack that merges records).
  if (facts.exchange.clientAnswer === 'unknown' && spokeAfterHello(facts)) return null
  if (ending.how === 'none') return incomplete('the capture ends in the middle of the handshake')
  const lost = transport.server.missingBytes + transport.client.missingBytes > 0
  if (lost && ending.how !== 'alert' && ending.how !== 'timeout') {
    return incomplete('bytes in the middle of the handshake are missing from the capture')
  }
  const stage = ending.by === 'client' ? stageOfClientRefusal(facts, ending) : 'server-certificate'
  return broken(stage, ending, lastCompletedBefore(stage, facts))
}

/** Protected records from the client, alerts aside, although no Finished could be told among them. */
function spokeAfterHello(facts: Facts): boolean {
  const alerts = new Set(facts.exchange.encryptedAlerts.map((alert) => alert.index))
  return facts.conversation.messages.some(
    ({ from, contentType }, index) => from === 'client' && contentType === 23 && !alerts.has(index),
  )
}

/**
 * The server ended it behind the client's Finished, having sent neither a ticket nor data, and the client had
 * not begun to close. A server that accepted the certificate would have answered something.
 */
function isLateRefusal(facts: Facts, ending: Ending): boolean {
  const { exchange } = facts
  if (ending.by !== 'server' || exchange.tickets > 0 || exchange.applicationData.server.records > 0)
    return false
  return ending.row === null || ending.row > (exchange.clientFinished ?? 0)
}

function lateRefusal(facts: Facts, ending: Ending): Verdict {
  const stage: Stage = facts.exchange.clientAnswer === 'finished-only' ? 'finished' : 'client-certificate'
  return broken(stage, ending, lastCompletedBefore(stage, facts))
}
