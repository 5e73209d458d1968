import { lostOnTheWay } from '../conversation.ts'
import type { Ending } from '../ending.ts'
import type { Facts } from '../facts.ts'
import type { Stage } from '../vocabulary.ts'
import { isAboutCertificate } from './after-finished.ts'
import { stageOfClientRefusal } from './refusal.ts'
import { broken, incomplete, type Verdict } from './shape.ts'
import { lastCompletedBefore } from './tls12.ts'

/**
 * TLS 1.3 behind the ServerHello. The client's Finished is not the end: the server judges the client's certificate
 * after it (facts 5.1.27). `null`: finished, and nothing that is, or without secrets looks like, a refusal.
 */
export function judgeTls13(facts: Facts, ending: Ending): Verdict | null {
  const { exchange } = facts
  const unheard = unheardFlight(facts, ending)
  if (unheard !== null) return unheard
  if (exchange.clientFinished === null || refusedOnTheWay(facts, ending)) return beforeFinished(facts, ending)
  return isLateRefusal(facts, ending) ? lateRefusal(facts, ending) : null
}

/**
 * The client's flight was begun, never acknowledged or never captured whole, and nobody said more: it did not
 * arrive, whatever it looks like on the client's side of the path (facts 5.3.7).
 */
function unheardFlight(facts: Facts, ending: Ending): Verdict | null {
  const { exchange, conversation, serverHello } = facts
  if (exchange.tickets > 0 || exchange.applicationData.server.records > 0) return null
  const { client } = conversation.transport
  const begun = conversation.messages.some(
    ({ from, contentType, type }, index) =>
      from === 'client' && index > (serverHello?.index ?? 0) && (contentType === 23 || type === 'Hole'),
  )
  if (!begun) return null
  const unheard = client.unansweredRetransmissions + client.missingBytes + client.unacknowledged
  if (ending.how === 'timeout' && unheard > 0) return lateRefusal(facts, ending)
  if (ending.how === 'none' && lostOnTheWay(client))
    return incomplete('the server still lacks packets of the client where the capture ends')
  const isLeft = ending.by === 'client' && (ending.how === 'fin' || ending.how === 'rst')
  return isLeft && client.unacknowledged > 0 && conversation.transport.server.ttl !== null
    ? incomplete('the client hung up before the server had acknowledged its last messages')
    : null
}

/**
 * A fatal alert that came before the client had finished, though it did finish. One that cannot be read counts where
 * it was the server's: it has no reason to close so early.
 */
function refusedOnTheWay({ exchange }: Facts, ending: Ending): boolean {
  if (ending.how !== 'alert' || ending.row === null) return false
  const isRefusal = ending.alert !== null || ending.by === 'server'
  return isRefusal && ending.row < (exchange.clientFinished ?? 0)
}

function beforeFinished(facts: Facts, ending: Ending): Verdict | null {
  const { transport } = facts.conversation
  // Data went both ways: the flight only could not be recognised (padding, a stack that merges records).
  const unread = facts.exchange.clientAnswer === 'unknown' && !facts.exchange.exact.client
  if (unread && ending.alert === null && spokeAfterHello(facts)) return null
  if (ending.how === 'none') return incomplete('the capture ends in the middle of the handshake')
  const lost = transport.server.missingBytes + transport.client.missingBytes > 0
  if (lost && ending.how !== 'alert' && ending.how !== 'timeout') {
    return incomplete('bytes in the middle of the handshake are missing from the capture')
  }
  const stage = ending.by === 'client' ? stageOfClientRefusal(facts, ending) : stageOfServerRefusal(facts)
  return broken(stage, ending, lastCompletedBefore(stage, facts))
}

/** A server that saw the client's Certificate before it ended it judged that; else it broke off its own flight. */
function stageOfServerRefusal({ exchange }: Facts): Stage {
  const answered = exchange.clientAnswer === 'certificate' || exchange.clientAnswer === 'empty-certificate'
  return answered ? 'client-certificate' : 'server-certificate'
}

/** Protected records from the client, alerts aside, although no Finished could be told among them. */
function spokeAfterHello(facts: Facts): boolean {
  const alerts = new Set(facts.exchange.encryptedAlerts.map((alert) => alert.index))
  return facts.conversation.messages.some(
    ({ from, contentType, decrypted }, index) =>
      from === 'client' && contentType === 23 && !decrypted && !alerts.has(index),
  )
}

/**
 * The server, or a reset in its name, ended it behind the client's Finished, having sent neither a ticket nor data, and the client had
 * not begun to close. A server that accepted the certificate would have answered something.
 */
function isLateRefusal(facts: Facts, ending: Ending): boolean {
  const { exchange } = facts
  // An alert that can be read says what it is: close_notify refuses nothing, a verdict on a certificate always does.
  if (ending.by === 'server' && ending.how === 'close-notify') return false
  // Behind a late request it is that one's verdict, not the first handshake's.
  if (exchange.late !== null) return false
  const isVerdict = ending.by === 'server' && isAboutCertificate(ending.alert)
  if (isVerdict) return (ending.row ?? 0) > (exchange.clientFinished ?? 0)
  const isCutOff = ending.by === 'network' && ending.how === 'rst'
  if (ending.by !== 'server' && !isCutOff) return false
  if (exchange.tickets > 0 || exchange.applicationData.server.records > 0) return false
  return ending.row === null || ending.row > (exchange.clientFinished ?? 0)
}

function lateRefusal(facts: Facts, ending: Ending): Verdict {
  const stage: Stage = neverAsked(facts) ? 'finished' : 'client-certificate'
  return broken(stage, ending, lastCompletedBefore(stage, facts))
}

function neverAsked({ exchange, certificateRequest, conversation }: Facts): boolean {
  // Of a flight that is not whole the sizes tell nothing.
  if (conversation.transport.client.missingBytes > 0) return false
  return exchange.clientAnswer === 'finished-only' || (exchange.exact.server && certificateRequest === null)
}
