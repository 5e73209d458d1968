import type { Facts } from '../../conversation/facts.ts'
import { responseText } from '../../conversation/http-facts.ts'
import { isResumed } from '../../conversation/requested.ts'
import type { Verdict } from '../../conversation/verdict/shape.ts'
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
    const spoke = client.records > 0 && server.records > 0
    const quietMs = facts.probe?.end.kind === 'on-wire' ? (facts.probe.quietMs ?? null) : null
    if (!spoke && quietMs !== null) return quiet(facts, quietMs)
    const { summary, explanation } = spoke ? whatWasAnswered(facts, verdict) : UNANSWERED
    return {
      confidence:
        verdict.suspected !== null ? CONFIDENCE.possible : spoke ? CONFIDENCE.proven : CONFIDENCE.likely,
      summary: `${isResumed(facts) ? 'An earlier session was resumed (without certificates)' : 'The handshake completed'}${summary}`,
      explanation: `Both sides sent Finished${explanation}${isResumed(facts) ? RESUMED : ''}`,
      evidence: row === null ? [] : [rowEvidence(facts, row, 'Finished', 'both sides finished')],
      disproof: 'An error of this moment in the log of the client or the server.',
    }
  },
}

const UNANSWERED = {
  summary: '; no refusal is in this capture.',
  explanation: '. No answer of the server followed, so what it thought of the request cannot be seen.',
}

const RESUMED =
  ' Nobody sends or asks for a certificate when a session is resumed: the server goes by what it saw when that session began.'

/** Where HTTP cannot be read, TLS is all that can be vouched for: a gateway refuses clients in HTTP (facts 2.4). */
function whatWasAnswered(facts: Facts, verdict: Verdict): Pick<Draft, 'summary' | 'explanation'> {
  const answer = facts.http.responses.at(-1)
  if (answer !== undefined) {
    const text = quoted(responseText(answer))
    return {
      summary:
        answer.http.status < 400
          ? ` and HTTP answered ${text}: nothing broke here.`
          : `, and HTTP answered ${text}: TLS broke nothing.`,
      explanation: ` and then application data. HTTP answered ${text}.`,
    }
  }
  if (verdict.suspected?.kind === 'short-answer')
    return {
      summary:
        ', and the server closed after one short answer: encrypted here, it may be what was asked for, or a page that refuses.',
      explanation: ` and then application data. ${REFUSES_IN_HTTP}`,
    }
  const empty = facts.clientAnswer === 'empty-certificate'
  return {
    summary: ` and data went both ways: TLS broke nothing; what was answered is encrypted here.${
      empty ? ' The client was asked for a certificate and sent none.' : ''
    }`,
    explanation: ` and then application data. ${REFUSES_IN_HTTP}`,
  }
}

const REFUSES_IN_HTTP =
  'Application Gateway and API Management refuse clients in HTTP, behind a sound handshake (400, 401, 403): the status in the client’s log, or a key log of this session, tells.'

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
