import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { fullSize, lostFlight } from '../support/flight.ts'
import { count, list } from '../words.ts'

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
    const { retransmissions, holes } = lostFlight(facts, 'server', hello.index)
    const { server } = facts.conversation.transport
    const repeated = retransmissions.length > 0 && server.unansweredRetransmissions > 0
    if (!repeated && holes.length === 0) return null
    const both = repeated && retransmissions.length > 1
    const size = fullSize(facts, 'server')
    const seen = repeated
      ? `The server sent full-size segments of its flight again ${count(retransmissions.length, 'time')} (${sizes(facts, retransmissions)} bytes), and the client never acknowledged them.`
      : `${count(server.missingBytes, 'byte')} of the flight of the server never reached this capture (${sizes(facts, holes)} bytes in one piece), while smaller packets did, and the client did not go on.`
    return {
      confidence: both ? CONFIDENCE.strong : CONFIDENCE.likely,
      summary:
        "The server's certificate flight is lost on the way: its full-size packets do not get through.",
      explanation: `${seen} The small packets of the connection passed; those of ${size} bytes and more did not. That is a path with a smaller MTU than the sender believes, whose notice (ICMP type 3 code 4) is lost.`,
      evidence: [
        ...retransmissions
          .slice(0, 4)
          .map((row) => rowEvidence(facts, row, 'Retransmission', sizeText(facts, row))),
        ...holes.slice(0, 2).map((row) => rowEvidence(facts, row, 'Hole', sizeText(facts, row))),
      ],
      disproof:
        'Pings of that size with fragmentation forbidden that pass, or a server that hung for a reason of its own.',
      because: 'the large packets of the server are lost on the way (path MTU)',
    }
  },
}

function sizes(facts: Parameters<typeof fullSize>[0], rows: readonly number[]): string {
  return list([...new Set(rows.map((row) => String(facts.conversation.messages[row]?.length ?? 0)))], 3)
}

function sizeText(facts: Parameters<typeof fullSize>[0], row: number): string {
  return count(facts.conversation.messages[row]?.length ?? 0, 'byte')
}
