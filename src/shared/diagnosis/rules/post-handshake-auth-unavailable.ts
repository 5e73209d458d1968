import { requestedCertificate } from '../../conversation/requested.ts'
import { HTTP_1_1_REQUIRED } from '../../http/status.ts'
import { hasExtension } from '../../tls/message/extension.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { requestIsDue, saysForbidden } from '../support/missing-request.ts'

const POST_HANDSHAKE_AUTH = 49

/**
 * TLS 1.3, a client certificate wanted, none asked for in the handshake, and a client that did not offer to be asked
 * later (facts 5.1.25): whatever fetches the certificate late cannot. That one is wanted shows where mutual TLS was
 * expected, where HTTP says 401 or 403, and where an HTTP/2 server sends the request back to HTTP/1.1 (RFC 9113 9.2.1).
 */
export const postHandshakeAuthUnavailable: Rule = {
  id: 'post-handshake-auth-unavailable',
  pass: 'cause',
  about: ['tls13'],
  judge({ facts, verdict, context }) {
    const hello = facts.lastClientHello
    if (!facts.tls13 || hello === null || context.leg === 'gateway-apim') return null
    const sentBack = facts.http.resets.find(({ http }) => http.code === HTTP_1_1_REQUIRED)
    const wanted = sentBack !== undefined || saysForbidden(facts, verdict)
    if (!wanted && !requestIsDue(context)) return null
    if (requestedCertificate(facts) !== 'no' || hasExtension(hello.body.extensions, POST_HANDSHAKE_AUTH))
      return null
    const { exact } = facts.exchange
    return {
      confidence: exact.server && wanted ? CONFIDENCE.strong : CONFIDENCE.likely,
      summary:
        'With TLS 1.3 this client cannot be asked for its certificate after the handshake: it did not offer post-handshake authentication.',
      explanation: `The ClientHello lacks the extension post_handshake_auth (49), and TLS 1.3 has no renegotiation. A server that reads the certificate only when a policy needs it gets none. Ask in the first handshake, or hold this client at TLS 1.2.${
        exact.server ? '' : ' A test with TLS 1.2 shows whether the server then asks late, by renegotiation.'
      }`,
      evidence: [
        rowEvidence(facts, hello.index, 'extensions', 'no post_handshake_auth (49)'),
        ...(sentBack === undefined
          ? []
          : [rowEvidence(facts, sentBack.index, 'error_code', sentBack.http.name)]),
      ],
      disproof: exact.server
        ? 'The settings of the server, showing that it never reads a client certificate.'
        : 'The secrets of this session, showing a CertificateRequest in the first handshake.',
    }
  },
}
