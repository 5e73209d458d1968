import { certificateEvidence, endingEvidence, fieldEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import {
  acceptedNames,
  type ClientChain,
  clientChainOf,
  issuerText,
  notAmongText,
  ownFileBridges,
  reaches,
  subjectText,
} from '../support/client-chain.ts'
import { clientRefusalText, isPolicy, refusalOfClient } from '../support/client-refusal.ts'
import { givenFault, hiddenButGiven } from '../support/given-client.ts'
import { ALERT, endRow, maySpeakOfIssuer } from '../support/refusal.ts'
import { quoted } from '../words.ts'

/** A certificate was sent, and no issuer of it is one that the server accepts (facts 5.1.11). */
export const clientCertificateUntrusted: Rule = {
  id: 'client-certificate-untrusted',
  pass: 'cause',
  about: ['break', 'suspicion'],
  judge(input) {
    const { facts, verdict, context } = input
    const chain = clientChainOf(facts)
    const refusal = refusalOfClient(facts, verdict)
    if (chain === null) return given(input)
    if (refusal === null) return null
    const names = acceptedNames(facts, context)
    const foreign =
      names.length > 0 &&
      !reaches(
        chain.certificates.map(({ reading }) => reading.body),
        names,
      )
    const unknownCa = refusal.kind === 'alert' && refusal.description === ALERT.unknownCa
    const fits = refusal.kind === 'alert' ? maySpeakOfIssuer(refusal.description) : !isPolicy(refusal)
    if (!(unknownCa || (foreign && fits))) return null
    // The client's own file leads to an accepted CA: what is missing is a certificate on the way.
    if (ownFileBridges(chain, context.clientCertificate, names) === true) return null
    const issuer = issuerText(chain.last)
    return {
      confidence: confidenceOf(unknownCa, foreign, names.length > 0),
      summary: `The server does not trust the CA of the client's certificate ${subjectText(chain.leaf)}, issued by ${issuer}.`,
      explanation: `${
        foreign
          ? `The chain the client sent ends at the issuer ${issuer}, which ${notAmongText(facts.certificateRequest, names)}.`
          : names.length === 0
            ? `The chain the client sent ends at the issuer ${issuer}; the server named no CAs to compare it with.`
            : `The issuer ${issuer} is among the names the server asked for, yet it could not verify the chain: the CA it holds under that name may be another one.`
      } The server refused ${clientRefusalText(refusal)}.`,
      evidence: [...evidenceOf(input, chain), ...endingEvidence(facts, endRow(verdict))],
      disproof: `The server's own list of client CAs, shown to hold the certificate of ${issuer}: then the chain is cut or the certificate is refused for another reason.`,
      because: foreign
        ? `its issuer ${issuer} is not among the CAs that the server accepts`
        : `the server could not trace the issuer ${issuer} to a CA that it trusts`,
    }
  },
}

/** The capture hides the certificate; the user gave it, and the CAs that the server accepts. */
function given(input: RuleInput): Draft | null {
  const chain = hiddenButGiven(input)
  const names = acceptedNames(input.facts, input.context)
  if (chain === null || names.length === 0) return null
  if (
    reaches(
      chain.map(({ reading }) => reading.body),
      names,
    )
  )
    return null
  const last = chain[chain.length - 1] ?? chain[0]
  const issuer = quoted(last.reading.body.issuer?.text ?? '')
  const where = notAmongText(input.facts.certificateRequest, names)
  return givenFault(
    input,
    chain[0],
    `leads to ${issuer}, which ${where}`,
    'By name, nothing in that file is one of them, or was issued by one.',
  )
}

function confidenceOf(unknownCa: boolean, foreign: boolean, named: boolean): number {
  if (unknownCa && foreign) return CONFIDENCE.proven
  if (unknownCa) return named ? CONFIDENCE.likely : CONFIDENCE.strong
  return CONFIDENCE.likely
}

function evidenceOf({ facts }: RuleInput, chain: ClientChain): Evidence[] {
  const issuer = chain.last.reading.tree.children
    .flatMap((node) => node.children)
    .find((node) => node.name === 'issuer')
  const request = facts.certificateRequest
  const asked = request?.body.certificateAuthorities ?? []
  return [
    ...(issuer === undefined
      ? []
      : [certificateEvidence(chain.placed, chain.certificates, chain.last, 'issuer', issuer)]),
    ...(request === null
      ? []
      : asked
          .slice(0, 8)
          .map((name, at) =>
            fieldEvidence(request, `certificate_authorities[${at}]`, name, quoted(name.text)),
          )),
  ]
}
