import { endingEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { clientChainOf, subjectText } from '../support/client-chain.ts'
import { refusalOfClient } from '../support/client-refusal.ts'
import { ALERT, endRow } from '../support/refusal.ts'

/** alert certificate_revoked (44) from the server: it looked the certificate up and found it withdrawn. */
export const clientCertificateRevoked: Rule = {
  id: 'client-certificate-revoked',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict }) {
    const refusal = refusalOfClient(facts, verdict)
    if (refusal?.kind !== 'alert' || refusal.description !== ALERT.certificateRevoked) return null
    const chain = clientChainOf(facts)
    const serial = chain?.leaf.reading.body.serial?.value
    return {
      confidence: CONFIDENCE.proven,
      summary: `The server says that the client's certificate${chain === null ? '' : ` ${subjectText(chain.leaf)}`} has been revoked.`,
      explanation: `The alert certificate_revoked (44) means the server asked an OCSP responder or a CRL and was told so.${serial === undefined ? '' : ` The serial number is ${serial}.`}`,
      evidence: endingEvidence(facts, endRow(verdict)),
      disproof: 'The issuer’s OCSP responder or CRL, asked now, that calls this serial number good.',
      because: 'the server found it revoked',
    }
  },
}
