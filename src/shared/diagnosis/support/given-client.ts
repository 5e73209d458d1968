import type { GivenCertificate } from '../context.ts'
import { endingEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Draft, RuleInput } from '../rule.ts'
import { quoted } from '../words.ts'
import { clientRefusalText, refusalOfClient } from './client-refusal.ts'
import { endRow } from './refusal.ts'

export type GivenChain = readonly [GivenCertificate, ...GivenCertificate[]]

/**
 * The client's own certificates, as the user gave them, where the capture hides which ones it sent and the server
 * refused them without a readable word: what is wrong with these is most likely why. `null` otherwise.
 */
export function hiddenButGiven({ facts, verdict, context }: RuleInput): GivenChain | null {
  if (facts.clientCertificate !== null || facts.clientAnswer !== 'certificate') return null
  const kind = refusalOfClient(facts, verdict)?.kind
  if (kind !== 'wordless' && kind !== 'short-answer') return null
  const [leaf, ...others] = context.clientCertificate
  return leaf === undefined ? null : [leaf, ...others]
}

export function givenSubject({ reading }: GivenCertificate): string {
  return quoted(reading.body.subject?.text ?? '')
}

/** @param fault what is wrong with that certificate, as the end of a sentence: `expired on …` */
export function givenFault(
  input: RuleInput,
  certificate: GivenCertificate,
  fault: string,
  how: string,
): Draft {
  const { facts, verdict } = input
  const refusal = refusalOfClient(facts, verdict)
  const evidence: Evidence = { kind: 'file', file: certificate.file, pointer: '' }
  const isLeaf = certificate === input.context.clientCertificate[0]
  return {
    severity: 'error',
    confidence: CONFIDENCE.likely,
    summary: `${isLeaf ? "The client's certificate" : "An issuer in the client's chain"}, as given (${givenSubject(certificate)}), ${fault}.`,
    explanation: `The capture hides which certificate the client sent; the file given for the client holds this one. ${how} The server refused ${
      refusal === null ? 'it' : clientRefusalText(refusal)
    }, which fits.`,
    evidence: [evidence, ...endingEvidence(facts, endRow(verdict))],
    disproof:
      'A key log of this session, or a test with TLS 1.2, in which the client sends another certificate.',
    because: isLeaf
      ? `the certificate given for it ${fault}`
      : `the issuer ${givenSubject(certificate)} in the file given for it ${fault}`,
  }
}
