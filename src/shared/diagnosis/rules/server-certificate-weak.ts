import type { FieldNode } from '../../bytes/field.ts'
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
import { pathOf, serverChainOf, subjectOf } from '../support/server-chain.ts'

const SMALLEST_RSA = 2048
const BROKEN_HASHES: ReadonlySet<string> = new Set(['MD2', 'MD5', 'SHA-1'])

/** RSA below 2048 bits, or a signature with SHA-1 or MD5, anywhere below the root (facts 5.1.6). */
export const serverCertificateWeak: Rule = {
  id: 'server-certificate-weak',
  pass: 'cause',
  judge({ facts, verdict }) {
    const placed = facts.serverCertificate
    const chain = serverChainOf(facts)
    if (placed === null || chain === null) return null
    const selfSigned = chain.facts.end.kind === 'self-issued' ? chain.last : null
    const weak = pathOf(facts)
      .map((certificate) => weaknessOf(certificate, certificate === selfSigned))
      .find((weakness) => weakness !== null)
    if (!weak) return null
    const refusal = refusalOfServerCertificate(verdict)
    const weight = weighProvenFault(refusal, [
      ALERT.badCertificate,
      ALERT.unsupportedCertificate,
      ALERT.insufficientSecurity,
    ])
    const whose =
      weak.certificate === chain.leaf ? "The server's certificate" : "An issuer in the server's chain"
    return {
      ...weight,
      summary: `${whose} (${subjectOf(weak.certificate)}) is too weak: ${weak.what}.`,
      explanation: `${subjectOf(weak.certificate)} has ${weak.what}. Current stacks at their usual security level want RSA keys of at least ${SMALLEST_RSA} bits and signatures with SHA-256 or better. ${consequence(refusal, weight)}`,
      evidence: [
        certificateEvidence(placed, facts.serverChain, weak.certificate, weak.field, weak.node),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: 'A client of the same version and settings that accepts this certificate.',
      because: `${weak.certificate === chain.leaf ? 'it' : subjectOf(weak.certificate)} has ${weak.what}`,
    }
  },
}

interface Weakness {
  readonly certificate: ChainCertificate
  readonly what: string
  readonly field: string
  readonly node: FieldNode
}

/** @param selfSigned nobody checks that signature: the certificate is trusted, or not, as it stands */
function weaknessOf(certificate: ChainCertificate, selfSigned: boolean): Weakness | null {
  const { publicKey, signatureAlgorithm } = certificate.reading.body
  const rsa = publicKey?.type === 'RSA' || publicKey?.type === 'RSASSA-PSS'
  if (publicKey && rsa && publicKey.bits !== null && publicKey.bits < SMALLEST_RSA) {
    const what = `an RSA key of ${publicKey.bits} bits`
    return { certificate, what, field: 'subjectPublicKeyInfo', node: publicKey.node }
  }
  if (!selfSigned && signatureAlgorithm?.hash && BROKEN_HASHES.has(signatureAlgorithm.hash)) {
    const what = `a signature with ${signatureAlgorithm.hash} (${signatureAlgorithm.name})`
    return { certificate, what, field: 'signatureAlgorithm', node: signatureAlgorithm.node }
  }
  return null
}
