import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { REFUSAL_MEANS, refusedEvidence, refusedPackets } from '../support/refused-packets.ts'
import { count, duration, endpointText } from '../words.ts'
import { helloLostBySize } from './path-mtu-client-flight.ts'

/** A server may take that long to answer; a client that does not wait had a reason of its own. */
const PATIENCE_MICROS = 1_000_000

/**
 * The ClientHello was sent, acknowledged or repeated, and then nothing: the port is open, but what answers
 * there speaks no TLS, hangs, or its answer is lost. A client that hangs up on the silence counts as well.
 */
export const noAnswerToClientHello: Rule = {
  id: 'no-answer-to-client-hello',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const broke = verdict.break
    const hello = facts.clientHello
    if (broke?.stage !== 'client-hello' || hello === null || broke.how === 'alert') return null
    const gaveUp = broke.by === 'client'
    if (broke.how !== 'timeout' && !gaveUp) return null
    const { messages, transport, endedMicros } = facts.conversation
    if (messages.some(({ layer, from }) => layer === 'tls' && from === 'server')) return null
    if (transport.server.missingBytes > 0 || helloLostBySize(facts)) return null
    const [refused] = refusedPackets(facts, 'client', false)
    const server = endpointText(facts, 'server')
    const close = broke.row === null ? undefined : messages[broke.row]
    const until = close?.atMicros ?? endedMicros + transport.silenceMicros
    const waitedMicros = Math.max(0, until - hello.message.atMicros)
    const waited = duration(waitedMicros)
    const hasty = gaveUp && waitedMicros < PATIENCE_MICROS
    const repeats = transport.client.retransmissions
    const unacknowledged = transport.client.unacknowledged > 0
    const arrived = unacknowledged
      ? `It was repeated ${count(repeats, 'time')} and never acknowledged: it does not arrive, or the acknowledgement does not come back.`
      : 'Its bytes were acknowledged, so the host has them; the program behind the port said nothing, or all that it said is lost on the way.'
    const icmp =
      refused === undefined
        ? ''
        : ` An ICMP error came instead: ${refused.kind} (${refused.detail}), which means that ${REFUSAL_MEANS[refused.kind]}.`
    return {
      // A client that hangs up after a moment may have had its own reason.
      confidence:
        refused !== undefined
          ? CONFIDENCE.proven
          : hasty
            ? CONFIDENCE.possible
            : gaveUp
              ? CONFIDENCE.likely
              : CONFIDENCE.strong,
      summary: hasty
        ? `The client hung up ${waited} after its ClientHello, before ${server} had answered.`
        : `${server} accepted the connection and never answered the ClientHello.`,
      explanation: `${count(hello.message.length, 'byte')} of ClientHello were sent; within ${waited} not a byte of TLS came back${gaveUp ? ', and the client hung up' : ''}. ${arrived}${icmp}`,
      evidence: [
        ...(refused === undefined ? [] : [refusedEvidence(facts, refused)]),
        rowEvidence(facts, hello.index, 'ClientHello', count(hello.message.length, 'byte')),
        ...endingEvidence(facts, broke.row),
      ],
      disproof: `A capture taken at ${server} that shows its ServerHello leaving: then the answer is lost on the way.`,
      ...(hasty
        ? {}
        : {
            because:
              refused !== undefined
                ? REFUSAL_MEANS[refused.kind]
                : unacknowledged
                  ? 'the ClientHello does not arrive, or nothing gets back'
                  : 'what listens there does not speak TLS, or hangs',
          }),
    }
  },
}
