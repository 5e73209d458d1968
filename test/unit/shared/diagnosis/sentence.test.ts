import { describe, expect, it } from 'vitest'
import type { Facts } from '../../../../src/shared/conversation/facts.ts'
import type { Break } from '../../../../src/shared/conversation/verdict/shape.ts'
import { ENDED_BY, HOW, STAGES } from '../../../../src/shared/conversation/vocabulary.ts'
import type { Finding } from '../../../../src/shared/diagnosis/finding.ts'
import { breakSentence } from '../../../../src/shared/diagnosis/sentence.ts'
import type { FindingId } from '../../../../src/shared/diagnosis/taxonomy.ts'
import { answered, asked, hiddenHandshake } from '../../../support/conversation/client-authentication.ts'
import { lateRequest, startedByClient } from '../../../support/conversation/renegotiation.ts'
import { conversation, silence } from '../../../support/conversation/script.ts'

const nothing = silence().syn().facts()
const opened = conversation().facts()
const plainHttp = conversation().with({ notTls: 'http' }).facts()
const otherProtocol = conversation().with({ notTls: 'other' }).facts()
const hello = conversation().clientHello().facts()
const serverHello = conversation().clientHello().serverHello().facts()
const flight = asked().facts()
const request = asked({}).facts()
const certificate = answered(asked({}), [Uint8Array.of(0x30, 0)]).facts()
const empty = answered(asked({}), []).facts()
const short = answered(asked({}), [Uint8Array.of(0x30, 0)])
  .finished('server')
  .data('server', 390)
  .facts()
const plain = asked().clientKeyExchange().finished('client').facts()
const done = asked().finishHandshake().facts()
const done13 = hiddenHandshake([]).facts()
const late = lateRequest().facts()
const clients = startedByClient().facts()

