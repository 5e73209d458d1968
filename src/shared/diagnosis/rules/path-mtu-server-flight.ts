import type { Rule } from '../rule.ts'
import { lostFlight, whyUnnoticed } from '../support/flight.ts'

/**
 * A hole in the server's flight, or full-size segments of it sent again and again, and silence (facts 5.3.6).
 * The small packets before passed. Seen from the server's side there are the retransmissions, from the
 * client's the hole: where the client then stays silent, the bytes were lost on the way, not in the capture.
 */
export const pathMtuServerFlight: Rule = {
  id: 'path-mtu-server-flight',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const broke = verdict.break
    const hello = facts.clientHello
    if (hello === null || broke === null || broke.how === 'alert') return null
    const inFlight = ['client-hello', 'server-hello', 'server-certificate'].includes(broke.stage)
    if (!inFlight || (broke.how !== 'timeout' && broke.how !== 'rst')) return null
    const lost = lostFlight(facts, 'server', hello.index)
    if (lost === null) return null
    return {
      confidence: lost.confidence,
      summary:
        "The server's certificate flight is lost on the way: its full-size packets do not get through.",
      explanation: `${lost.seen} The small packets of the connection passed. ${whyUnnoticed(lost)}`,
      evidence: lost.evidence,
      disproof:
        'Pings of that size with fragmentation forbidden that pass, or a server that hung for a reason of its own.',
      because: 'the large packets of the server are lost on the way (path MTU)',
    }
  },
}
