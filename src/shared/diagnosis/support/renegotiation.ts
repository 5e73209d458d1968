import type { Facts } from '../../conversation/facts.ts'
import { rowEvidence } from '../evidence.ts'
import type { Evidence } from '../finding.ts'

/** The row with which a renegotiation, or TLS 1.3's late request, began, as evidence (facts 5.1.23, 5.1.25). */
export function renegotiationEvidence(facts: Facts): Evidence[] {
  const late = facts.exchange.renegotiation
  if (late === null) return lateRequestEvidence(facts)
  const message = facts.conversation.messages[late.startedAt]
  if (message?.form === 'handshake') {
    return [
      rowEvidence(
        facts,
        late.startedAt,
        message.type,
        `from the ${late.startedBy}, behind a finished handshake`,
      ),
    ]
  }
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

function lateRequestEvidence(facts: Facts): Evidence[] {
  const { late } = facts.exchange
  if (late === null) return []
  return [
    rowEvidence(
      facts,
      late.requestedAt,
      'CertificateRequest',
      'from the server, behind a finished handshake',
    ),
  ]
}
