import { type LadderMessage, lostOnTheWay } from './conversation.ts'
import type { Facts, PlacedAlert } from './facts.ts'
import type { EndedBy, How, Peer } from './vocabulary.ts'

/** How a conversation came to its end, read off the wire; whether that was a failure is another question. */
export interface Ending {
  readonly by: EndedBy
  readonly how: How
  /** The row that shows it; `null` for silence. */
  readonly row: number | null
  /** AlertDescription where `how` is `alert` and the alert was readable. */
  readonly alert: number | null
}

/** Silence of this length at the end of a capture, or before somebody hung up, is a time-out. */
export const GAVE_UP_MICROS = 3_000_000
/** The same where packets are known to be lost: what is sent again takes a second (RFC 6298 2). */
const GAVE_UP_ON_LOSS_MICROS = 1_000_000
/** Retransmissions without any answer that count as silence even in a short capture. */
const UNANSWERED = 2

export const CLOSE_NOTIFY = 0
const USER_CANCELED = 90
const WARNING = 1

/** An alert that ends a session: in TLS 1.3 all but two (RFC 8446 6.2), before that those of level fatal. */
export function isFatal(alert: PlacedAlert, tls13: boolean): boolean {
  if (alert.description === CLOSE_NOTIFY) return false
  if (tls13) return alert.description !== USER_CANCELED
  return alert.level !== WARNING
}

/** The readable fatal alert that came first, at or behind `fromRow`. */
export function firstFatalAlert(facts: Facts, fromRow = 0): PlacedAlert | null {
  for (const alert of facts.alerts) {
    if (alert.index >= fromRow && alert.description !== null && isFatal(alert, facts.tls13)) return alert
  }
  return null
}

/** What ended the conversation, alerts first: an alert explains the close that follows it. */
export function readEnding(facts: Facts): Ending {
  const fatal = firstFatalAlert(facts)
  if (fatal !== null) {
    return { by: fatal.from, how: 'alert', row: fatal.index, alert: fatal.description }
  }
  const hidden = facts.exchange.encryptedAlerts[0]
  const closed = transportEnding(facts)
  const closeNotify = facts.alerts.find((alert) => alert.description === CLOSE_NOTIFY)
  // Said to somebody who had hung up already, it ended nothing.
  const answersFin =
    closed.row !== null &&
    closeNotify !== undefined &&
    closeNotify.from !== closed.by &&
    closeNotify.index > closed.row
  if (
    closeNotify !== undefined &&
    !answersFin &&
    (hidden === undefined || closeNotify.index < hidden.index)
  ) {
    if (facts.exchange.completedAt === null && hungUpAfterSilence(facts, closeNotify.index))
      return { ...SILENCE, row: closeNotify.index }
    return { by: closeNotify.from, how: 'close-notify', row: closeNotify.index, alert: null }
  }
  if (hidden !== undefined && (closed.row === null || hidden.index < closed.row)) {
    return { by: hidden.from, how: 'alert', row: hidden.index, alert: null }
  }
  return closed
}

/** The FIN, the RST or the silence, whatever TLS said before. */
export function transportEnding(facts: Facts): Ending {
  const { messages, transport } = facts.conversation
  const at = messages.findIndex(({ type }) => type === 'FIN' || type === 'RST')
  const row = messages[at]
  if (row === undefined) return isSilent(facts) ? SILENCE : STILL_OPEN
  if (hungUpAfterSilence(facts, at)) return { ...SILENCE, row: at }
  const by = row.type === 'RST' && isForeignReset(facts, row.from) ? 'network' : row.from
  return {
    by,
    how: row.type === 'RST' ? 'rst' : transport.closed === 'rst' && row.type !== 'FIN' ? 'rst' : 'fin',
    row: at,
    alert: null,
  }
}

/** A reset whose hop count differs from its alleged sender's other packets comes from a middlebox (facts 5.3.3). */
export function isForeignReset(facts: Facts, from: Peer): boolean {
  const side = facts.conversation.transport[from]
  return side.ttl !== null && side.resetTtl !== null && side.ttl !== side.resetTtl
}

function isSilent(facts: Facts): boolean {
  const { transport } = facts.conversation
  const { client, server } = transport
  if (client.unansweredRetransmissions >= UNANSWERED || server.unansweredRetransmissions >= UNANSWERED)
    return true
  if (!isEstablished(facts) && transport.synRetransmissions >= UNANSWERED) return true
  return transport.silenceMicros >= GAVE_UP_MICROS && !wentOnUncaptured(facts)
}

