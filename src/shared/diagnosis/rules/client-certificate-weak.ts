import type { FieldNode } from '../../bytes/field.ts'
import type { ChainCertificate } from '../../conversation/facts.ts'
import { certificateEvidence, endingEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { clientChainOf, subjectText } from '../support/client-chain.ts'
import { clientConsequence, refusalOfClient, weighClientFault } from '../support/client-refusal.ts'
import { ALERT, endRow } from '../support/refusal.ts'
import { weaknessOf } from '../support/weakness.ts'

/** RSA below 2048 bits, or a signature with SHA-1 or MD5, in the client's chain (facts 5.1.14). */
export const clientCertificateWeak: Rule = {
  id: 'client-certificate-weak',
  pass: 'cause',
  about: ['break', 'suspicion'],
  judge({ facts, verdict }) {
    const refusal = refusalOfClient(facts, verdict)
    const chain = clientChainOf(facts)
    if (chain === null || refusal === null) return null
    const found = firstWeakness(chain.certificates)
    if (found === null) return null
    const { certificate, weakness } = found
    const weight = weighClientFault(refusal, [ALERT.badCertificate, ALERT.insufficientSecurity])
    const whose = certificate === chain.leaf ? "The client's certificate" : "An issuer in the client's chain"
    return {
      ...weight,
      summary: `${whose} (${subjectText(certificate)}) is too weak: ${weakness.what}.`,
      explanation: `${subjectText(certificate)} has ${weakness.what}. Current stacks at their usual security level want RSA keys of at least 2048 bits and signatures with SHA-256 or better. ${clientConsequence(refusal, weight)}`,
      evidence: [
        certificateEvidence(chain.placed, chain.certificates, certificate, weakness.field, weakness.node),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: 'The same server with the same settings accepting this certificate.',
      because: `${certificate === chain.leaf ? 'it' : subjectText(certificate)} has ${weakness.what}`,
    }
  },
}

interface Found {
  readonly certificate: ChainCertificate
  readonly weakness: { readonly what: string; readonly field: string; readonly node: FieldNode }
}

function firstWeakness(chain: readonly ChainCertificate[]): Found | null {
  for (const certificate of chain) {
    const { subject, issuer } = certificate.reading.body
    const weakness = weaknessOf(certificate, subject !== null && subject.text === issuer?.text)
    if (weakness !== null) return { certificate, weakness }
  }
  return null
}
