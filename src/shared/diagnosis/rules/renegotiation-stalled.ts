import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { renegotiationEvidence } from '../support/renegotiation.ts'

/** The late request while the client still sends a body: neither side reads the other (facts 5.1.26, 4.2.6). */
export const renegotiationStalled: Rule = {
  id: 'renegotiation-stalled',
  pass: 'cause',
  judge({ facts, verdict }) {
    if (verdict.break?.stage !== 'late-client-auth' || verdict.break.how !== 'timeout') return null
    const sent = facts.exchange.applicationData.client.bytes
    const answered = facts.exchange.renegotiation?.clientAnswered !== null
    return {
      confidence: answered ? CONFIDENCE.possible : CONFIDENCE.strong,
      summary: `The server asked for the client certificate while the client was still sending (${sent} bytes so far); both then waited for each other.`,
      explanation: `A request larger than about 32 to 60 KB fills the window before the client reads the server's late request. ${
        answered ? 'The client did begin to answer it.' : 'The client never answered it.'
      } Ask for the certificate in the first handshake; until then the client may send "Expect: 100-continue" or a small request first.`,
      evidence: renegotiationEvidence(facts),
      disproof: 'The same client failing alike with a request that has no body.',
      because: 'the server asked for a certificate while the client was still sending its request',
    }
  },
}
