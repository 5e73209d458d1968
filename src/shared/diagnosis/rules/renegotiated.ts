import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { renegotiationEvidence } from '../support/renegotiation.ts'

/** TLS 1.2 handshake records after a finished handshake, and new keys on both sides (facts 5.1.23). */
export const renegotiated: Rule = {
  id: 'renegotiated',
  pass: 'cause',
  about: ['renegotiation'],
  judge({ facts }) {
    const late = facts.exchange.renegotiation
    if (late === null || !late.completed) return null
    return {
      confidence: CONFIDENCE.proven,
      summary: 'The session was renegotiated: a second handshake ran inside the first one.',
      explanation: `The ${late.startedBy} began a new handshake after the first had finished, and both sides changed keys again. ${
        late.full
          ? 'It was a full handshake, so certificates could be exchanged in it.'
          : 'It was an abbreviated one, which carries no certificate.'
      } TLS 1.3 has no renegotiation: what depends on it fails there.`,
      evidence: renegotiationEvidence(facts),
      disproof: late.readable
        ? 'Two connections taken for one: other addresses or ports on the packets of the second handshake.'
        : 'The secrets of this session, showing that those records hold no second handshake.',
    }
  },
}
