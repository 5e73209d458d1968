import { makeCertificate, makeChain } from '../../../../support/conversation/certificates.ts'
import { diagnosisOf, given } from '../../../../support/conversation/diagnosis.ts'
import type { HelloValues } from '../../../../support/conversation/messages.ts'
import { TLS12, TLS13 } from '../../../../support/conversation/messages.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import {
  completed,
  helloRefused,
  refused,
  refusedTls13,
  served,
} from '../../../../support/conversation/situations.ts'
import type { Proof } from './proof.ts'

const HANDSHAKE_FAILURE = 40
const ILLEGAL_PARAMETER = 47
const PROTOCOL_VERSION = 70
const INSUFFICIENT_SECURITY = 71
const INTERNAL_ERROR = 80
const UNRECOGNIZED_NAME = 112
const NO_APPLICATION_PROTOCOL = 120
const TLS10 = 0x0301

const { root, intermediate, leaf } = makeChain()
const chain = [leaf, intermediate]
const BROAD: HelloValues = { versions: [TLS13, TLS12] }

const refusedAt40 = (hello: HelloValues) => () => diagnosisOf(helloRefused(HANDSHAKE_FAILURE, hello))

const inspector = makeCertificate({ cn: 'Inspection CA', ca: true, keyName: 'other' })
const inspected = (notBefore?: string) =>
  makeCertificate({
    san: ['DNS:apim.contoso.internal'],
    issuer: inspector,
    ...(notBefore === undefined ? {} : { notBefore }),
  })
const rootGiven = { trustedRoots: [given(root.der)] }

