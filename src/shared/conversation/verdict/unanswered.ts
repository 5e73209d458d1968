import { type Ending, GAVE_UP_MICROS, SILENCE, transportEnding } from '../ending.ts'
import type { Facts } from '../facts.ts'
import { broken, type Verdict } from './shape.ts'

/**
 * The handshake finished, the client asked, heard nothing for seconds, and hung up: it timed out before it was served.
 * A capture that merely ends while the client still waits says nothing: answers may take their time.
 */
export function judgeUnanswered(facts: Facts): Verdict | null {
  if (!isUnanswered(facts)) return null
  const ending = gaveUp(facts)
  return ending === null ? null : broken('application', ending, 'finished')
}

/** The client hung up after seconds of silence: by its FIN, or by a farewell that the server answers with its own. */
function gaveUp(facts: Facts): Ending | null {
  const { messages } = facts.conversation
  const ending = transportEnding(facts)
  if (ending.how === 'timeout' && ending.row !== null && messages[ending.row]?.from === 'client')
    return ending
  const lastData = facts.exchange.applicationData.client.lastRow
  const farewell = messages.findIndex(
    ({ type, from, layer }, row) =>
      row > (lastData ?? row) && layer === 'tls' && (from === 'server' || type === 'Alert'),
  )
  const [asked, closed] = [messages[lastData ?? -1], messages[farewell]]
  // Of data in several packets the row tells only when it began.
  if (asked?.frames.length !== 1 || closed?.from !== 'client') return null
  return closed.atMicros - asked.atMicros >= GAVE_UP_MICROS ? { ...SILENCE, row: farewell } : null
}

/** In TLS 1.3 tickets look like an answer to whoever cannot decrypt them. */
function isUnanswered({ http, exchange, tls13 }: Facts): boolean {
  if (http.requests.length > 0) return http.responses.length + http.resets.length === 0
  const { client, server } = exchange.applicationData
  return !tls13 && client.records > 0 && server.records === 0
}
