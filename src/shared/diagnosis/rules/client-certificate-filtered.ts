import type { Acceptance } from '../../credential/acceptance.ts'
import type { AcceptanceStatus } from '../../credential/acceptance-row.ts'
import { fieldEvidence } from '../evidence.ts'
import { CONFIDENCE } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { acceptedNames } from '../support/client-chain.ts'
import { holdsNone, refusalOfClient } from '../support/client-refusal.ts'
import { givenAcceptance } from '../support/given-acceptance.ts'
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
    if (facts.clientAnswer !== 'empty-certificate' || holdsNone(context)) return null
    const asked = acceptedNames(facts, { ...context, clientCa: [] })
    if (asked.length === 0) return null
    const acceptance = givenAcceptance(facts, context)
    // A probe tells what it has: without a certificate it holds none back.
    if (facts.probe !== null && acceptance === null) return null
    const confidence = acceptance === null ? CONFIDENCE.remote : confidenceBy(acceptance)
    if (confidence === null) return null
    const names = list(
      asked.map(({ text }) => quoted(text)),
      3,
    )
    const misses = MISSES[acceptance?.names.status ?? 'refused']
    const issuer = quoted(context.clientCertificate[0]?.reading.body.issuer?.text ?? '')
    return {
      confidence,
      severity: severityOf(input),
      summary: acceptance
        ? `The client held its certificate back: its issuer ${issuer} ${misses} the CA names the server asked for.`
        : 'The client may hold a certificate back because its issuer is not among the CA names the server asked for.',
      explanation: `The server accepts certificates of: ${names}. Stacks that obey this list (Schannel, .NET, Java) send an empty Certificate when none of theirs matches; OpenSSL sends what it has.${
        acceptance === null
          ? ' Give the client’s certificate (--client-cert) to decide it.'
          : ` ${acceptance.verdict}`
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
      because: acceptance
        ? `the client sent no certificate: the issuer of its own, ${issuer}, ${misses} the CAs that the server asked for`
        : 'the client sent no certificate',
    }
  },
}

/** By what the names say to the client's own chain; `null`: they accept it, so it was not held back for them. */
function confidenceBy({ names, signing }: Acceptance): number | null {
  if (names.status === 'accepted') return null
  // A key that cannot sign for this server is the better reason.
  if (signing.refusal !== null) return CONFIDENCE.possible
  return names.status === 'refused'
    ? CONFIDENCE.strong
    : names.status === 'doubtful'
      ? CONFIDENCE.likely
      : CONFIDENCE.possible
}

const MISSES: Readonly<Record<AcceptanceStatus, string>> = {
  refused: 'is not among',
  doubtful: 'is only in other bytes, or through a certificate that is not sent, among',
  unknown: 'is not in the part that can be read of',
  accepted: 'is among',
}

function severityOf({ verdict }: RuleInput): 'error' | 'warning' {
  return verdict.break === null ? 'warning' : 'error'
}
