import { lostOnTheWay } from '../../conversation/conversation.ts'
import { faultText } from '../../conversation/probed.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import { idOfOwnFault, ownFault, probeEvidence } from '../support/probed-end.ts'
import { count } from '../words.ts'

/**
 * What the capture does not have, and what cannot be known for it: the start, bytes cut by the snap length,
 * packets that are missing, the end. Holes that another finding explains are not told twice.
 */
export const captureIncomplete: Rule = {
  id: 'capture-incomplete',
  pass: 'bucket',
  about: ['gap', 'probe'],
  judge(input) {
    const { facts, verdict } = input
    const own = ownLimit(input)
    if (own !== null) return own
    const gaps = gapsOf(input)
    if (gaps.length === 0 && verdict.outcome !== 'incomplete') return null
    const unknown = unknownText(input)
    const stopped = facts.probe !== null && gaps.length === 0
    return {
      confidence: CONFIDENCE.proven,
      summary:
        gaps.length > 0
          ? `The capture is incomplete: ${gaps.join('; ')}.`
          : `The ${stopped ? 'probe' : 'capture'} does not tell how it ended: ${verdict.unknown ?? 'it ends before the story does'}.`,
      explanation: stopped
        ? 'What the server would have said next is not known. Probe again, and let it run to its end.'
        : `${unknown} Messages that are not in the capture may have said more than those that are.`,
      evidence: facts.conversation.messages
        .map((message, row) => ({ message, row }))
        .filter(({ message }) => message.type === 'Hole' || message.cut)
        .slice(0, 4)
        .map(({ message, row }) =>
          rowEvidence(facts, row, message.type, message.cut ? 'cut short' : count(message.length, 'byte')),
        ),
      disproof: stopped
        ? 'The same probe, left to run to its end.'
        : 'A capture with full packets (snap length 0) that begins before the connection and ends after it.',
    }
  },
}

/** The probe itself could, or would, do no more: how the server would have gone on is not known. */
function ownLimit({ facts, verdict }: RuleInput): Draft | null {
  const broke = verdict.break
  const fault = ownFault(facts, broke)
  if (broke === null || fault === null || idOfOwnFault(fault, broke.stage) !== 'capture-incomplete')
    return null
  return {
    confidence: CONFIDENCE.proven,
    summary: `tlscope itself ended the connection: ${faultText(fault)}.`,
    explanation: `${OWN_LIMIT[fault.kind] ?? 'tlscope can do no more here.'} It met this: ${faultText(fault)}. The server refused nothing, and how it would have gone on cannot be known from this probe.`,
    evidence: [probeEvidence(fault.subject, faultText(fault))],
    disproof: 'Another client, or a capture of one, that goes on from here.',
    because: `tlscope could not go on (${faultText(fault)})`,
  }
}

const OWN_LIMIT: Readonly<Record<string, string>> = {
  unsupported: 'The server asks for something that TLS allows and this program cannot do.',
  limit: 'The server sent more than this program takes on one connection.',
  internal: 'This program made a mistake.',
}

function gapsOf({ facts, found }: RuleInput): string[] {
  const { transport } = facts.conversation
  const explained = found.some(({ id }) => id === 'path-mtu-server-flight' || id === 'path-mtu-client-flight')
  const gaps: string[] = []
  if (transport.startsMidway) gaps.push('it begins in the middle of the connection')
  for (const peer of ['client', 'server'] as const) {
    const { missingBytes, snappedBytes } = transport[peer]
    if (snappedBytes > 0)
      gaps.push(`${count(snappedBytes, 'byte')} of the ${peer} were cut off by the snap length`)
    const missing = missingBytes - snappedBytes
    if (missing > 0 && !explained && !lostOnTheWay(transport[peer]))
      gaps.push(`${count(missing, 'byte')} of the ${peer} are missing`)
  }
  return gaps
}

function unknownText({ facts, verdict }: RuleInput): string {
  if (verdict.outcome === 'incomplete') {
    return 'How the handshake ended, and whether anybody refused, cannot be known from it.'
  }
  if (verdict.outcome === 'broken') return 'Where it broke can be told; what led there may be missing.'
  if (facts.clientHello === null) return 'The hellos are not in it: what was offered and chosen is unknown.'
  return 'The handshake itself can be told; some of its parts, or of what followed, cannot be read.'
}
