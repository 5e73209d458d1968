import { hasExtension } from '../../tls/message/extension.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { requestIsDue } from '../support/missing-request.ts'
import { requestedCertificate } from '../support/requested.ts'

const POST_HANDSHAKE_AUTH = 49

/**
 * TLS 1.3, mutual TLS wanted, no certificate asked for in the handshake, and a client that did not offer to be
 * asked later (facts 5.1.25): whatever fetches the certificate late cannot.
 */
export const postHandshakeAuthUnavailable: Rule = {
  id: 'post-handshake-auth-unavailable',
  pass: 'cause',
  judge({ facts, context }) {
    const hello = facts.lastClientHello
    if (!facts.tls13 || hello === null || !requestIsDue(context)) return null
    if (requestedCertificate(facts) !== 'no' || hasExtension(hello.body.extensions, POST_HANDSHAKE_AUTH))
      return null
    return {
      confidence: CONFIDENCE.likely,
      summary:
        'With TLS 1.3 this client cannot be asked for its certificate after the handshake: it did not offer post-handshake authentication.',
      explanation:
        'The ClientHello lacks the extension post_handshake_auth (49), and TLS 1.3 has no renegotiation. A server that reads the certificate only when a policy needs it gets none. Ask in the first handshake, or hold this client at TLS 1.2.',
      evidence: [rowEvidence(facts, hello.index, 'extensions', 'no post_handshake_auth (49)')],
      disproof: 'The secrets of this session, showing a CertificateRequest in the first handshake.',
    }
  },
}
