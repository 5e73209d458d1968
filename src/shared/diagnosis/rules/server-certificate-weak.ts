import type { ChainCertificate } from '../../conversation/facts.ts'
import { certificateEvidence, endingEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import {
  ALERT,
  consequence,
  endRow,
  refusalOfServerCertificate,
  weighProvenFault,
} from '../support/refusal.ts'
import { serverChainOf, subjectOf } from '../support/server-chain.ts'
import { SMALLEST_RSA, type Weakness, weaknessOf } from '../support/weakness.ts'

/** RSA below 2048 bits, or a signature with SHA-1 or MD5, anywhere below the root (facts 5.1.6). */
export const serverCertificateWeak: Rule = {
  id: 'server-certificate-weak',
  pass: 'cause',
  about: ['server-chain'],
  judge({ facts, verdict }) {
    const placed = facts.serverCertificate
    const chain = serverChainOf(facts)
    if (placed === null || chain === null) return null
    const selfSigned = chain.facts.end.kind === 'self-issued' ? chain.last : null
    const weak = firstWeakness(chain.path, selfSigned)
    if (weak === null) return null
    const refusal = refusalOfServerCertificate({ facts, verdict })
    const weight = weighProvenFault(
      refusal,
      [ALERT.badCertificate, ALERT.unsupportedCertificate, ALERT.insufficientSecurity],
      'warning',
    )
    const whose =
      weak.certificate === chain.leaf ? "The server's certificate" : "An issuer in the server's chain"
    return {
      ...weight,
      // What is too weak is for each client to say: a silent close is no second cue.
      severity: refusal?.kind === 'silent' ? 'warning' : weight.severity,
      summary: `${whose} (${subjectOf(weak.certificate)}) is too weak: ${weak.what}.`,
      explanation: `${subjectOf(weak.certificate)} has ${weak.what}. Current stacks at their usual security level want RSA keys of at least ${SMALLEST_RSA} bits and signatures with SHA-256 or better. ${consequence(refusal, weight)}`,
      evidence: [
        certificateEvidence(placed, facts.serverChain, weak.certificate, weak.field, weak.node),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: 'A client of the same version and settings that accepts this certificate.',
      because: `${weak.certificate === chain.leaf ? 'the certificate' : subjectOf(weak.certificate)} has ${weak.what}`,
    }
  },
}

function firstWeakness(
  path: readonly ChainCertificate[],
  selfSigned: ChainCertificate | null,
): Weakness | null {
  for (const certificate of path) {
    const weakness = weaknessOf(certificate, certificate === selfSigned)
    if (weakness !== null) return weakness
  }
  return null
}
