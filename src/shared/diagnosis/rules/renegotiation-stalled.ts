import type { Facts } from '../../conversation/facts.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { renegotiationEvidence } from '../support/renegotiation.ts'

/** From about here on the deadlock was reported (facts 4.2.6). */
const LARGE_BODY = 32_000

/** The late request while the client still sends a body: neither side reads the other (facts 5.1.26, 4.2.6). */
export const renegotiationStalled: Rule = {
  id: 'renegotiation-stalled',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    if (verdict.break?.stage !== 'late-client-auth' || verdict.break.how !== 'timeout') return null
    const sending = isSending(facts)
    const { renegotiation, late } = facts.exchange
    const answered = (renegotiation?.clientAnswered ?? late?.answeredAt ?? null) !== null
    const sent = facts.exchange.applicationData.client.bytes
    return {
      confidence: sending && !answered ? CONFIDENCE.strong : CONFIDENCE.possible,
      summary: sending
        ? `The server asked for the client certificate while the client was still sending (${sent} bytes so far); both then waited for each other.`
        : 'The server asked for the client certificate late, and that request was never brought to its end.',
      explanation: `${
        sending
          ? "A request larger than about 32 to 60 KB fills the window before the client reads the server's late request."
          : 'No more of a request was under way that could hold it up: the client, or something on the way, let the late request lie.'
      } ${
        answered ? 'The client did begin to answer it.' : 'The client never answered it.'
      } Ask for the certificate in the first handshake; until then the client may send "Expect: 100-continue" or a small request first.`,
      evidence: renegotiationEvidence(facts),
      disproof: 'The same client failing alike with a request that has no body.',
      because: sending
        ? 'the server asked for a certificate while the client was still sending its request'
        : 'the late request was never answered to its end',
    }
  },
}

/** Data of the client behind the late request, or on the way when it came. */
function isSending(facts: Facts): boolean {
  const startedAt = facts.exchange.renegotiation?.startedAt ?? facts.exchange.late?.requestedAt ?? null
  const { lastRow, bytes } = facts.exchange.applicationData.client
  if (startedAt === null || lastRow === null) return false
  const { unacknowledged } = facts.conversation.transport.client
  return lastRow > startedAt || unacknowledged > 0 || bytes >= LARGE_BODY
}
