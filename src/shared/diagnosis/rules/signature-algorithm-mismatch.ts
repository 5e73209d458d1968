import { signatureSchemeName } from '../../tls/registry/index.ts'
import { endingEvidence, fieldEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import {
  helloAlert,
  narrowSchemes,
  type Offers,
  offerEvidence,
  offersOf,
  saysNothingInCommon,
} from '../support/hello-offers.ts'
import { list } from '../words.ts'

/** No signature algorithm in common that the server's key can make (facts 5.1.20; RFC 8446 4.2.3). */
export const signatureAlgorithmMismatch: Rule = {
  id: 'signature-algorithm-mismatch',
  pass: 'cause',
  about: ['break'],
  judge(input) {
    const { facts, verdict } = input
    const offers = offersOf(facts)
    if (offers === null || offers.schemes === null) return null
    const { stage, by } = verdict.break ?? {}
    if (by === 'client' && (stage === 'server-hello' || stage === 'server-certificate')) {
      return notOffered(input, offers)
    }
    if (!saysNothingInCommon(helloAlert(verdict))) return null
    const narrow = narrowSchemes(offers)
    if (narrow === null) return null
    const names = list(
      offers.schemes.map(({ value }) => signatureSchemeName(value)),
      4,
    )
    return {
      confidence: narrow.explains ? CONFIDENCE.likely : CONFIDENCE.possible,
      summary: `The server probably cannot sign in any way the client accepts: the client ${narrow.why}.`,
      explanation: `The server refused the ClientHello straight away with a general alert. The client ${narrow.why}. A server can sign only with the key of the certificate it has.`,
      evidence: [
        offerEvidence(facts, offers, 'signature_algorithms', offers.schemes, names),
        ...endingEvidence(facts, verdict.break?.row ?? null),
      ],
      disproof:
        'The same ClientHello with signature algorithms for RSA and EC keys, refused in the same way.',
      because: `the client ${narrow.why}`,
    }
  },
}

/** TLS 1.2: the ServerKeyExchange names the algorithm it is signed with. */
function notOffered({ facts, verdict }: RuleInput, offers: Offers): Draft | null {
  const exchange = facts.serverKeyExchange
  const used = exchange?.body.signatureAlgorithm
  if (!exchange || !used || offers.schemes?.some(({ value }) => value === used.value)) return null
  const name = signatureSchemeName(used.value)
  return {
    confidence: CONFIDENCE.proven,
    summary: `The server signed with ${name}, which the client never offered.`,
    explanation: `${name} in the ServerKeyExchange is not among the signature_algorithms of the ClientHello, so the client had to end it (RFC 5246 7.4.3).`,
    evidence: [
      offerEvidence(
        facts,
        offers,
        'signature_algorithms',
        offers.schemes,
        `${offers.schemes?.length ?? 0} schemes`,
      ),
      fieldEvidence(exchange, 'signature_algorithm', used, name),
      ...endingEvidence(facts, verdict.break?.row ?? null),
    ],
    disproof: 'A ClientHello in the same connection that does offer this algorithm.',
    because: `the server signed with ${name}, which was not offered`,
  }
}
