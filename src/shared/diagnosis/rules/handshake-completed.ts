import type { Facts } from '../../conversation/facts.ts'
import { responseText } from '../../conversation/http-facts.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule } from '../rule.ts'
import { probeEvidence, seconds } from '../support/probed-end.ts'
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
    const quietMs = facts.probe?.end.kind === 'on-wire' ? (facts.probe.quietMs ?? null) : null
    if (!spoke && quietMs !== null) return quiet(facts, quietMs)
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

/** A probe that sends no request waits instead: a server that refuses says so within that time (facts 5.1.27). */
function quiet(facts: Facts, quietMs: number): Draft {
  const row = facts.exchange.completedAt
  return {
    confidence: CONFIDENCE.strong,
    summary: `The handshake completed, and the server raised no objection within ${seconds(quietMs)}: nothing broke here.`,
    explanation: `Both sides sent Finished. tlscope sent no request and listened for ${seconds(quietMs)}: no alert, no reset, no close.`,
    evidence: [
      ...(row === null ? [] : [rowEvidence(facts, row, 'Finished', 'both sides finished')]),
      probeEvidence('quiet', seconds(quietMs)),
    ],
    disproof: 'A refusal that takes the server longer than that, or comes with the first request.',
  }
}