/**
 * Whether the silence is the capture's, not the wire's: TCP repeats within a second or so what nobody
 * acknowledged (RFC 6298), so bytes, or a SYN, that are neither acknowledged nor repeated went on elsewhere.
 */
function wentOnUncaptured(facts: Facts): boolean {
  const { transport } = facts.conversation
  if (transport.synSeen && !isEstablished(facts)) return transport.synRetransmissions === 0
  return [transport.client, transport.server].some(
    (side) => side.unacknowledged > 0 && side.unansweredRetransmissions === 0 && !lostOnTheWay(side),
  )
}

/** Whether the three packets that open a connection arrived: who acknowledges the server has heard it. */
export function isEstablished({ conversation }: Facts): boolean {
  const { synAckSeen, startsMidway, server } = conversation.transport
  return startsMidway || server.ackSeen || (synAckSeen && server.delivered > 0)
}

/** Somebody waited, heard nothing and hung up: the other side's silence ended it, not the one who closed. */
function hungUpAfterSilence(facts: Facts, closeRow: number): boolean {
  const { messages } = facts.conversation
  const closer = messages[closeRow]
  if (closer === undefined) return false
  const farewell = farewellBefore(messages, closeRow, closer.from)
  const lastSaid = lastTlsBefore(messages, farewell)
  if (lastSaid === null) return false
  const missed = lastSaid.from !== closer.from
  if (missed && !isFlightIncomplete(facts, lastSaid) && !repeatedBefore(messages, farewell, lastSaid))
    return false
  // Said again and again to somebody who never acknowledged it: nobody judged what never arrived.
  if (facts.exchange.completedAt === null && isUnheard(facts, lastSaid.from, UNANSWERED)) return true
  const waited = (messages[farewell]?.atMicros ?? closer.atMicros) - lastSaid.atMicros
  const side = facts.conversation.transport[lastSaid.from]
  const troubled = side.retransmissions > 0 || lostOnTheWay(side)
  return waited >= (troubled ? GAVE_UP_ON_LOSS_MICROS : GAVE_UP_MICROS)
}

/** Whether what was said last was sent again, and again, until the other side hung up: it cannot have had all of it. */
function repeatedBefore(messages: readonly LadderMessage[], row: number, lastSaid: LadderMessage): boolean {
  const since = messages.slice(messages.indexOf(lastSaid) + 1, row)
  const repeats = since.filter(({ type, from }) => type === 'Retransmission' && from === lastSaid.from)
  return repeats.length >= UNANSWERED
}

/** Where somebody who hangs up began to: a close_notify is part of it, and the ChangeCipherSpec that may stand before. */
function farewellBefore(messages: readonly LadderMessage[], closeRow: number, from: Peer): number {
  let row = closeRow
  for (let before = messages[row - 1]; before?.from === from; before = messages[row - 1]) {
    const polite = before.alert !== null && before.alert.description?.value === CLOSE_NOTIFY
    if (!polite && before.type !== 'ChangeCipherSpec') break
    row--
  }
  return row
}

function lastTlsBefore(messages: readonly LadderMessage[], row: number): LadderMessage | null {
  for (let at = row - 1; at >= 0; at--) {
    const message = messages[at]
    if (message?.layer === 'tls') return message
  }
  return null
}

/** That side had not said all that it had to say in the handshake: the other one was still waiting for the rest. */
function isFlightIncomplete(facts: Facts, last: LadderMessage): boolean {
  // What looks like the end of a handshake may stand behind what was lost of it.
  if (lostOnTheWay(facts.conversation.transport[last.from])) return true
  if (facts.exchange.completedAt !== null) return false
  if (isUnheard(facts, last.from, 1) || NEVER_LAST.has(last.type)) return true
  return facts.conversation.transport[last.from].missingBytes > 0
}

/** What that side said was sent again and not acknowledged to the end, not by the close either. */
function isUnheard(facts: Facts, from: Peer, times: number): boolean {
  return facts.conversation.transport[from].unansweredRetransmissions >= times
}

/** Messages behind which their sender always has more to say (RFC 5246 7.3, RFC 8446 2). */
const NEVER_LAST: ReadonlySet<string> = new Set([
  'ServerHello',
  'EncryptedExtensions',
  'CertificateRequest',
  'Certificate',
  'CompressedCertificate',
  'CertificateStatus',
  'ServerKeyExchange',
  'ClientKeyExchange',
  'CertificateVerify',
  'ChangeCipherSpec',
])

export const SILENCE: Ending = { by: 'network', how: 'timeout', row: null, alert: null }
const STILL_OPEN: Ending = { by: 'none', how: 'none', row: null, alert: null }
