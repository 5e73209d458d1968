import { certificateEvidence, endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, RuleInput } from '../rule.ts'
import { clientChainOf, subjectText } from './client-chain.ts'
import { clientConsequence, refusalOfClient, weighClientFault } from './client-refusal.ts'
import { clockText, spanText } from './clock.ts'
import { type GivenChain, givenFault, hiddenButGiven } from './given-client.ts'
import { endRow } from './refusal.ts'

/** One end of the validity: which field, which comparison, which words. */
export interface ValidityEnd {
  readonly field: 'notBefore' | 'notAfter'
  /** The alerts made for this fault. */
  readonly alerts: readonly number[]
  readonly passed: (momentMillis: number, nowMillis: number) => boolean
  readonly words: (moment: string) => string
}

/** Judges one end of the client's certificates' validity by the clock in use. */
export function judgeClientValidity(input: RuleInput, end: ValidityEnd): Draft | null {
  const { facts, verdict, context } = input
  const refusal = refusalOfClient(facts, verdict)
  const chain = clientChainOf(facts)
  const outside = chain?.certificates.find(({ reading }) => {
    const moment = reading.body[end.field]
    return moment !== null && end.passed(moment.epochMillis, context.nowMillis)
  })
  if (chain !== null && outside !== undefined) {
    const moment = outside.reading.body[end.field]
    if (moment === null) return null
    const weight = weighClientFault(refusal, end.alerts)
    const apart = spanText(context.nowMillis - moment.epochMillis)
    const whose = outside === chain.leaf ? "The client's certificate" : "An issuer in the client's chain"
    return {
      ...weight,
      summary: `${whose} (${subjectText(outside)}) ${end.words(moment.text)}.`,
      explanation: `${end.field} is ${moment.text}, ${apart} from ${clockText(context)}. ${clientConsequence(refusal, weight)}`,
      evidence: [
        certificateEvidence(chain.placed, chain.certificates, outside, `validity.${end.field}`, moment.node),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: `The clock being wrong: ${clockText(context)} off the true time by more than ${apart}.`,
      because: `${outside === chain.leaf ? 'it' : `the issuer ${subjectText(outside)}`} ${end.words(moment.text)}`,
    }
  }
  const given = hiddenButGiven(input)
  if (given !== null) return judgeGiven(input, given, end)
  if (refusal?.kind !== 'alert' || end.field !== 'notAfter' || !end.alerts.includes(refusal.description))
    return null
  // NSS says certificate_expired at both ends of the validity: then the other end explains the alert.
  const early = chain?.certificates.some(
    ({ reading }) => (reading.body.notBefore?.epochMillis ?? 0) > context.nowMillis,
  )
  if (early) return null
  return {
    confidence: CONFIDENCE.strong,
    summary: "The server says that the client's certificate, or one above it, has expired.",
    explanation:
      'Its alert certificate_expired (45) says so. No certificate in this capture is out of date by the clock in use, so the server judged by another clock, or by a certificate it holds itself.',
    evidence: endingEvidence(facts, endRow(verdict)),
    disproof: "The server's clock and its CA certificates, shown to be right.",
    because: 'by its own clock a certificate of that chain has expired',
  }
}

function judgeGiven(input: RuleInput, chain: GivenChain, end: ValidityEnd): Draft | null {
  const { context } = input
  for (const certificate of chain) {
    const moment = certificate.reading.body[end.field]
    if (moment === null || !end.passed(moment.epochMillis, context.nowMillis)) continue
    const apart = spanText(context.nowMillis - moment.epochMillis)
    const how = `${end.field} is ${moment.text}, ${apart} from ${clockText(context)}.`
    return givenFault(input, certificate, end.words(moment.text), how)
  }
  return null
}
