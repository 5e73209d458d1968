import { endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import {
  ALERT,
  consequence,
  endRow,
  type Refusal,
  refusalOfServerCertificate,
  refusalText,
  saysUnknownCa,
  type Weight,
  weighProvenFault,
} from '../support/refusal.ts'
import {
  hasGap,
  issuerOf,
  nameEvidence,
  rootMatch,
  type ServerChain,
  serverChainOf,
  subjectOf,
  whyHidden,
} from '../support/server-chain.ts'
import { count, list } from '../words.ts'

/**
 * A link is missing between the server's certificate and a root (facts 5.1.1, 3.10, 3.12). Proven by a gap
 * among the certificates sent, or by a leaf that came alone and that none of the given roots issued. A leaf
 * alone without given roots is the usual reason for unknown_ca, no more: its issuer may be a root itself.
 */
export const serverChainIncomplete: Rule = {
  id: 'server-chain-incomplete',
  pass: 'cause',
  about: ['server-chain', 'break'],
  judge(input) {
    const refusal = refusalOfServerCertificate(input)
    const chain = serverChainOf(input.facts)
    if (chain === null) return saysUnknownCa(refusal) ? hidden(input) : null
    if (chain.facts.leafSelfSigned) return null
    const match = rootMatch(chain, input.context)
    if (match !== null && match.kind !== 'none') return null
    if (hasGap(chain)) return gap(input, chain, refusal)
    if (chain.facts.path.length > 1) return null
    return match === null ? alone(input, chain, refusal) : aloneWithoutRoot(input, chain, refusal)
  },
}

function hidden({ facts, verdict }: RuleInput): Draft {
  return {
    confidence: CONFIDENCE.remote,
    summary: 'The server may have left an intermediate certificate out of its chain.',
    explanation: `The client answered unknown_ca (48), and ${whyHidden(facts)}: a chain without its intermediate looks the same from outside as a root that the client does not trust.`,
    evidence: endingEvidence(facts, endRow(verdict)),
    disproof: 'The chain, from a TLS 1.2 test or a key log, with every intermediate in it.',
    because: "it found no path from the server's certificate to a root",
  }
}

function gap(input: RuleInput, chain: ServerChain, refusal: Refusal | null): Draft {
  const given = input.context.trustedRoots.length > 0
  const weight = weighProvenFault(refusal, [ALERT.unknownCa], given ? 'error' : 'warning')
  const strangers = list(chain.facts.strangers.map((at) => subjectOf(chain.certificates[at])))
  const missing = issuerOf(chain.last)
  return {
    ...weightOf(weight, CONFIDENCE.strong),
    summary: `A certificate is missing from the server's chain: ${missing}, the issuer of ${subjectOf(chain.last)}.`,
    explanation: `The server sent ${count(chain.certificates.length, 'certificate')}, but ${subjectOf(chain.last)} was issued by ${missing}, and none of them is that: ${strangers} does not connect to it. ${consequence(refusal, weight)}`,
    evidence: evidenceOf(input, chain),
    disproof: `A root ${missing} in the client's trust store, which makes the other certificates merely superfluous.`,
    because: `the server left ${missing} out of its chain`,
  }
}

function aloneWithoutRoot(input: RuleInput, chain: ServerChain, refusal: Refusal | null): Draft {
  const weight = weighProvenFault(refusal, [ALERT.unknownCa])
  const issuer = issuerOf(chain.leaf)
  return {
    ...weightOf(weight, CONFIDENCE.strong),
    summary: `The server sent its certificate alone, without its issuer ${issuer}.`,
    explanation: `${subjectOf(chain.leaf)} came as the only certificate. Its issuer ${issuer} is none of the trusted roots given, so at least one intermediate is missing. ${consequence(refusal, weight)}`,
    evidence: evidenceOf(input, chain),
    disproof: `A trusted root named ${issuer} on the client.`,
    because: `the server sent its certificate without the issuer ${issuer}`,
  }
}

function alone(input: RuleInput, chain: ServerChain, refusal: Refusal | null): Draft | null {
  if (refusal === null || refusal.kind === 'unjudged') return null
  const issuer = issuerOf(chain.leaf)
  const silent = refusal.kind === 'silent'
  return {
    severity: silent ? 'warning' : 'error',
    confidence: saysUnknownCa(refusal) ? CONFIDENCE.likely : CONFIDENCE.possible,
    summary: `The server sent its certificate alone, without its issuer ${issuer}.`,
    explanation: `${subjectOf(chain.leaf)} came as the only certificate; its issuer ${issuer} was not sent. The client ended it ${refusalText(refusal)}. Unless ${issuer} is itself a root that the client trusts, an intermediate is missing.`,
    evidence: evidenceOf(input, chain),
    disproof: `${issuer} being a self-signed root: then no intermediate is missing, and it is the root that the client does not trust.`,
    because: `the server sent its certificate without the issuer ${issuer}`,
  }
}

/** The roots given, or the client's, may not be all there are: never more than strong. */
function weightOf(weight: Weight, most: number): Weight {
  return { severity: weight.severity, confidence: Math.min(weight.confidence, most) }
}

function evidenceOf({ facts, verdict }: RuleInput, chain: ServerChain) {
  return [...nameEvidence(facts, chain.last, 'issuer'), ...endingEvidence(facts, endRow(verdict))]
}