/** What was seen, the break, and the sentence; without findings there is no clause. */
const SENTENCES: readonly (readonly [Facts, Partial<Break> & Pick<Break, 'stage' | 'by' | 'how'>, string])[] =
  [
    [nothing, { stage: 'dns', by: 'network', how: 'none' }, 'The name was never resolved.'],
    [nothing, { stage: 'tcp', by: 'network', how: 'timeout' }, 'Nobody answered the TCP connection request.'],
    [
      nothing,
      { stage: 'tcp', by: 'server', how: 'rst' },
      'The server refused the TCP connection with a reset.',
    ],
    [
      opened,
      { stage: 'client-hello', by: 'network', how: 'timeout' },
      'The TCP connection was opened, and no ClientHello followed.',
    ],
    [
      opened,
      { stage: 'client-hello', by: 'server', how: 'fin' },
      'The server closed the connection before a ClientHello was seen, without a word.',
    ],
    [
      opened,
      { stage: 'client-hello', by: 'server', how: 'alert', alert: 80 },
      'The server refused the connection with alert internal_error (80).',
    ],
    [
      plainHttp,
      { stage: 'client-hello', by: 'server', how: 'http-status' },
      'The server answered in plain HTTP where TLS was due.',
    ],
    [
      plainHttp,
      { stage: 'client-hello', by: 'network', how: 'timeout' },
      'Plain HTTP was sent where TLS was due, and nobody answered it.',
    ],
    [
      otherProtocol,
      { stage: 'client-hello', by: 'none', how: 'none' },
      'Something other than TLS was sent where TLS was due.',
    ],
    [hello, { stage: 'client-hello', by: 'network', how: 'timeout' }, 'Nobody answered the ClientHello.'],
    [
      hello,
      { stage: 'client-hello', by: 'server', how: 'http-status' },
      'The server answered the ClientHello in plain HTTP.',
    ],
    [
      hello,
      { stage: 'client-hello', by: 'server', how: 'alert', alert: 112 },
      'The server refused the ClientHello with alert unrecognized_name (112).',
    ],
    [
      hello,
      { stage: 'client-hello', by: 'server', how: 'rst' },
      'The server hung up on the ClientHello with a TCP reset.',
    ],
    [
      hello,
      { stage: 'client-hello', by: 'network', how: 'rst' },
      'Something on the way between the two cut the connection at the ClientHello with a TCP reset.',
    ],
    [
      hello,
      { stage: 'client-hello', by: 'client', how: 'fin' },
      'The client hung up before the server had answered its ClientHello, without a word.',
    ],
    [
      serverHello,
      { stage: 'server-hello', by: 'client', how: 'alert', alert: 47 },
      'The client refused the ServerHello with alert illegal_parameter (47).',
    ],
    [
      serverHello,
      { stage: 'server-hello', by: 'client', how: 'rst' },
      'The client hung up on the ServerHello with a TCP reset.',
    ],
    [
      flight,
      { stage: 'server-certificate', by: 'client', how: 'alert', alert: 48 },
      "The client refused the server's certificate with alert unknown_ca (48).",
    ],
    [
      flight,
      { stage: 'server-certificate', by: 'client', how: 'fin' },
      "The client hung up on the server's certificate, without a word.",
    ],
    [
      flight,
      { stage: 'server-certificate', by: 'network', how: 'timeout' },
      'The server had sent its certificate, and the client never answered.',
    ],
    [
      serverHello,
      { stage: 'server-certificate', by: 'network', how: 'timeout' },
      'The handshake stalled while the server was sending its certificate.',
    ],
    [
      serverHello,
      { stage: 'server-certificate', by: 'server', how: 'alert', alert: 80 },
      'The server broke the handshake off in the middle of its own messages with alert internal_error (80).',
    ],
    [
      done,
      { stage: 'server-certificate', by: 'client', how: 'close-notify' },
      "The client refused the server's certificate by closing right after the handshake.",
    ],
    [
      request,
      { stage: 'server-certificate', by: 'network', how: 'rst' },
      "Something on the way between the two cut the connection at the server's certificate with a TCP reset.",
    ],
    [
      done,
      { stage: 'certificate-request', by: 'none', how: 'none' },
      'The handshake completed without mutual TLS: a client certificate was expected, and the server never asked for one.',
    ],
    [
      done13,
      { stage: 'certificate-request', by: 'none', how: 'none' },
      'The handshake completed without mutual TLS, as the sizes of its records tell: a client certificate was expected, and the server never asked for one.',
    ],
    [
      certificate,
      { stage: 'client-certificate', by: 'server', how: 'alert', alert: 42 },
      "The server refused the client's certificate with alert bad_certificate (42).",
    ],
    [
      certificate,
      { stage: 'client-certificate', by: 'server', how: 'alert' },
      "The server refused the client's certificate with an encrypted alert.",
    ],
    [
      certificate,
      { stage: 'client-certificate', by: 'server', how: 'rst' },
      "The server hung up on the client's certificate with a TCP reset.",
    ],
    [
      certificate,
      { stage: 'client-certificate', by: 'network', how: 'timeout' },
      "The handshake stalled on the client's certificate.",
    ],
    [
      empty,
      { stage: 'client-certificate', by: 'network', how: 'timeout' },
      'The handshake stalled after the client had answered without a certificate.',
    ],
    [
      empty,
      { stage: 'client-certificate', by: 'server', how: 'alert', alert: 40 },
      'The server refused the client with alert handshake_failure (40).',
    ],
    [
      certificate,
      { stage: 'client-certificate', by: 'server', how: 'alert', alert: 116 },
      'The server refused the client with alert certificate_required (116).',
    ],
    [
      short,
      { stage: 'client-certificate', by: 'server', how: 'close-notify' },
      "The server finished the handshake, then refused the client's certificate with one short answer and closed.",
    ],
    [
      certificate,
      { stage: 'client-certificate', by: 'server', how: 'http-status' },
      "The server refused the client's certificate with an HTTP status.",
    ],
    [
      plain,
      { stage: 'finished', by: 'server', how: 'alert', alert: 20 },
      "The server refused the client's Finished with alert bad_record_mac (20).",
    ],
    [
      plain,
      { stage: 'finished', by: 'client', how: 'alert', alert: 51 },
      "The client refused the server's Finished with alert decrypt_error (51).",
    ],
    [
      plain,
      { stage: 'finished', by: 'server', how: 'alert', alert: 80 },
      'The server broke the handshake off before it had finished with alert internal_error (80).',
    ],
    [
      plain,
      { stage: 'finished', by: 'server', how: 'fin' },
      'The server hung up before the handshake had finished, without a word.',
    ],
    [
      plain,
      { stage: 'finished', by: 'network', how: 'rst' },
      'Something on the way between the two cut the connection before the handshake had finished with a TCP reset.',
    ],
    [
      plain,
      { stage: 'finished', by: 'network', how: 'timeout' },
      'The handshake stalled before both sides had finished.',
    ],
    [
      done13,
      { stage: 'finished', by: 'server', how: 'alert', row: 99 },
      "The server ended the session right after the client's Finished with an encrypted alert.",
    ],
    [
      done,
      { stage: 'application', by: 'server', how: 'http-status' },
      'The server refused the request with an HTTP status.',
    ],
    [
      done,
      { stage: 'application', by: 'network', how: 'timeout' },
      'The handshake finished, and nobody answered the request.',
    ],
    [
      late,
      { stage: 'late-client-auth', by: 'client', how: 'alert' },
      'The client refused the late request for a client certificate with an encrypted alert.',
    ],
    [
      late,
      { stage: 'late-client-auth', by: 'client', how: 'fin' },
      'The client hung up on the late request for a client certificate, without a word.',
    ],
    [
      late,
      { stage: 'late-client-auth', by: 'server', how: 'rst' },
      'The server broke off the renegotiation in which it wanted a client certificate with a TCP reset.',
    ],
    [
      late,
      { stage: 'late-client-auth', by: 'network', how: 'timeout' },
      'The late request for a client certificate stalled.',
    ],
    [
      clients,
      { stage: 'late-client-auth', by: 'network', how: 'timeout' },
      'The renegotiation that the client had begun stalled.',
    ],
    [
      clients,
      { stage: 'late-client-auth', by: 'server', how: 'alert' },
      'The server refused the renegotiation that the client had begun with an encrypted alert.',
    ],
  ]

