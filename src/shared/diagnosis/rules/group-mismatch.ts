import type { Field } from '../../bytes/field.ts'
import type { Placed } from '../../conversation/facts.ts'
import { extensionData } from '../../tls/message/extension.ts'
import type { ServerHello, ServerKeyExchange } from '../../tls/message/handshake.ts'
import { groupName } from '../../tls/registry/index.ts'
import { endingEvidence, fieldEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import {
  helloAlert,
  narrowGroups,
  type Offers,
  offerEvidence,
  offersOf,
  saysNothingInCommon,
} from '../support/hello-offers.ts'
import { list } from '../words.ts'

/**
 * No group for the key exchange in common (facts 5.1.20; RFC 8446 4.2.7). A HelloRetryRequest is no mismatch
 * but the way to agree (facts 5.1.21).
 */
export const groupMismatch: Rule = {
  id: 'group-mismatch',
  pass: 'cause',
  about: ['break'],
  judge(input) {
    const { facts, verdict } = input
    const offers = offersOf(facts)
    if (offers === null) return null
    const { stage, by } = verdict.break ?? {}
    const answered = stage === 'server-hello' || stage === 'server-certificate'
    if (by === 'client' && (answered || facts.helloRetryRequest !== null)) return notOffered(input, offers)
    if (!saysNothingInCommon(helloAlert(verdict))) return null
    const narrow = narrowGroups(offers)
    if (narrow === null) return null
    const names =
      list(
        (offers.groups ?? []).map(({ value }) => groupName(value)),
        4,
      ) || 'none'
    return {
      confidence: narrow.explains ? CONFIDENCE.likely : CONFIDENCE.possible,
      summary: `Client and server probably share no group for the key exchange: the client ${narrow.why}.`,
      explanation: `The server refused the ClientHello straight away with a general alert. The client ${narrow.why}.`,
      evidence: [
        offerEvidence(facts, offers, 'supported_groups', offers.groups, names),
        ...endingEvidence(facts, verdict.break?.row ?? null),
      ],
      disproof: 'The same ClientHello with x25519 and secp256r1 among its groups, refused in the same way.',
      because: `the client ${narrow.why}`,
    }
  },
}

function notOffered({ facts, verdict }: RuleInput, offers: Offers): Draft | null {
  const chosen = chosenGroup(facts.serverHello ?? facts.helloRetryRequest, facts.serverKeyExchange)
  if (chosen === null || offers.groups === null) return null
  if (offers.groups.some(({ value }) => value === chosen.field.value)) return null
  const name = groupName(chosen.field.value)
  return {
    confidence: CONFIDENCE.proven,
    summary: `The server chose the group ${name}, which the client never offered.`,
    explanation: `${name} is not among the supported_groups of the ClientHello, so the client had to end it (RFC 8446 4.2.8, RFC 8422 5.4).`,
    evidence: [
      offerEvidence(facts, offers, 'supported_groups', offers.groups, `${offers.groups.length} groups`),
      fieldEvidence(chosen.placed, 'named_group', chosen.field, name),
      ...endingEvidence(facts, verdict.break?.row ?? null),
    ],
    disproof: 'A ClientHello in the same connection that does offer this group.',
    because: `the server chose the group ${name}, which was not offered`,
  }
}

interface Chosen {
  readonly placed: Placed<ServerHello | ServerKeyExchange>
  readonly field: Field<number>
}

/** TLS 1.3 names it in the key_share of the ServerHello, or of the HelloRetryRequest, TLS 1.2 in the ServerKeyExchange. */
function chosenGroup(
  hello: Placed<ServerHello> | null,
  exchange: Placed<ServerKeyExchange> | null,
): Chosen | null {
  const share = hello && extensionData(hello.body.extensions, 'key_share')?.groups[0]
  if (hello && share) return { placed: hello, field: share }
  const named = exchange?.body.namedGroup
  return exchange && named ? { placed: exchange, field: named } : null
}
