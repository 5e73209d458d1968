import { isCa } from '../../x509/summary.ts'
import { certificateEvidence, endingEvidence } from '../evidence.ts'
import type { Evidence } from '../finding.ts'
import type { Rule } from '../rule.ts'
import {
  ALERT,
  consequence,
  endRow,
  refusalOfServerCertificate,
  weighProvenFault,
} from '../support/refusal.ts'
import { bodyOf, nameEvidence, serverChainOf, subjectOf } from '../support/server-chain.ts'

/**
 * A self-signed certificate that is no CA (facts 1.3.8): Application Gateway v2 takes it for a leaf whose
 * issuer is missing, and uploading it as a trusted root does not help. Whatever else is sent does not matter:
 * nothing above it can vouch for it.
 */
export const serverSelfSignedNotCa: Rule = {
  id: 'server-self-signed-not-ca',
  pass: 'cause',
  about: ['server-chain'],
  judge({ facts, verdict }) {
    const chain = serverChainOf(facts)
    const placed = facts.serverCertificate
    if (chain === null || placed === null || !chain.facts.leafSelfSigned || isCa(bodyOf(chain.leaf)))
      return null
    const refusal = refusalOfServerCertificate({ facts, verdict })
    const weight = weighProvenFault(refusal, [ALERT.unknownCa], 'warning')
    const constraints = bodyOf(chain.leaf).extensions.find(({ name }) => name === 'basicConstraints')
    const says =
      constraints === undefined ? 'it has no basicConstraints at all' : 'its basicConstraints say CA:FALSE'
    const constraintsEvidence: Evidence[] =
      constraints === undefined
        ? []
        : [certificateEvidence(placed, facts.serverChain, chain.leaf, 'basicConstraints', constraints.node)]
    return {
      ...weight,
      summary: `The server's certificate ${subjectOf(chain.leaf)} is self-signed and not a CA, so no trust store can vouch for it.`,
      explanation: `Subject and issuer of ${subjectOf(chain.leaf)} are the same, and ${says}. Application Gateway v2 refuses such a certificate as one whose issuer is missing, even where the same certificate was uploaded as trusted root. ${consequence(refusal, weight)}`,
      evidence: [
        ...nameEvidence(facts, chain.leaf, 'subject'),
        ...nameEvidence(facts, chain.leaf, 'issuer'),
        ...constraintsEvidence,
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: 'The same certificate accepted by the same client after it was added to its trust store.',
      because: 'the certificate is self-signed and not a CA',
    }
  },
}
