import type { Facts } from '../../conversation/facts.ts'
import { hasExtension } from '../../tls/message/extension.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { mayHaveAskedLate, requestIsDue, whereItWasDue } from '../support/missing-request.ts'
import { requestedCertificate } from '../support/requested.ts'
import { endpointText } from '../words.ts'

const POST_HANDSHAKE_AUTH = 49

/**
 * No CertificateRequest (facts 4.1). An error where mutual TLS was expected and nothing else broke it before; else
 * worth knowing: on a gateway's mTLS listener, or on API Management with negotiation on, there would be one.
 */
export const clientCertificateNotRequested: Rule = {
  id: 'client-certificate-not-requested',
  pass: 'cause',
  judge(input) {
    const { facts } = input
    if (requestedCertificate(facts) !== 'no') return null
    const missed = isMissed(input)
    const server = endpointText(facts, 'server')
    const said = facts.tls13 ? bySize(facts) : inTheClear()
    return {
      severity: missed ? 'error' : 'info',
      confidence: said.confidence,
      summary: `${server} did not ask for a client certificate${missed ? ', though mutual TLS was expected' : ''}.`,
      explanation: said.explanation,
      evidence: evidenceOf(facts),
      disproof: said.disproof,
    }
  },
}

/** A request was due, and its absence is what is wrong. */
function isMissed({ facts, verdict, context }: RuleInput): boolean {
  const brokeElsewhere = verdict.break !== null && verdict.break.stage !== 'certificate-request'
  return requestIsDue(context) && !brokeElsewhere && !mayHaveAskedLate(facts)
}

interface Said {
  readonly confidence: number
  readonly explanation: string
  readonly disproof: string
}

function inTheClear(): Said {
  return {
    confidence: CONFIDENCE.proven,
    explanation:
      'The server closed its flight with ServerHelloDone and sent no CertificateRequest before it. No client, however configured, can present a certificate in this handshake.',
    disproof:
      'Another server name or another listener: the request depends on the SNI and on the SSL profile bound to it.',
  }
}

/** TLS 1.3 hides the request; only the client's answer has a size. */
function bySize({ lastClientHello }: Facts): Said {
  const late = lastClientHello !== null && hasExtension(lastClientHello.body.extensions, POST_HANDSHAKE_AUTH)
  return {
    confidence: late ? CONFIDENCE.possible : CONFIDENCE.likely,
    explanation: `The client's flight holds a Finished and nothing else, by its size; a client that is asked for a certificate answers with a Certificate message, if only an empty one.${
      late
        ? ' This client offered to be asked after the handshake (post_handshake_auth); such a late request would be hidden among the data.'
        : ''
    } TLS 1.3 hides the request itself: a test with TLS 1.2 would show it.`,
    disproof:
      'A TLS 1.2 test of the same name that shows a CertificateRequest, or the secrets of this session.',
  }
}

function evidenceOf(facts: Facts): Evidence[] {
  const row = whereItWasDue(facts)
  if (row === null) return []
  const size = facts.conversation.messages[row]?.recordLengths[0]
  return facts.tls13
    ? [rowEvidence(facts, row, 'record', `${size ?? '?'} bytes: the size of a Finished alone`)]
    : [rowEvidence(facts, row, 'ServerHelloDone', 'no CertificateRequest before it')]
}
