import type { ProbedNames, ProbeEvidence } from '../../../../../src/shared/conversation/probed.ts'
import { makeChain } from '../../../../support/conversation/certificates.ts'
import { diagnosisOf } from '../../../../support/conversation/diagnosis.ts'
import { fault, probeDiagnosisOf } from '../../../../support/conversation/probed.ts'
import { conversation, silence } from '../../../../support/conversation/script.ts'
import { completed, helloRefused, served } from '../../../../support/conversation/situations.ts'
import type { Proof } from './proof.ts'

const HOST = 'apim.contoso.internal'
const { leaf, intermediate } = makeChain()
const chain = [leaf, intermediate]

function names(changes: Partial<ProbedNames> = {}): ProbedNames {
  const addresses = [{ address: '10.0.1.5', space: 'private' as const }]
  return {
    name: HOST,
    addresses,
    dnsAddresses: null,
    aliases: [],
    servers: ['168.63.129.16'],
    hostsEntries: [],
    error: null,
    ...changes,
  }
}

const PUBLIC = [{ address: '20.50.1.2', space: 'public' }] as const

const UNRESOLVED: Partial<ProbeEvidence> = {
  names: names({ addresses: [], error: 'ENOTFOUND' }),
  attempts: [],
  end: { kind: 'unresolved', name: HOST, code: 'ENOTFOUND', said: `${HOST} does not resolve.` },
}

function unconnected(how: 'refused' | 'silent' | 'unreachable'): Partial<ProbeEvidence> {
  const result = how === 'silent' ? 'silent' : how
  return {
    attempts: [{ address: '10.0.1.5', port: 443, result, code: null, millis: 3_000 }],
    end: { kind: 'unconnected', how, code: null },
  }
}

const mutual = () =>
  served(chain, { request: {} })
    .clientCertificate([leaf.der, intermediate.der])
    .clientKeyExchange()
    .certificateVerify()
    .finished('client')