describe('the sentence about a break', () => {
  it.each(SENTENCES.map(([facts, at, text]) => ({ facts, at, text })))('$text', ({ facts, at, text }) => {
    expect(breakSentence(facts, breakAt(at), [])).toBe(text)
  })

  it('reads well for every stage, whoever ended it and however', () => {
    const every = STAGES.flatMap((stage) => ENDED_BY.flatMap((by) => HOW.map((how) => ({ stage, by, how }))))
    for (const facts of [
      nothing,
      opened,
      hello,
      flight,
      certificate,
      empty,
      short,
      done,
      done13,
      late,
      clients,
    ]) {
      for (const at of every) {
        const text = breakSentence(facts, breakAt(at), [])
        expect(text).toMatch(/^[A-Z][^.]*[A-Za-z)]\.$/)
        expect(text).not.toMatch(/ {2}|undefined|null|\bwith (?:with|without)\b|,,|,\.| \./)
      }
    }
  })
})

describe('the clause of the cause', () => {
  const at = breakAt({ stage: 'client-certificate', by: 'server', how: 'alert', alert: 48 })
  const BARE = "The server refused the client's certificate with alert unknown_ca (48)"

  it.each([
    [0.97, ', because its issuer is unknown.'],
    [0.88, ', because its issuer is unknown.'],
    [0.7, ', most likely because its issuer is unknown.'],
    [0.45, ', perhaps because its issuer is unknown.'],
    [0.25, '.'],
  ])('is as sure of itself as the finding: %d', (confidence, clause) => {
    const found = cause('client-certificate-untrusted', confidence, 'its issuer is unknown')
    expect(breakSentence(certificate, at, [found])).toBe(BARE + clause)
  })

  it('is one, of the first error that can have caused this break', () => {
    const findings = [
      cause('server-name-mismatch', 0.97, 'it is for another name'),
      cause('client-certificate-untrusted', 0.97, 'its issuer is unknown'),
      cause('client-chain-incomplete', 0.45, 'an intermediate is missing'),
    ]
    expect(breakSentence(certificate, at, findings)).toBe(`${BARE}, because its issuer is unknown.`)
  })

  it('is left out where the likeliest finding has none, rather than taken from a lesser one', () => {
    const findings = [
      cause('client-certificate-rejected', 0.7, null),
      cause('client-chain-incomplete', 0.45, 'an intermediate is missing'),
    ]
    expect(breakSentence(certificate, at, findings)).toBe(`${BARE}.`)
  })

  it('is not taken from a warning', () => {
    const warning: Finding = {
      ...cause('client-certificate-expired', 0.97, 'it expired'),
      severity: 'warning',
    }
    expect(breakSentence(certificate, at, [warning])).toBe(`${BARE}.`)
  })
})

function breakAt(values: Partial<Break> & Pick<Break, 'stage' | 'by' | 'how'>): Break {
  return { row: null, alert: null, lastCompleted: null, ...values }
}

function cause(id: FindingId, confidence: number, because: string | null): Finding {
  return {
    id,
    severity: 'error',
    confidence,
    leg: 'unknown',
    summary: '',
    explanation: '',
    evidence: [],
    disproof: '',
    fixes: [],
    because,
  }
}
