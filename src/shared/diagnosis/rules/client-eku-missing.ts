import { certificateExtension } from '../../x509/certificate.ts'
import { ANY_PURPOSE, CLIENT_AUTH, purposeName } from '../../x509/key-purpose.ts'
import { certificateEvidence, endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import { clientChainOf, subjectText } from '../support/client-chain.ts'
import { clientConsequence, refusalOfClient, weighClientFault } from '../support/client-refusal.ts'
import { givenFault, hiddenButGiven } from '../support/given-client.ts'
import { ALERT, endRow } from '../support/refusal.ts'
import { list } from '../words.ts'

/**
 * An extended key usage without clientAuth (facts 5.1.13). Public CAs stop issuing it in 2025 to 2027, so a plain
 * renewal can bring this about. No such extension means any purpose.
 */
export const clientEkuMissing: Rule = {
  id: 'client-eku-missing',
  pass: 'cause',
  about: ['client-chain', 'break', 'suspicion'],
  judge(input) {
    const { facts, verdict } = input
    const chain = clientChainOf(facts)
    const refusal = refusalOfClient(facts, verdict)
    const said = refusal?.kind === 'alert' && refusal.description === ALERT.unsupportedCertificate
    if (chain === null) return said ? unseen(input) : given(input)
    const leaf = chain.leaf.reading.body
    const usage = certificateExtension(leaf, 'extKeyUsage')
    const extension = leaf.extensions.find(({ name }) => name === 'extKeyUsage')
    if (usage === null || extension === undefined) return null
    if (suits(usage)) return null
    const weight = weighClientFault(refusal, [ALERT.unsupportedCertificate])
    const purposes = purposesText(usage)
    return {
      ...weight,
      summary: `The client's certificate ${subjectText(chain.leaf)} is not made for client authentication: its purposes lack clientAuth.`,
      explanation: `Its extended key usage allows ${purposes}, not clientAuth (1.3.6.1.5.5.7.3.2). Public CAs have stopped or will stop issuing clientAuth, so a renewal may have dropped it. ${clientConsequence(refusal, weight)}`,
      evidence: [
        certificateEvidence(chain.placed, chain.certificates, chain.leaf, 'extKeyUsage', extension.node),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: 'The same server accepting another certificate with the same extended key usage.',
      because: `its extended key usage allows ${purposes}, not clientAuth`,
    }
  },
}

type KeyUsage = NonNullable<ReturnType<typeof certificateExtension<'extKeyUsage'>>>

function suits({ purposes }: KeyUsage): boolean {
  return purposes.some(({ value }) => value === CLIENT_AUTH || value === ANY_PURPOSE)
}

function purposesText({ purposes }: KeyUsage): string {
  return list(purposes.map(({ value }) => purposeName(value) ?? value)) || 'nothing'
}

/** The capture hides the certificate, and the user gave it. */
function given(input: RuleInput): Draft | null {
  const leaf = hiddenButGiven(input)?.[0]
  const usage = leaf === undefined ? null : certificateExtension(leaf.reading.body, 'extKeyUsage')
  if (leaf === undefined || usage === null || suits(usage)) return null
  const fault = `is not made for client authentication: its purposes are ${purposesText(usage)}`
  return givenFault(input, leaf, fault, 'Its extended key usage lacks clientAuth (1.3.6.1.5.5.7.3.2).')
}

function unseen({ facts, verdict }: RuleInput): Draft {
  return {
    confidence: CONFIDENCE.likely,
    summary:
      "The client's certificate is probably not made for client authentication: the server calls its kind unsupported.",
    explanation:
      'OpenSSL-type servers answer unsupported_certificate (43) to an extended key usage without clientAuth; the certificate itself is not in this capture.',
    evidence: endingEvidence(facts, endRow(verdict)),
    disproof: "The client's certificate with clientAuth in its extended key usage.",
    because: 'its kind does not suit client authentication, most often for want of clientAuth',
  }
}
