import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { type ClientRefusal, clientRefusalText, refusalOfClient } from '../support/client-refusal.ts'
import { ALERT, endRow } from '../support/refusal.ts'

const CERTIFICATE_REQUIRED = 116
/** What servers say to an empty list: OpenSSL 40, and 116 in TLS 1.3 (facts 5.1.8); Go and Java 42. */
const SAID_TO_NONE: ReadonlySet<number> = new Set([
  ALERT.handshakeFailure,
  ALERT.badCertificate,
  CERTIFICATE_REQUIRED,
])

/** Facts 1.1.6, 1.1.8. */
const NONE_TO_SEND =
  'The client here is Application Gateway, which presents no client certificate in any version, so an empty Certificate is normal on this leg, and API Management must not require one here. Who called is passed on in a header, or the client’s own session is (a layer-4 listener).'

/** An empty Certificate, and the server refused (facts 5.1.8; in TLS 1.3 told by the sizes of facts 5.2). */
export const clientCertificateRequiredNotSent: Rule = {
  id: 'client-certificate-required-not-sent',
  pass: 'cause',
  about: ['break'],
  judge({ facts, verdict, context }) {
    const refusal = refusalOfClient(facts, verdict)
    if (refusal === null || refusal.kind === 'short-answer') return null
    const said = refusal.kind === 'alert' && refusal.description === CERTIFICATE_REQUIRED
    const empty = facts.clientAnswer === 'empty-certificate'
    if (!empty && !said) return null
    const guess = !facts.exchange.exact.client && facts.clientCertificate === null
    const row = facts.clientCertificate?.index ?? emptyRow(facts.exchange.likely)
    return {
      confidence: confidenceOf(refusal, guess),
      summary:
        context.leg === 'gateway-apim'
          ? 'API Management demands a client certificate of the gateway, which never has one.'
          : 'The server demands a client certificate, and the client sent none.',
      explanation: `${
        guess
          ? 'After the server’s flight the client sent a record of the size of an empty Certificate and then its Finished'
          : 'The client answered the CertificateRequest with an empty Certificate message'
      }; the server then refused ${clientRefusalText(refusal)}. ${
        context.leg === 'gateway-apim'
          ? NONE_TO_SEND
          : 'Either no certificate is configured in the client, or its stack left it out because nothing in the request suited it.'
      }`,
      evidence: [
        ...(row === null ? [] : [rowEvidence(facts, row, 'Certificate', 'empty certificate_list')]),
        ...endingEvidence(facts, endRow(verdict)),
      ],
      disproof: guess
        ? 'A TLS 1.2 test, or the secrets of this session, that show a certificate in the client’s flight.'
        : 'The same client with a certificate that the server accepts elsewhere, refused here in the same way: then it is not the empty list.',
      because:
        context.leg === 'gateway-apim'
          ? 'the gateway has no client certificate to send'
          : 'the client sent no certificate',
      ...(context.leg === 'gateway-apim' ? { fixes: ['forward-client-certificate'] } : {}),
    }
  },
}

/** HTTP refuses for more reasons than this one; the gateway's page has a finding of its own, which stands first. */
function confidenceOf(refusal: ClientRefusal, guess: boolean): number {
  if (refusal.kind === 'http') return refusal.page ? CONFIDENCE.strong : CONFIDENCE.likely
  const said = refusal.kind === 'alert' && SAID_TO_NONE.has(refusal.description)
  return guess || !said ? CONFIDENCE.strong : CONFIDENCE.proven
}

function emptyRow(likely: ReadonlyMap<number, string>): number | null {
  for (const [row, words] of likely) if (words.startsWith('Certificate (empty)')) return row
  return null
}