export const HELLO = {
  'protocol-version-mismatch': {
    proof:
      'alert 70 or 86 after the ClientHello; a client that refuses the version chosen; alert 40 to a client that offers nothing from TLS 1.2 on, or (a remote candidate) TLS 1.3 alone',
    facts: ['5.1.19', '2.22', '4.2.2'],
    fires: [
      () => diagnosisOf(helloRefused(PROTOCOL_VERSION, { versions: [TLS13] })),
      () =>
        diagnosisOf(
          conversation()
            .clientHello(BROAD)
            .serverHello({ version: TLS10, suite: 0xc014 })
            .alert('client', PROTOCOL_VERSION)
            .fin('client'),
        ),
      refusedAt40({ legacyVersion: TLS10, suites: [0xc014, 0x0035] }),
      refusedAt40({ versions: [TLS13], keyShares: [0x001d] }),
    ],
    silent: [refusedAt40(BROAD), () => diagnosisOf(completed(chain))],
  },
  'cipher-mismatch': {
    proof:
      'alert 40 or 71 after the ClientHello, and suites so narrow that they explain it, held against what Application Gateway and API Management always have; a suite chosen that was never offered',
    facts: ['5.1.20', '2.22', '4.3.3'],
    fires: [
      refusedAt40({ suites: [0x000a] }),
      () => diagnosisOf(helloRefused(INSUFFICIENT_SECURITY)),
      refusedAt40({ suites: [0xc02b, 0xc02c, 0xc023] }),
      () =>
        diagnosisOf(
          conversation()
            .clientHello({ suites: [0xc02f] })
            .serverHello({ suite: 0xc030 })
            .alert('client', ILLEGAL_PARAMETER)
            .fin('client'),
        ),
    ],
    silent: [refusedAt40(BROAD), () => diagnosisOf(helloRefused(INTERNAL_ERROR, { suites: [0x000a] }))],
  },
  'signature-algorithm-mismatch': {
    proof:
      'alert 40 or 71 after the ClientHello, and signature_algorithms that leave out RSA keys (likely) or EC keys (possible); a signature by an algorithm that was never offered',
    facts: ['5.1.20'],
    fires: [
      refusedAt40({ ...BROAD, signatureAlgorithms: [0x0403, 0x0503] }),
      refusedAt40({ ...BROAD, signatureAlgorithms: [0x0804, 0x0401] }),
      () =>
        diagnosisOf(
          conversation()
            .clientHello({ signatureAlgorithms: [0x0401] })
            .serverHello()
            .certificate([leaf.der])
            .serverKeyExchange(0x001d, 0x0201)
            .serverHelloDone()
            .alert('client', ILLEGAL_PARAMETER)
            .fin('client'),
        ),
    ],
    silent: [refusedAt40(BROAD)],
  },
  'group-mismatch': {
    proof:
      'alert 40 or 71 after the ClientHello, and none of x25519, secp256r1, secp384r1 among supported_groups (likely) or one group alone (possible); a group chosen that was never offered',
    facts: ['5.1.20', '5.1.21'],
    fires: [
      refusedAt40({ versions: [TLS13], groups: [0x001e] }),
      refusedAt40({ ...BROAD, groups: [0x001d] }),
      () =>
        diagnosisOf(
          conversation()
            .clientHello({ versions: [TLS13], keyShares: [0x001d] })
            .serverHello({ version: TLS13, keyShareGroup: 0x001e })
            .alert('client', ILLEGAL_PARAMETER)
            .fin('client'),
        ),
    ],
    silent: [
      refusedAt40(BROAD),
      // TLS 1.2 has suites that need no group.
      () => diagnosisOf(completed(chain, { hello: { groups: [0x001e] } })),
    ],
  },
  'hello-rejected': {
    proof:
      'any other alert after the ClientHello, 40, 47 and 80 above all, or close_notify there, one with which the server broke its own flight off, or one with which the client refused an answer that shows no fault; below a cause that the offers explain',
    facts: ['5.1.20', '8.4'],
    fires: [
      refusedAt40(BROAD),
      () => diagnosisOf(helloRefused(INTERNAL_ERROR, BROAD)),
      refusedAt40({ suites: [0x000a] }),
      () =>
        diagnosisOf(conversation().clientHello().serverHello().alert('server', INTERNAL_ERROR).fin('server')),
      () =>
        diagnosisOf(
          conversation()
            .clientHello({ versions: [TLS13], keyShares: [0x001d] })
            .serverHello({ version: TLS13 })
            .changeCipherSpec('server')
            .hidden('server', 10)
            .hiddenAlert('server')
            .fin('server'),
        ),
      () => diagnosisOf(refusedTls13(HANDSHAKE_FAILURE)),
      () => diagnosisOf(conversation().clientHello().alert('server', 0, 1).fin('server')),
    ],
    silent: [
      () => diagnosisOf(helloRefused(PROTOCOL_VERSION)),
      () => diagnosisOf(helloRefused(UNRECOGNIZED_NAME)),
      () => diagnosisOf(conversation().clientHello().serverHello().fin('server')),
    ],
  },
  'sni-rejected': {
    proof: 'alert 112 after the ClientHello',
    facts: ['5.1.22', '4.4.3'],
    fires: [() => diagnosisOf(helloRefused(UNRECOGNIZED_NAME, { sni: 'nobody.contoso.internal' }))],
    silent: [
      refusedAt40({ ...BROAD, sni: 'nobody.contoso.internal' }),
      () =>
        diagnosisOf(
          conversation()
            .clientHello()
            .alert('server', UNRECOGNIZED_NAME, 1)
            .serverHello()
            .serverFlight([leaf.der])
            .finishHandshake()
            .data('client', 100)
            .data('server', 100),
        ),
    ],
  },
  'sni-missing': {
    proof: 'a ClientHello without server_name',
    facts: ['1.2.4', '1.2.5', '1.2.6', '4.4.2'],
    fires: [() => diagnosisOf(completed(chain, { hello: { sni: null } }))],
    silent: [() => diagnosisOf(completed(chain))],
  },
  'legacy-version-offered': {
    proof: 'the highest version offered is below TLS 1.2',
    facts: ['1.1.2', '2.22', '4.2.4'],
    fires: [() => diagnosisOf(helloRefused(PROTOCOL_VERSION, { legacyVersion: TLS10 }))],
    silent: [() => diagnosisOf(helloRefused(PROTOCOL_VERSION, { legacyVersion: TLS12 }))],
  },
  'alpn-mismatch': {
    proof: 'alert 120',
    facts: [],
    fires: [() => diagnosisOf(helloRefused(NO_APPLICATION_PROTOCOL, { alpn: ['h2'] }))],
    silent: [refusedAt40({ ...BROAD, alpn: ['h2'] })],
  },
  'tls-inspection-suspected': {
    proof:
      'roots were given, the name fits, and the chain meets none of them: likelier where the certificate is only days old; or one name got two unrelated chains (across conversations)',
    facts: ['5.3.5'],
    fires: [
      () => diagnosisOf(refused([inspected('2026-05-31T12:00:00Z'), inspector], 48), rootGiven),
      () => diagnosisOf(completed([inspected(), inspector]), rootGiven),
    ],
    silent: [
      () => diagnosisOf(served(chain), rootGiven),
      () => diagnosisOf(refused([inspected('2026-05-31T12:00:00Z'), inspector], 48)),
    ],
  },
} satisfies Record<string, Proof>
