import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { probedEnd } from '../support/probed-end.ts'
import { endpointText, quoted } from '../words.ts'

/** The first bytes of a connection that should carry TLS are HTTP, in either direction (facts 5.3.10). */
export const plainHttpOnTlsPort: Rule = {
  id: 'plain-http-on-tls-port',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    // What was said to a proxy is HTTP by right.
    if (probedEnd(facts, 'no-tunnel') !== null) return null
    if (verdict.break === null || facts.serverHello !== null) return null
    const { messages, notTls } = facts.conversation
    const row = messages.findIndex(({ layer, decrypted }) => layer === 'http' && !decrypted)
    const first = messages[row]
    if (first === undefined && notTls !== 'http') return null
    const byServer = first?.from === 'server'
    // Behind a proxy's CONNECT, HTTP comes first by right.
    if (facts.conversation.startedBy !== null) return null
    const server = endpointText(facts, 'server')
    const line = first?.likely ? ` (${quoted(first.likely)})` : ''
    return {
      confidence: CONFIDENCE.proven,
      summary: byServer
        ? `${server} answers in plain HTTP where TLS was asked for.`
        : `The client speaks plain HTTP to ${server}, where TLS is expected.`,
      explanation: byServer
        ? `The client sent a ClientHello, and the first bytes back are HTTP${line}: the listener on that port does not speak TLS.`
        : `The first bytes of the connection are HTTP${line}, not a TLS record. A TLS listener answers such a request with a 400 page, an alert or a reset: the client uses http:// or its TLS setting is off.`,
      evidence: [
        ...(first === undefined ? [] : [rowEvidence(facts, row, first.type, first.likely ?? 'HTTP')]),
        ...(verdict.break.row === row ? [] : endingEvidence(facts, verdict.break.row)),
      ],
      disproof: 'A port that is meant for plain HTTP.',
      because: byServer
        ? 'the listener on that port speaks plain HTTP'
        : 'the client speaks plain HTTP to it',
    }
  },
}
