import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { endpointText } from '../words.ts'

/** SYN answered by RST (facts 5.3.2). */
export const tcpRefused: Rule = {
  id: 'tcp-refused',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    if (verdict.break?.stage !== 'tcp' || verdict.break.how !== 'rst') return null
    const server = endpointText(facts, 'server')
    const row = verdict.break.row
    return {
      confidence: CONFIDENCE.proven,
      summary: `${server} refused the TCP connection: nothing listens on that port, or a firewall rejects it.`,
      explanation: `The SYN to ${server} was answered by a reset. The host, or a device in its name, is reachable; the port is closed. TLS and certificates have no part in this.`,
      evidence: row === null ? [] : [rowEvidence(facts, row, 'RST', 'RST in answer to the SYN')],
      disproof: `A capture taken at ${server} that shows its SYN-ACK: then something on the way sent the reset.`,
      because: `nothing accepts connections on ${server}`,
    }
  },
}
