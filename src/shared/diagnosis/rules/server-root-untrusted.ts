import { isCa } from '../../x509/summary.ts'
import { endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import {
  ALERT,
  consequence,
  endRow,
  type Refusal,
  refusalOfServerCertificate,
  saysUnknownCa,
  weighProvenFault,
} from '../support/refusal.ts'
import {
  bodyOf,
  hasGap,
  issuerOf,
  nameEvidence,
  rootMatch,
  type ServerChain,
  serverChainOf,
  subjectOf,
  whyHidden,
} from '../support/server-chain.ts'
import { count, list, quoted } from '../words.ts'

/**
 * The chain sent climbs to a CA that the client does not know (facts 5.1.1, 3.13 to 3.16). unknown_ca says
 * "no path to a root of mine"; that it is the root and not a link that is missing follows from a chain that
 * climbs to a CA, or from the roots given. A leaf that came alone fits a missing intermediate as well: then
 * this is the second candidate.
 */
export const serverRootUntrusted: Rule = {
  id: 'server-root-untrusted',
  pass: 'cause',
  about: ['break', 'trusted-roots'],
  judge(input) {
    const refusal = refusalOfServerCertificate(input)
    const chain = serverChainOf(input.facts)
    if (chain === null) return saysUnknownCa(refusal) ? hidden(input) : null
    const match = rootMatch(chain, input.context)
    if (match?.kind === 'none') return meetsNoGivenRoot(input, chain, refusal)
    if (!saysUnknownCa(refusal)) return null
    return match === null ? unknownToClient(input, chain) : givenButUnknownToClient(input, chain, match.root)
  },
}

function hidden({ facts, verdict }: RuleInput): Draft {
  return {
    confidence: CONFIDENCE.possible,
    summary: "The client may not have the root that the server's chain climbs to.",
    explanation: `The client's alert unknown_ca (48) says that it found no path from the server's certificate to a root it trusts; ${whyHidden(facts)}. So an untrusted root cannot be told from an intermediate that the server left out.`,
    evidence: endingEvidence(facts, endRow(verdict)),
    disproof: 'The chain, from a TLS 1.2 test or a key log: an intermediate that is missing from it.',
    because: "the client knows no root for the server's certificate",
  }
}

function meetsNoGivenRoot(input: RuleInput, chain: ServerChain, refusal: Refusal | null): Draft | null {
  const { context } = input
  const whole = climbsToCa(chain)
  // A leaf alone, or one behind a gap, may well belong to a given root; that is the other rule's matter.
  if (!whole && (refusal === null || refusal.kind === 'unjudged')) return null
  const weight = weighProvenFault(refusal, [ALERT.unknownCa])
  const roots = list(context.trustedRoots.map(({ reading }) => quoted(reading.body.subject?.text ?? '')))
  const needed = rootName(chain)
  return {
    severity: weight.severity,
    confidence: whole ? weight.confidence : CONFIDENCE.possible,
    summary: `The server's chain climbs to ${needed}, which is not among the trusted roots given.`,
    explanation: `${climbText(chain)} ${
      context.trustedRoots.length === 1
        ? `The root given (${roots}) neither stands`
        : `None of the ${context.trustedRoots.length} roots given (${roots}) stands`
    } in that chain ${context.trustedRoots.length === 1 ? 'nor' : 'or'} issued any of it, by name and key identifier. ${consequence(refusal, weight)}`,
    evidence: evidenceOf(input, chain),
    disproof: `A root certificate for ${needed} among those that the client really uses.`,
    because: `its chain climbs to ${needed}, which is not a root given as trusted`,
  }
}

function givenButUnknownToClient(input: RuleInput, chain: ServerChain, root: number): Draft {
  const given = input.context.trustedRoots[root]
  const name = quoted(given?.reading.body.subject?.text ?? '')
  return {
    confidence: CONFIDENCE.strong,
    summary: `The server's chain climbs to the root given (${name}), but the client does not have it.`,
    explanation: `${climbText(chain)} That is the trusted root given in ${quoted(given?.file ?? '')}; the client nevertheless answered unknown_ca (48): its own trust store lacks this root, or holds another certificate of the same name.`,
    evidence: evidenceOf(input, chain),
    disproof: `The client's trust store, shown to hold the very certificate given for ${name}.`,
    because: `the client does not have the root ${name}`,
  }
}

function unknownToClient(input: RuleInput, chain: ServerChain): Draft {
  const needed = rootName(chain)
  const certain = climbsToCa(chain)
  const rival = certain
    ? ''
    : chain.facts.leafSelfSigned
      ? ' A certificate of this kind is first of all refused for being no CA.'
      : ' A missing intermediate fits as well.'
  return {
    confidence: certain ? CONFIDENCE.strong : CONFIDENCE.possible,
    summary: `The client does not trust the root of the server's certificate, ${needed}.`,
    explanation: `${climbText(chain)} The client answered unknown_ca (48): it has no such root in its trust store.${rival}`,
    evidence: evidenceOf(input, chain),
    disproof: `The client's trust store, shown to hold ${needed}.`,
    because: `the client does not know ${needed}`,
  }
}

/** Whether the path from the leaf is whole as far as it was sent and ends at a certificate authority. */
function climbsToCa(chain: ServerChain): boolean {
  if (chain.facts.leafSelfSigned) return isCa(bodyOf(chain.leaf))
  return chain.facts.path.length > 1 && !hasGap(chain)
}

function rootName(chain: ServerChain): string {
  return chain.facts.end.kind === 'self-issued' ? subjectOf(chain.last) : issuerOf(chain.last)
}

function climbText(chain: ServerChain): string {
  const sent = count(chain.certificates.length, 'certificate')
  if (chain.facts.leafSelfSigned) {
    return `The server sent ${sent}; its own, ${subjectOf(chain.leaf)}, is self-signed, so that it is its own root.`
  }
  const steps = chain.facts.path.map((at) => subjectOf(chain.certificates[at])).join(', then ')
  return chain.facts.end.kind === 'self-issued'
    ? `The server sent ${sent}: ${steps}, which is self-signed.`
    : `The server sent ${sent}: ${steps}; the last one was issued by ${issuerOf(chain.last)}, which was not sent.`
}

function evidenceOf({ facts, verdict }: RuleInput, chain: ServerChain) {
  const which = chain.facts.end.kind === 'self-issued' ? 'subject' : 'issuer'
  return [...nameEvidence(facts, chain.last, which), ...endingEvidence(facts, endRow(verdict))]
}
