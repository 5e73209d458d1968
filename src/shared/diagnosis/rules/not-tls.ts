import { faultText } from '../../conversation/probed.ts'
import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import { idOfOwnFault, ownFault, probedEnd, probeEvidence } from '../support/probed-end.ts'
import { endpointText } from '../words.ts'

/** A stream on a port for TLS whose first bytes are neither a TLS record nor HTTP. */
export const notTls: Rule = {
  id: 'not-tls',
  pass: 'cause',
  about: ['not-tls', 'probe'],
  judge(input) {
    const { facts } = input
    const own = unsound(input)
    if (own !== null) return own
    if (facts.conversation.notTls !== 'other' || probedEnd(facts, 'no-tunnel') !== null) return null
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

/** What the server said to the probe is no TLS, or none that is sound. */
function unsound({ facts, verdict }: RuleInput): Draft | null {
  const broke = verdict.break
  const fault = ownFault(facts, broke)
  if (broke === null || fault === null || idOfOwnFault(fault, broke.stage) !== 'not-tls') return null
  const server = endpointText(facts, 'server')
  const none = fault.kind === 'not-tls'
  return {
    confidence: CONFIDENCE.proven,
    summary: none
      ? `${server} does not speak TLS: it answered the ClientHello with ${fault.found}.`
      : `${server} broke the rules of TLS in the middle of it: ${faultText(fault)}.`,
    explanation: none
      ? `Its first bytes are no TLS record. Another protocol listens on that port, or one that must be asked for TLS first.`
      : `tlscope ended the connection, because what came cannot be right: ${faultText(fault)}. A broken TLS stack does that, or a device on the way that changes what passes.`,
    evidence: [probeEvidence(fault.subject, faultText(fault)), ...endingEvidence(facts, broke.row)],
    disproof: 'Another TLS client that goes on from this very message.',
    ...(none ? {} : { because: faultText(fault) }),
  }
}
