import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'

/** TLS 1.3: the server said no behind the client's Finished; the client believed it was through (facts 5.1.27). */
export const lateRejection: Rule = {
  id: 'late-rejection',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const finished = facts.exchange.clientFinished
    const broke = verdict.break
    if (!facts.tls13 || finished === null || broke?.by !== 'server') return null
    if (broke.stage !== 'client-certificate' && broke.stage !== 'finished') return null
    if (broke.row !== null && broke.row < finished) return null
    const read = broke.how === 'http-status' || broke.alert !== null
    return {
      confidence: read ? CONFIDENCE.proven : CONFIDENCE.strong,
      summary:
        'The refusal came after the client had finished its handshake: client tools report success first and an error only when they read.',
      explanation:
        'In TLS 1.3 the client is done with its own Finished, before the server has judged what it sent. "Connected" or "handshake complete" in a client’s log proves nothing here; wait for the first byte of the answer.',
      evidence: [
        rowEvidence(facts, finished, 'Finished', 'the client’s last handshake record'),
        ...endingEvidence(facts, broke.row),
      ],
      disproof: read
        ? 'Packets written out of order: a capture taken at the client in which the refusal comes before its Finished.'
        : 'The secrets of this session, showing that the server’s last record is a close_notify; a test with TLS 1.2 shows the refusal in the clear.',
    }
  },
}
