import { responseText } from '../../conversation/http-facts.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { quoted } from '../words.ts'

/** Nothing broke: the last handshake finished and no refusal was seen. */
export const handshakeCompleted: Rule = {
  id: 'handshake-completed',
  pass: 'bucket',
  about: ['completed'],
  judge({ facts, verdict }) {
    if (verdict.outcome !== 'completed') return null
    const row = facts.exchange.completedAt
    const { client, server } = facts.exchange.applicationData
    const answer = facts.http.responses.at(-1)
    const spoke = client.records > 0 && server.records > 0
    return {
      confidence:
        verdict.suspected !== null ? CONFIDENCE.possible : spoke ? CONFIDENCE.proven : CONFIDENCE.likely,
      summary: spoke
        ? 'The handshake completed and data went both ways: nothing broke here.'
        : 'The handshake completed; no refusal is in this capture.',
      explanation: spoke
        ? `Both sides sent Finished and then application data. ${
            answer === undefined
              ? 'What HTTP said inside is not readable here.'
              : `HTTP answered ${quoted(responseText(answer))}.`
          }`
        : 'Both sides sent Finished. No answer of the server followed, so what it thought of the request cannot be seen.',
      evidence: row === null ? [] : [rowEvidence(facts, row, 'Finished', 'both sides finished')],
      disproof: 'An error of this moment in the log of the client or the server.',
    }
  },
}
