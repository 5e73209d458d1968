import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { count, duration, endpointText } from '../words.ts'

/** SYN retransmitted, no SYN-ACK, no RST (facts 5.3.1, 4.6.5): dropped on the way there, or on the way back. */
export const tcpNoAnswer: Rule = {
  id: 'tcp-no-answer',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const broke = verdict.break
    if (broke?.stage !== 'tcp' || broke.how !== 'timeout') return null
    const { messages, transport, startedMicros, endedMicros } = facts.conversation
    const server = endpointText(facts, 'server')
    const repeats = transport.synRetransmissions
    const waited = duration(endedMicros - startedMicros + transport.silenceMicros)
    const evidence = messages
      .map(({ type, from }, row) => ({ type, from, row }))
      .filter(({ type, from }) => from === 'client' && (type === 'SYN' || type === 'Retransmission'))
      .slice(0, 4)
      .map(({ type, row }) => rowEvidence(facts, row, type, type === 'SYN' ? 'SYN' : 'SYN, sent again'))
    return {
      confidence: repeats > 0 ? CONFIDENCE.proven : CONFIDENCE.strong,
      summary: `${server} never answered the TCP connection request: something on the way drops it.`,
      explanation: `The SYN to ${server} was ${repeats === 0 ? 'sent once' : `repeated ${count(repeats, 'time')}`}, and within ${waited} neither a SYN-ACK nor a reset came back. A closed port would have answered with a reset; silence is what a network security group, a firewall, a missing route, or the wrong address looks like. TLS and certificates have no part in this.`,
      evidence,
      disproof: `A capture taken at ${server}: where it shows the SYN and a SYN-ACK, the answer is lost on the way back (an asymmetric route).`,
      because: `packets to ${server} are dropped on the way, or its answers are`,
    }
  },
}
