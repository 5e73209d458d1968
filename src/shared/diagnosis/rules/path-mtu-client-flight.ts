import { lostOnTheWay } from '../../conversation/conversation.ts'
import type { Facts } from '../../conversation/facts.ts'
import type { Draft, Rule } from '../rule.ts'
import { type LostFlight, lostFlight, segmentSize, whyUnnoticed } from '../support/flight.ts'
import { count } from '../words.ts'

const DISPROOF =
  'Pings of that size with fragmentation forbidden that pass, or a capture at the server that shows the flight arriving.'

/**
 * The client's flight with its Certificate is sent again, and the server stays silent (facts 5.3.7): plain TLS
 * works over such a path, mutual TLS hangs, for only then does the client send packets of full size. But for a
 * ClientHello that fills more than one packet, as those with post-quantum key shares do: then nothing works.
 */
export const pathMtuClientFlight: Rule = {
  id: 'path-mtu-client-flight',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const broke = verdict.break
    if (broke === null || (broke.how !== 'timeout' && broke.how !== 'rst')) return null
    if (broke.stage === 'client-hello') return helloDraft(facts)
    const hello = facts.serverHello
    if (hello === null || (broke.stage !== 'client-certificate' && broke.stage !== 'finished')) return null
    if (!sendsCertificate(facts)) return null
    const lost = lostFlight(facts, 'client', hello.index)
    return lost === null ? null : certificateDraft(lost)
  },
}

function certificateDraft(lost: LostFlight): Draft {
  return {
    confidence: lost.confidence,
    summary: "The client's certificate flight is lost on the way: its full-size packets do not get through.",
    explanation: `The flight of the server arrived. ${lost.seen} Without a client certificate the client never sends a full-size packet in a handshake: plain TLS works over such a path, mutual TLS hangs. ${whyUnnoticed(lost)}`,
    evidence: lost.evidence,
    disproof: DISPROOF,
    because: 'the large packets that carry the certificate of the client are lost on the way (path MTU)',
  }
}

/** Only where it must be the size: of a ClientHello that is lost whole, silence is all there is to say. */
function helloDraft(facts: Facts): Draft | null {
  const { client } = facts.conversation.transport
  const lost = lostFlight(facts, 'client', 0)
  if (lost === null || !(lost.told || helloLostBySize(facts) || lostOnTheWay(client))) return null
  const size = facts.clientHello?.message.length
  return {
    confidence: lost.confidence,
    summary:
      'The ClientHello is lost on the way: it fills more than one packet, and the full-size ones do not get through.',
    explanation: `${
      size === undefined
        ? ''
        : `The ClientHello has ${count(size, 'byte')}, one packet carries ${segmentSize(facts)}. `
    }${lost.seen} A client with a smaller hello (no post-quantum key share, fewer extensions) gets through to the same server. ${whyUnnoticed(lost)}`,
    evidence: lost.evidence,
    disproof: DISPROOF,
    because: 'the ClientHello is larger than what the path carries in one packet (path MTU)',
  }
}

/** The server has what stands behind the ClientHello's full-size packets, and not those. */
export function helloLostBySize(facts: Facts): boolean {
  const { client } = facts.conversation.transport
  const size = facts.clientHello?.message.length ?? 0
  return size > segmentSize(facts) / 2 && client.unansweredRetransmissions > 0 && client.duplicateAcks > 0
}

function sendsCertificate(facts: Facts): boolean {
  if (facts.certificateRequest !== null || facts.clientChain.length > 0) return true
  if (facts.clientAnswer === 'certificate') return true
  // Only a flight that is whole tells that it has none.
  const { missingBytes } = facts.conversation.transport.client
  return facts.tls13 && (facts.clientAnswer === 'unknown' || missingBytes > 0)
}
