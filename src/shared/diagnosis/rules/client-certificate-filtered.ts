import { fieldEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { acceptedNames, reaches } from '../support/client-chain.ts'
import { refusalOfClient } from '../support/client-refusal.ts'
import { list, quoted } from '../words.ts'

/**
 * The client has a certificate, but its issuer is not among the CA names of the request, so its stack sent
 * none: Schannel, .NET and Java do (facts 5.1.16, 5.1.18). Certain only with the client's own certificate.
 */
export const clientCertificateFiltered: Rule = {
  id: 'client-certificate-filtered',
  pass: 'cause',
  about: ['break', 'suspicion'],
  judge(input) {
    const { facts, context } = input
    const refusal = refusalOfClient(facts, input.verdict)
    const request = facts.certificateRequest
    if (refusal === null || request === null) return null
    if (facts.clientAnswer !== 'empty-certificate') return null
    const asked = acceptedNames(facts, { ...context, clientCa: [] })
    if (asked.length === 0) return null
    const own = context.clientCertificate.map(({ reading }) => reading.body)
    if (own.length > 0 && reaches(own, asked)) return null
    const names = list(
      asked.map(({ text }) => quoted(text)),
      3,
    )
    const known = own.length > 0
    const issuer = quoted(own[0]?.issuer?.text ?? '')
    return {
      confidence: known ? CONFIDENCE.strong : CONFIDENCE.remote,
      severity: severityOf(input),
      summary: known
        ? `The client held its certificate back: its issuer ${issuer} is not among the CA names the server asked for.`
        : 'The client may hold a certificate back because its issuer is not among the CA names the server asked for.',
      explanation: `The server accepts certificates of: ${names}. Stacks that obey this list (Schannel, .NET, Java) send an empty Certificate when none of theirs matches; OpenSSL sends what it has.${
        known ? '' : ' Give the client’s certificate (--client-cert) to decide it.'
      }`,
      evidence: [
        fieldEvidence(
          request,
          'certificate_authorities',
          {
            start: Math.min(...request.body.certificateAuthorities.map(({ span }) => span.start)),
            end: Math.max(...request.body.certificateAuthorities.map(({ span }) => span.end)),
          },
          names,
        ),
      ],
      disproof:
        'A client certificate whose chain ends in one of these names, sent to the same server and still missing.',
      because: known
        ? `the client sent no certificate: the issuer of its own, ${issuer}, is not among the CAs that the server asked for`
        : 'the client sent no certificate',
    }
  },
}

function severityOf({ verdict }: RuleInput): 'error' | 'warning' {
  return verdict.break === null ? 'warning' : 'error'
}
