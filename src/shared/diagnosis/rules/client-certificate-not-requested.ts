import type { Facts } from '../../conversation/facts.ts'
import { requestedCertificate } from '../../conversation/requested.ts'
import { hasExtension } from '../../tls/message/extension.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import type { Rule, RuleInput } from '../rule.ts'
import { httpEvidence } from '../support/http-answer.ts'
import { mayHaveAskedLate, requestIsDue, saysForbidden, whereItWasDue } from '../support/missing-request.ts'
import { endpointText } from '../words.ts'

const POST_HANDSHAKE_AUTH = 49

/**
 * No CertificateRequest (facts 4.1). An error where mutual TLS was expected, or HTTP said 401 or 403, and nothing else
 * broke it before; else worth knowing: on a gateway's mTLS listener, or on API Management with negotiation on, there
 * would be one.
 */
export const clientCertificateNotRequested: Rule = {
  id: 'client-certificate-not-requested',
  pass: 'cause',
  about: ['server-hello'],
  judge(input) {
    const { facts } = input
    if (requestedCertificate(facts) !== 'no' || askedLate(facts)) return null
    const missed = missedBecause(input)
    const said = howItIsKnown(facts)
    const { words, most } =
      missed !== null ? MISSED[missed] : mayHaveAskedLate(facts) ? ONLY_NOT_AT_FIRST : NOT_MISSED
    return {
      severity: missed === null ? 'info' : 'error',
      confidence: Math.min(said.confidence, most),
      summary: `${endpointText(facts, 'server')} did not ask for a client certificate${words}.`,
      explanation: `${said.explanation}${missed === 'forbidden' ? FORBIDDEN : ''}`,
      evidence: [
        ...evidenceOf(facts),
        ...(missed !== null && facts.http.refusal !== null ? httpEvidence(facts, facts.http.refusal) : []),
      ],
      disproof: said.disproof,
      ...(missed !== 'forbidden' ? {} : { because: 'the server never asked for a client certificate' }),
    }
  },
}

/** The request was seen, only later than with the handshake. */
function askedLate({ requested }: Facts): boolean {
  return requested === 'renegotiation' || requested === 'post-handshake'
}

const NOT_MISSED = { words: '', most: 1 }
const ONLY_NOT_AT_FIRST = { words: ' in the first handshake', most: 1 }
const MISSED = {
  expected: { words: ', though mutual TLS was expected', most: 1 },
  // Whoever says 401 or 403 may miss a token or a key instead.
  forbidden: { words: ', and HTTP then refused the caller', most: CONFIDENCE.likely },
} as const
const FORBIDDEN =
  ' The request was then refused in HTTP. Where a policy wants the client’s certificate, it saw none; it may also miss a token or a subscription key.'

/** A request was due, and its absence is what is wrong. */
function missedBecause({ facts, verdict, context }: RuleInput): 'expected' | 'forbidden' | null {
  if (mayHaveAskedLate(facts)) return null
  const forbidden = saysForbidden(facts, verdict)
  const brokeElsewhere = verdict.break !== null && verdict.break.stage !== 'certificate-request' && !forbidden
  if (requestIsDue(context)) return brokeElsewhere ? null : 'expected'
  return forbidden && context.leg !== 'gateway-apim' ? 'forbidden' : null
}

interface Said {
  readonly confidence: number
  readonly explanation: string
  readonly disproof: string
}

function howItIsKnown(facts: Facts): Said {
  if (!facts.tls13) {
    return read(
      'The server closed its flight with ServerHelloDone and sent no CertificateRequest before it. No client, however configured, can present a certificate in this handshake.',
    )
  }
  if (facts.exchange.exact.server) {
    return read(
      `The server's flight was decrypted: it goes from EncryptedExtensions to Finished without a CertificateRequest. No client, however configured, can present a certificate in this handshake.${
        offersLateAnswer(facts)
          ? ' This client offered to be asked after it (post_handshake_auth); no such request can be read either.'
          : ''
      }`,
    )
  }
  return bySize(facts)
}

function read(explanation: string): Said {
  return {
    confidence: CONFIDENCE.proven,
    explanation,
    disproof:
      'Another server name or another listener: the request depends on the SNI and on the SSL profile bound to it.',
  }
}

/** TLS 1.3 hides the request; only the client's answer has a size. */
function bySize(facts: Facts): Said {
  const late = offersLateAnswer(facts)
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

function offersLateAnswer({ lastClientHello }: Facts): boolean {
  return lastClientHello !== null && hasExtension(lastClientHello.body.extensions, POST_HANDSHAKE_AUTH)
}

function evidenceOf(facts: Facts): Evidence[] {
  const row = whereItWasDue(facts)
  if (row === null) return []
  if (!facts.tls13) return [rowEvidence(facts, row, 'ServerHelloDone', 'no CertificateRequest before it')]
  if (facts.exchange.exact.server)
    return [rowEvidence(facts, row, 'Finished', 'no CertificateRequest before it')]
  const size = facts.conversation.messages[row]?.recordLengths[0]
  return [rowEvidence(facts, row, 'record', `${size ?? '?'} bytes: the size of a Finished alone`)]
}
