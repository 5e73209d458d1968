import { endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { renegotiationEvidence } from '../support/renegotiation.ts'

/** The late request answered by an alert (no_renegotiation is 100) or by hanging up (facts 5.1.24). */
export const renegotiationRefused: Rule = {
  id: 'renegotiation-refused',
  pass: 'cause',
  judge({ facts, verdict }) {
    const broke = verdict.break
    if (broke?.stage !== 'late-client-auth' || broke.how === 'timeout') return null
    const byClient = broke.by === 'client'
    return {
      confidence: broke.how === 'alert' ? CONFIDENCE.strong : CONFIDENCE.likely,
      summary: byClient
        ? 'The client refused to renegotiate, so the server could not get its certificate late.'
        : 'The renegotiation in which the server wanted a client certificate failed, and the server gave up.',
      explanation: `Behind the finished handshake the ${facts.exchange.renegotiation?.startedBy ?? 'server'} started another one; it never completed. Many clients switch renegotiation off. The way out is to ask for the certificate in the first handshake.`,
      evidence: [...renegotiationEvidence(facts), ...endingEvidence(facts, broke.row)],
      disproof: 'The secrets of this session, showing that the alert speaks of something else.',
      because: byClient ? 'it does not renegotiate' : 'the renegotiation was not completed',
    }
  },
}
