import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { endpointText } from '../words.ts'

/** A stream on a port for TLS whose first bytes are neither a TLS record nor HTTP. */
export const notTls: Rule = {
  id: 'not-tls',
  pass: 'cause',
  about: ['not-tls'],
  judge({ facts }) {
    if (facts.conversation.notTls !== 'other') return null
    const server = endpointText(facts, 'server')
    return {
      confidence: CONFIDENCE.strong,
      summary: `The connection to ${server} carries something other than TLS.`,
      explanation: `Its first bytes are no TLS record, no HTTP, and none of the protocols that start in the clear and turn to TLS. Something else speaks on that port, or a PROXY header or a tunnel stands in front of the TLS.`,
      evidence: facts.conversation.messages
        .slice(0, 1)
        .map((message, row) => rowEvidence(facts, row, message.type, message.type)),
      disproof: 'A capture of the same connection from its first packet that begins with a ClientHello.',
    }
  },
}
