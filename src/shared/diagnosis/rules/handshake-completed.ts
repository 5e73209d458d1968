import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'

/** Nothing broke: the last handshake finished and no refusal was seen. */
export const handshakeCompleted: Rule = {
  id: 'handshake-completed',
  pass: 'bucket',
  judge({ facts, verdict }) {
    if (verdict.outcome !== 'completed') return null
    const row = facts.exchange.completedAt
    const { client, server } = facts.exchange.applicationData
    const spoke = client.records > 0 && server.records > 0
    return {
      confidence:
        verdict.suspected !== null ? CONFIDENCE.possible : spoke ? CONFIDENCE.proven : CONFIDENCE.likely,
      summary: spoke
        ? 'The handshake completed and data went both ways: nothing broke here.'
        : 'The handshake completed; no refusal is in this capture.',
      explanation: spoke
        ? 'Both sides sent Finished and then application data. What HTTP said inside is encrypted.'
        : 'Both sides sent Finished. No answer of the server followed, so what it thought of the request cannot be seen.',
      evidence: row === null ? [] : [rowEvidence(facts, row, 'Finished', 'both sides finished')],
      disproof: 'An error of this moment in the log of the client or the server.',
    }
  },
}
