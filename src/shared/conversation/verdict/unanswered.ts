import { type Ending, transportEnding } from '../ending.ts'
import type { Facts } from '../facts.ts'
import { broken, type Verdict } from './shape.ts'

/**
 * The handshake finished, the client asked, heard nothing for seconds, and hung up: it timed out before it was served.
 * A capture that merely ends while the client still waits says nothing: answers may take their time.
 */
export function judgeUnanswered(facts: Facts): Verdict | null {
  const ending: Ending = transportEnding(facts)
  if (ending.how !== 'timeout' || ending.row === null) return null
  if (facts.conversation.messages[ending.row]?.from !== 'client') return null
  if (!isUnanswered(facts)) return null
  return broken('application', ending, 'finished')
}

/** In TLS 1.3 tickets look like an answer to whoever cannot decrypt them. */
function isUnanswered({ http, exchange, tls13 }: Facts): boolean {
  if (http.requests.length > 0) return http.responses.length + http.resets.length === 0
  const { client, server } = exchange.applicationData
  return !tls13 && client.records > 0 && server.records === 0
}
