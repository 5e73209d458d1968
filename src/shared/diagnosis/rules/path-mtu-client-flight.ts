import type { Facts } from '../../conversation/facts.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { lostFlight } from '../support/flight.ts'
import { count, list } from '../words.ts'

/**
 * The client's flight with its Certificate is sent again, and the server stays silent (facts 5.3.7): plain TLS
 * works over such a path, mutual TLS hangs, for only then does the client send packets of full size.
 */
export const pathMtuClientFlight: Rule = {
  id: 'path-mtu-client-flight',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const broke = verdict.break
    const hello = facts.serverHello
    if (hello === null || broke === null) return null
    if (broke.stage !== 'client-certificate' && broke.stage !== 'finished') return null
    if (broke.how !== 'timeout' && broke.how !== 'rst') return null
    if (!sendsCertificate(facts)) return null
    const { retransmissions, holes } = lostFlight(facts, 'client', hello.index)
    const { client } = facts.conversation.transport
    const repeated = retransmissions.length > 0 && client.unansweredRetransmissions > 0
    if (!repeated && holes.length === 0) return null
    const rows = repeated ? retransmissions : holes
    const sizes = list(
      [...new Set(rows.map((row) => String(facts.conversation.messages[row]?.length ?? 0)))],
      3,
    )
    return {
      confidence: rows.length > 1 ? CONFIDENCE.strong : CONFIDENCE.likely,
      summary:
        "The client's certificate flight is lost on the way: its full-size packets do not get through.",
      explanation: `The flight of the server arrived. ${repeated ? `The client then sent its own, with its certificate, ${count(retransmissions.length, 'more time', 'more times')} (segments of ${sizes} bytes), and the server acknowledged none of it.` : `Of the client's own flight, with its certificate, ${sizes} bytes are missing here, and the server did not go on.`} Without a client certificate the client never sends a full-size packet in a handshake: plain TLS works over such a path, mutual TLS hangs.`,
      evidence: rows
        .slice(0, 4)
        .map((row) =>
          rowEvidence(
            facts,
            row,
            repeated ? 'Retransmission' : 'Hole',
            count(facts.conversation.messages[row]?.length ?? 0, 'byte'),
          ),
        ),
      disproof:
        'Pings of that size with fragmentation forbidden that pass, or a capture at the server that shows the flight arriving.',
      because: 'the large packets that carry the certificate of the client are lost on the way (path MTU)',
    }
  },
}

function sendsCertificate(facts: Facts): boolean {
  if (facts.certificateRequest !== null || facts.clientChain.length > 0) return true
  if (facts.clientAnswer === 'certificate') return true
  // Only a flight that is whole tells that it has none.
  const { missingBytes } = facts.conversation.transport.client
  return facts.tls13 && (facts.clientAnswer === 'unknown' || missingBytes > 0)
}
