import type { Facts } from '../../conversation/facts.ts'
import { rowEvidence } from '../evidence.ts'
import type { Evidence } from '../finding.ts'

/** The row with which a renegotiation began, as evidence (facts 5.1.23). */
export function renegotiationEvidence(facts: Facts): Evidence[] {
  const late = facts.exchange.renegotiation
  if (late === null) return []
  const message = facts.conversation.messages[late.startedAt]
  const size = message?.recordLengths[0]
  return [
    rowEvidence(
      facts,
      late.startedAt,
      'record',
      `handshake record of ${size ?? '?'} bytes from the ${late.startedBy}, behind a finished handshake`,
    ),
  ]
}
