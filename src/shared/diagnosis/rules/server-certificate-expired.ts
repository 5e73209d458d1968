import type { ChainCertificate } from '../../conversation/facts.ts'
import { certificateEvidence, endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import { clockText, spanText } from '../support/clock.ts'
import {
  ALERT,
  consequence,
  endRow,
  refusalOfServerCertificate,
  weighProvenFault,
} from '../support/refusal.ts'
import { pathOf, subjectOf, whyHidden } from '../support/server-chain.ts'

/** alert certificate_expired, or notAfter before the clock in use (facts 5.1.3, 3.9); issuers count as well. */
export const serverCertificateExpired: Rule = {
  id: 'server-certificate-expired',
  pass: 'cause',
  about: ['server-chain', 'break'],
  judge(input) {
    const path = pathOf(input.facts)
    const expired = path.find(({ reading }) => {
      const end = reading.body.notAfter
      return end !== null && end.epochMillis < input.context.nowMillis
    })
    if (expired) return proven(input, expired)
    const refusal = refusalOfServerCertificate(input)
    if (refusal?.kind !== 'alert' || refusal.description !== ALERT.certificateExpired) return null
    if (path.length === 0) return hidden(input)
    // Some stacks have one alert for both ends of the validity; the other rule then says which.
    const early = path.some(
      ({ reading }) => (reading.body.notBefore?.epochMillis ?? 0) > input.context.nowMillis,
    )
    return early ? null : unseen(input, path)
  },
}

function proven({ facts, verdict, context }: RuleInput, expired: ChainCertificate): Draft | null {
  const placed = facts.serverCertificate
  const end = expired.reading.body.notAfter
  if (placed === null || end === null) return null
  const refusal = refusalOfServerCertificate({ facts, verdict })
  const weight = weighProvenFault(refusal, [ALERT.certificateExpired])
  const ago = spanText(context.nowMillis - end.epochMillis)
  const own = expired === pathOf(facts)[0]
  const whose = own ? "The server's certificate" : "An issuer in the server's chain"
  return {
    ...weight,
    summary: `${whose} (${subjectOf(expired)}) expired on ${end.text}.`,
    explanation: `notAfter is ${end.text}: by ${clockText(context)} that was ${ago} ago. ${consequence(refusal, weight)}`,
    evidence: [
      certificateEvidence(placed, facts.serverChain, expired, 'validity.notAfter', end.node),
      ...endingEvidence(facts, endRow(verdict)),
    ],
    disproof: `The clock being wrong: ${clockText(context)} ahead of the true time by ${ago}.`,
    because: `${own ? 'the certificate' : `the issuer ${subjectOf(expired)}`} expired on ${end.text}`,
  }
}

function hidden({ facts, verdict }: RuleInput): Draft {
  return {
    confidence: CONFIDENCE.strong,
    summary: "The client says that the server's certificate, or one above it, has expired.",
    explanation: `The client answered certificate_expired (45); ${whyHidden(facts)}, so the date itself is not known.`,
    evidence: endingEvidence(facts, endRow(verdict)),
    disproof:
      'The chain, from a TLS 1.2 test or a key log, valid throughout: then the clock of the client is ahead.',
    because: 'a certificate of its chain has expired by the clock of the client',
  }
}

function unseen({ facts, verdict, context }: RuleInput, path: readonly ChainCertificate[]): Draft {
  const placed = facts.serverCertificate
  const end = path[0]?.reading.body.notAfter
  const dates =
    placed && end && path[0]
      ? [certificateEvidence(placed, facts.serverChain, path[0], 'validity.notAfter', end.node)]
      : []
  return {
    confidence: CONFIDENCE.likely,
    summary:
      'The client takes the chain of the server for expired, though every certificate sent is still valid.',
    explanation: `The client answered certificate_expired (45). By ${clockText(context)} none of the certificates sent has expired, so it is the root in the client's trust store that has, or the clock of the client is ahead.`,
    evidence: [...dates, ...endingEvidence(facts, endRow(verdict))],
    disproof: 'The clock of the client and the root in its trust store, both shown to be right.',
    because: 'by its own clock, or by its own copy of the root, something in that chain has expired',
  }
}
