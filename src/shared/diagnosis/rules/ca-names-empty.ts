import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'

/** A CertificateRequest without CA names (facts 5.1.17): usual in passthrough mode and on Windows servers. */
export const caNamesEmpty: Rule = {
  id: 'ca-names-empty',
  pass: 'cause',
  about: ['request'],
  judge({ facts }) {
    const request = facts.certificateRequest
    if (request === null || request.message.cut || request.message.problems.length > 0) return null
    if (request.body.certificateAuthorities.length > 0) return null
    return {
      confidence: CONFIDENCE.proven,
      summary: 'The server asked for a client certificate and named no CA: any certificate may be offered.',
      explanation:
        'An empty list is no fault: Application Gateway in passthrough mode and Windows servers send it. A client with several certificates then chooses without help, and some stacks choose none.',
      evidence: [rowEvidence(facts, request.index, 'certificate_authorities', 'empty list')],
      disproof: 'Another server name or listener that does name CAs.',
    }
  },
}
