import { certificateExtension } from '../../x509/certificate.ts'
import { ANY_PURPOSE, purposeName, SERVER_AUTH } from '../../x509/key-purpose.ts'
import { certificateEvidence, endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Draft, Rule, RuleInput } from '../rule.ts'
import {
  ALERT,
  consequence,
  endRow,
  type Refusal,
  refusalOfServerCertificate,
  weighProvenFault,
} from '../support/refusal.ts'
import { bodyOf, serverChainOf, subjectOf, whyHidden } from '../support/server-chain.ts'
import { list } from '../words.ts'

/**
 * An extended key usage without serverAuth (facts 5.1.5; RFC 5280 4.2.1.12). No such extension means any
 * purpose. unsupported_certificate (43) is what OpenSSL says to it; where TLS 1.3 hides the certificate, that
 * alert is all there is.
 */
export const serverEkuMissing: Rule = {
  id: 'server-eku-missing',
  pass: 'cause',
  about: ['server-chain', 'break'],
  judge(input) {
    const { facts, verdict } = input
    const refusal = refusalOfServerCertificate({ facts, verdict })
    const chain = serverChainOf(facts)
    const placed = facts.serverCertificate
    if (chain === null || placed === null) return saysUnsupported(refusal) ? hidden(input) : null
    const leaf = bodyOf(chain.leaf)
    const usage = certificateExtension(leaf, 'extKeyUsage')
    const extension = leaf.extensions.find(({ name }) => name === 'extKeyUsage')
    if (usage === null || extension === undefined) return null
    if (usage.purposes.some(({ value }) => value === SERVER_AUTH || value === ANY_PURPOSE)) return null
    const weight = weighProvenFault(refusal, [ALERT.unsupportedCertificate])
    const purposes = list(usage.purposes.map(({ value }) => purposeName(value) ?? value)) || 'nothing'
    return {
      ...weight,
      summary: `The server's certificate ${subjectOf(chain.leaf)} is not made for TLS servers: its purposes lack serverAuth.`,
      explanation: `Its extended key usage allows ${purposes}, not serverAuth (1.3.6.1.5.5.7.3.1). ${consequence(refusal, weight)}`,
      evidence: [
        certificateEvidence(placed, facts.serverChain, chain.leaf, 'extKeyUsage', extension.node),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof:
        'The same client accepting another certificate of this server with the same extended key usage.',
      because: `the certificate's extended key usage allows ${purposes}, not serverAuth`,
    }
  },
}

function saysUnsupported(refusal: Refusal | null): boolean {
  return refusal?.kind === 'alert' && refusal.description === ALERT.unsupportedCertificate
}

function hidden({ facts, verdict }: RuleInput): Draft {
  return {
    confidence: CONFIDENCE.likely,
    summary:
      "The server's certificate is probably not made for TLS servers: the client calls its kind unsupported.",
    explanation: `The client answered unsupported_certificate (43). OpenSSL-type clients send it for a certificate whose extended key usage lacks serverAuth; ${whyHidden(facts)}.`,
    evidence: endingEvidence(facts, endRow(verdict)),
    disproof: 'The certificate, from a TLS 1.2 test or a key log, with serverAuth in its extended key usage.',
    because: 'the certificate is not made for TLS servers: usually serverAuth is missing from its purposes',
  }
}
