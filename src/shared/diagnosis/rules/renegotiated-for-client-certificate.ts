import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { renegotiationEvidence } from '../support/renegotiation.ts'

/**
 * A renegotiation whose client flight holds handshake records: most often the server fetched the client's
 * certificate late, as API Management's classic tiers do with negotiation off (facts 4.1, 5.1.23).
 */
export const renegotiatedForClientCertificate: Rule = {
  id: 'renegotiated-for-client-certificate',
  pass: 'cause',
  about: ['renegotiation'],
  judge({ facts }) {
    const late = facts.exchange.renegotiation
    if (late === null || !late.completed || !late.full || late.startedBy !== 'server') return null
    if (facts.requested === 'initial') return null
    // What could be read is not guessed at: a second handshake without a request was for something else.
    const read = facts.exchange.late?.how === 'renegotiation'
    if (late.readable && !read) return null
    return {
      confidence: read ? CONFIDENCE.proven : CONFIDENCE.likely,
      summary:
        'The server asked for a client certificate late, by renegotiation: it works here, and breaks with TLS 1.3, HTTP/2 or a large request body.',
      explanation: `The first handshake had no CertificateRequest; the server then started a full renegotiation${
        read ? ', and the decrypted second handshake holds one' : ''
      }. API Management does so where a policy reads the certificate and negotiation is off for the host name. Asking up front avoids the deadlock with large bodies and the failure with TLS 1.3.`,
      evidence: [
        ...renegotiationEvidence(facts),
        ...(read && facts.certificateRequest !== null
          ? [
              rowEvidence(
                facts,
                facts.certificateRequest.index,
                'CertificateRequest',
                'in the second handshake',
              ),
            ]
          : []),
      ],
      disproof: read
        ? 'Another connection to the same host name with a CertificateRequest in its first handshake: then this one was asked late for another reason.'
        : 'The secrets of this session, showing a renegotiation without a CertificateRequest.',
    }
  },
}
