import { cipherSuiteName, cipherSuiteText } from '../../tls/registry/index.ts'
import { endingEvidence, fieldEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import {
  helloAlert,
  narrowSuites,
  type Offers,
  offerEvidence,
  offersOf,
  saysNothingInCommon,
} from '../support/hello-offers.ts'
import { ALERT } from '../support/refusal.ts'
import { list } from '../words.ts'

/**
 * No cipher suite in common (facts 5.1.20, 2.22, 4.3.3). The alert is shared with three other causes: it is
 * this one where the offers leave a usual server no choice, or where the server chose what was not offered.
 */
export const cipherMismatch: Rule = {
  id: 'cipher-mismatch',
  pass: 'cause',
  about: ['break'],
  judge(input) {
    const { facts, verdict } = input
    const offers = offersOf(facts)
    if (offers === null) return null
    if (verdict.break?.stage === 'server-hello') return notOffered(input, offers)
    const alert = helloAlert(verdict)
    if (!saysNothingInCommon(alert)) return null
    const narrow = narrowSuites(offers)
    const said = alert === ALERT.insufficientSecurity
    if (narrow === null && !said) return null
    const why = narrow?.why ?? 'offers suites that are all too weak for this server'
    const names = list(
      offers.suites.map(({ value }) => cipherSuiteName(value)),
      4,
    )
    return {
      confidence: said || narrow?.explains ? CONFIDENCE.likely : CONFIDENCE.possible,
      summary: `Client and server probably share no cipher suite: the client ${why}.`,
      explanation: `The server refused the ClientHello straight away with a general alert. The client ${why}. A suite counts only where the server's policy has it and its certificate's key fits it.`,
      evidence: [
        offerEvidence(facts, offers, 'cipher_suites', offers.suites, names),
        ...endingEvidence(facts, verdict.break?.row ?? null),
      ],
      disproof: 'The same ClientHello with a broad list of suites, refused in the same way.',
      because: `the client ${why}`,
    }
  },
}

function notOffered({ facts, verdict }: RuleInput, offers: Offers): Draft | null {
  const hello = facts.serverHello
  const chosen = hello?.body.cipherSuite
  if (!hello || !chosen || offers.suites.some(({ value }) => value === chosen.value)) return null
  return {
    confidence: CONFIDENCE.proven,
    summary: `The server chose ${cipherSuiteName(chosen.value)}, which the client never offered.`,
    explanation: `${cipherSuiteText(chosen.value)} is not in the cipher_suites of the ClientHello, so the client had to end it (RFC 8446 4.1.3). Only a broken server or a middlebox that answers in its place does that.`,
    evidence: [
      offerEvidence(facts, offers, 'cipher_suites', offers.suites, `${offers.suites.length} suites`),
      fieldEvidence(hello, 'cipher_suite', chosen, cipherSuiteText(chosen.value)),
      ...endingEvidence(facts, verdict.break?.row ?? null),
    ],
    disproof: 'A ClientHello in the same connection that does offer this suite.',
    because: `the server chose ${cipherSuiteName(chosen.value)}, which was not offered`,
  }
}