export const TRANSPORT = {
  'dns-unresolvable': {
    proof: 'a probe: the name has no address on this machine, or no resolver answers',
    facts: ['3.2', '4.6.4'],
    fires: [() => probeDiagnosisOf(silence(), UNRESOLVED)],
    silent: [() => probeDiagnosisOf(completed(chain), { names: names() })],
  },
  'dns-public-address': {
    proof:
      'a probe: a name that should be private, because the user or the name says so, leads to a public address',
    facts: ['4.6.4', '4.6.5', '5.3.9'],
    fires: [
      () => probeDiagnosisOf(conversation().clientHello(), { names: names({ addresses: PUBLIC }) }),
      () =>
        probeDiagnosisOf(conversation().clientHello(), {
          names: names({ name: 'api.contoso.com', addresses: PUBLIC }),
          expectPrivate: true,
        }),
    ],
    silent: [
      () => probeDiagnosisOf(conversation().clientHello(), { names: names(), expectPrivate: true }),
      () =>
        probeDiagnosisOf(conversation().clientHello(), {
          names: names({ name: 'api.contoso.com', addresses: PUBLIC }),
        }),
    ],
  },
  'tcp-no-answer': {
    proof:
      'a SYN, repeated, and neither SYN-ACK nor reset, or an ICMP error that says why; near the server a SYN-ACK, repeated and never acknowledged; a probe that waited in vain',
    facts: ['5.3.1', '3.3'],
    fires: [
      () => diagnosisOf(silence().syn().synRetransmission().synRetransmission().silenceAtEnd(7)),
      () => probeDiagnosisOf(silence(), unconnected('silent')),
      () => diagnosisOf(silence().syn().icmp('client', 'administratively prohibited')),
    ],
    silent: [
      () => diagnosisOf(silence().syn().rst('server').transport({ refused: true })),
      () => diagnosisOf(silence().syn()),
    ],
  },
  'tcp-refused': {
    proof: 'a SYN answered by a reset',
    facts: ['5.3.2'],
    fires: [
      () => diagnosisOf(silence().syn().rst('server').transport({ refused: true })),
      () => probeDiagnosisOf(silence(), unconnected('refused')),
    ],
    silent: [() => diagnosisOf(silence().syn().synRetransmission().synRetransmission().silenceAtEnd(7))],
  },
  'reset-after-client-hello': {
    proof:
      'a ClientHello, then a reset or FIN of the other side, and not a byte of TLS; surer where the reset has another hop count than the server',
    facts: ['5.3.3', '5.3.4', '5.1.22'],
    fires: [
      () => diagnosisOf(conversation().clientHello().rst('server')),
      () => diagnosisOf(conversation().clientHello().rst('server').side('server', { ttl: 57, resetTtl: 63 })),
    ],
    silent: [
      () => diagnosisOf(conversation().clientHello().rst('client')),
      () => diagnosisOf(conversation().clientHello().serverHello().rst('server')),
    ],
  },
  'no-answer-to-client-hello': {
    proof:
      'a ClientHello, acknowledged or repeated, and silence, or an ICMP error that says why; less sure where the client did not wait',
    facts: ['5.3.1'],
    fires: [
      () => diagnosisOf(conversation().clientHello().silenceAtEnd(30)),
      () => diagnosisOf(conversation().clientHello().wait(2).fin('client')),
      () => diagnosisOf(conversation().clientHello().fin('client')),
      () =>
        diagnosisOf(
          conversation().clientHello().icmp('client', 'administratively prohibited').silenceAtEnd(30),
        ),
    ],
    silent: [
      () => diagnosisOf(conversation().clientHello()),
      () => diagnosisOf(conversation().clientHello().serverHello().silenceAtEnd(30)),
    ],
  },
  'path-mtu-server-flight': {
    proof:
      "full-size segments of the server's flight sent again, or a hole there, and a client that does not go on; surer where duplicate acknowledgements show that smaller packets arrive, surest where ICMP says it",
    facts: ['5.3.6'],
    fires: [
      () => diagnosisOf(served(chain).retransmission('server', 1460).retransmission('server', 1460)),
      () =>
        diagnosisOf(
          served(chain).retransmission('server', 1460).side('server', { duplicateAcks: 1 }).silenceAtEnd(9),
        ),
      () => diagnosisOf(served(chain).retransmission('server', 1460).retransmission('server', 90)),
      () =>
        diagnosisOf(
          served(chain)
            .icmp('server', 'fragmentation needed', 1500, 'the next hop takes 1300 bytes, says 10.0.1.1')
            .retransmission('server', 1460)
            .retransmission('server', 1460),
        ),
      () =>
        diagnosisOf(conversation().clientHello().serverHello().hole('server', 1460).wait(20).fin('client')),
    ],
    silent: [
      () => diagnosisOf(served(chain).retransmission('server', 90).retransmission('server', 90)),
      () => diagnosisOf(conversation().clientHello().serverHello().silenceAtEnd(30)),
    ],
  },
  'path-mtu-client-flight': {
    proof:
      "the same of the client's flight with its certificate, or of a ClientHello that fills more than one packet, and a silent server; as sure as above",
    facts: ['5.3.7'],
    fires: [
      () =>
        diagnosisOf(
          mutual()
            .retransmission('client', 1460)
            .retransmission('client', 1460)
            .side('client', { duplicateAcks: 1 }),
        ),
      () => diagnosisOf(mutual().retransmission('client', 1460).retransmission('client', 1460)),
      () => diagnosisOf(mutual().retransmission('client', 1460).silenceAtEnd(60)),
      () => diagnosisOf(mutual().retransmission('client', 1460).retransmission('client', 90)),
      () =>
        diagnosisOf(
          mutual()
            .icmp('client', 'fragmentation needed', 1500, 'the next hop takes 1300 bytes, says 10.0.0.1')
            .retransmission('client', 1460)
            .retransmission('client', 1460),
        ),
    ],
    silent: [
      () =>
        diagnosisOf(
          served(chain)
            .clientKeyExchange()
            .finished('client')
            .retransmission('client', 1460)
            .retransmission('client', 1460),
        ),
      () => diagnosisOf(mutual().retransmission('client', 90).retransmission('client', 90)),
    ],
  },
  'plain-http-on-tls-port': {
    proof: 'the first bytes of either side are HTTP',
    facts: ['5.3.10'],
    fires: [
      () =>
        diagnosisOf(
          conversation()
            .http('client', 'Request', 'GET / HTTP/1.1')
            .http('server', 'Response', 'HTTP/1.1 400 Bad Request')
            .fin('server')
            .with({ notTls: 'http' }),
        ),
      () =>
        diagnosisOf(
          conversation().clientHello().http('server', 'Response', 'HTTP/1.1 400 Bad Request').fin('server'),
        ),
    ],
    silent: [
      () => diagnosisOf(helloRefused(40)),
      () =>
        diagnosisOf(
          conversation()
            .http('client', 'Request', 'CONNECT apim.contoso.internal:443 HTTP/1.1')
            .http('server', 'Response', 'HTTP/1.1 200 Connection established')
            .clientHello()
            .rst('server')
            .with({ startedBy: 'http-connect' }),
        ),
    ],
  },
  'not-tls': {
    proof:
      'the first bytes on a TLS port are neither a TLS record nor HTTP; a probe that was answered with no sound TLS',
    facts: ['3.19'],
    fires: [
      () => diagnosisOf(conversation().fin('server').with({ notTls: 'other' })),
      () =>
        probeDiagnosisOf(conversation().clientHello().alert('client', 10).fin('client'), {
          end: { kind: 'own', stage: 'client-hello', alert: 10, fault: fault('not-tls', 'record') },
        }),
    ],
    silent: [
      () => diagnosisOf(conversation().fin('client').with({ notTls: 'nothing' })),
      () => diagnosisOf(helloRefused(40)),
    ],
  },
  'capture-incomplete': {
    proof:
      'the capture starts midway, is cut by its snap length, misses segments or ends early; a probe that was stopped, or met a bound of its own',
    facts: [],
    fires: [
      () => diagnosisOf(silence().data('client', 100).data('server', 100).transport({ startsMidway: true })),
      () => diagnosisOf(conversation().clientHello().serverHello().hole('server', 700).fin('client')),
      () => diagnosisOf(completed(chain).side('server', { snappedBytes: 900, missingBytes: 900 })),
      () => diagnosisOf(conversation().clientHello()),
    ],
    silent: [() => diagnosisOf(completed(chain))],
  },
} satisfies Record<string, Proof>
