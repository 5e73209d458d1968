import { endingEvidence, rowEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { isServerCertificateCause } from '../support/server-chain.ts'

/**
 * The handshake completes, then the client closes first and no application data went either way (facts 5.1.7):
 * how an nginx-type gateway refuses a backend certificate, which it judges only after the handshake. A bare
 * connection test and a pre-connect look the same, so this alone stays a warning. An error needs a second cue:
 * a certificate that is provably bad, whose own finding then ranks above this one, or the gateway's own leg.
 */
export const serverCertificateRejectedSilently: Rule = {
  id: 'server-certificate-rejected-silently',
  pass: 'bucket',
  about: ['suspicion'],
  judge(input) {
    const { facts, verdict, context, found } = input
    if (verdict.suspected?.kind !== 'silent-refusal') return null
    const cause = found.find(({ id, severity }) => isServerCertificateCause(id) && severity === 'error')
    const gatewayLeg = context.leg === 'gateway-apim'
    const proven = cause !== undefined || gatewayLeg
    const cue =
      cause !== undefined
        ? `Here the certificate has a fault that can be shown: ${cause.summary}`
        : gatewayLeg
          ? 'This is the leg from the gateway to API Management, where nobody opens a connection to say nothing.'
          : 'A connection test (`openssl s_client </dev/null`, a port monitor) and a browser that connects in advance look the same, so by itself this proves nothing.'
    return {
      severity: proven ? 'error' : 'warning',
      confidence: proven ? CONFIDENCE.likely : CONFIDENCE.possible,
      summary: proven
        ? "The client refused the server's certificate without an alert: it finished the handshake, sent nothing and closed."
        : "The client finished the handshake, sent nothing and closed: some gateways refuse a server's certificate in just this way.",
      explanation: `Both sides finished the handshake, not a byte of application data went either way, and the client was the first to close. nginx-type gateways look at the certificate only then, and refuse it so. ${cue}`,
      evidence: [...handshakeEnd(input), ...endingEvidence(facts, verdict.suspected.break.row)],
      disproof:
        'The log of the client: a connection test or a pre-connect, or the reason for which it refused the certificate.',
      ...(proven ? { because: 'it closed as gateways do that refuse a certificate' } : {}),
    }
  },
}

function handshakeEnd({ facts }: RuleInput): Evidence[] {
  const row = facts.exchange.completedAt
  return row === null ? [] : [rowEvidence(facts, row, 'Finished', 'the handshake was complete')]
}
