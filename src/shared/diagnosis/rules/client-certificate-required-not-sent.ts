import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { type ClientRefusal, clientRefusalText, refusalOfClient } from '../support/client-refusal.ts'
import { endRow } from '../support/refusal.ts'

const CERTIFICATE_REQUIRED = 116

/** Facts 1.1.6. */
const NONE_TO_SEND =
  'The client here is Application Gateway, which presents no client certificate in any version: on this leg API Management must not require one.'

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
      summary: 'The server demands a client certificate, and the client sent none.',
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
        : `Nothing in this capture can: the empty list is there${facts.tls13 ? ', decrypted' : ' in the clear'}.`,
      because: 'the client sent no certificate',
    }
  },
}

/** HTTP refuses for more reasons than this one; the gateway's page has a finding of its own, which stands first. */
function confidenceOf(refusal: ClientRefusal, guess: boolean): number {
  if (refusal.kind === 'http') return refusal.page ? CONFIDENCE.strong : CONFIDENCE.likely
  return guess ? CONFIDENCE.strong : CONFIDENCE.proven
}

function emptyRow(likely: ReadonlyMap<number, string>): number | null {
  for (const [row, words] of likely) if (words.startsWith('Certificate (empty)')) return row
  return null
}
