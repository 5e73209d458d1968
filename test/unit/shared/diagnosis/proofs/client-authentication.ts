import { makeCertificate } from '../../../../support/conversation/certificates.ts'
import {
  answered,
  asked,
  clientPki,
  EMPTY_ANSWER,
  FULL_ANSWER,
  hiddenHandshake,
  refused,
  served,
  shortlyAnswered,
  subjectOf,
} from '../../../../support/conversation/client-authentication.ts'
import {
  exchanged,
  GATEWAY,
  gatewayPage,
  openedClientFlight,
  openedServerFlight,
  renegotiated,
} from '../../../../support/conversation/decrypted.ts'
import { diagnosisOf, given } from '../../../../support/conversation/diagnosis.ts'
import { fault, probeDiagnosisOf } from '../../../../support/conversation/probed.ts'
import {
  abbreviated,
  lateFlights,
  lateRequest,
  lateSuccess,
  startedByClient,
} from '../../../../support/conversation/renegotiation.ts'
import type { Proof } from './proof.ts'

const HANDSHAKE_FAILURE = 40
const BAD_CERTIFICATE = 42
const UNSUPPORTED_CERTIFICATE = 43
const CERTIFICATE_REVOKED = 44
const CERTIFICATE_EXPIRED = 45
const CERTIFICATE_UNKNOWN = 46
const UNKNOWN_CA = 48
const DECRYPT_ERROR = 51
const INTERNAL_ERROR = 80
const CERTIFICATE_REQUIRED = 116
const ECDSA_SCHEMES = [0x0403, 0x0503]
const SCHANNEL_LIMIT = 16_384

const { leaf, issuing, rootName, issuingName } = clientPki()
const chain = [leaf, issuing]
const stranger = makeCertificate({ cn: 'Stranger CA', ca: true, keyName: 'other' })
const strangers = [subjectOf(stranger.der)]

const expired = [clientPki({ notAfter: '2025-01-01T00:00:00Z' }).leaf, issuing]
const early = [clientPki({ notBefore: '2026-12-01T00:00:00Z' }).leaf, issuing]
const forServers = [clientPki({ eku: ['serverAuth'] }).leaf, issuing]
const weak = [clientPki({ keyName: 'weak', hash: 'sha1' }).leaf, issuing]

const sent = (certificates: readonly Uint8Array[], names: readonly Uint8Array[] = [rootName]) =>
  answered(asked({ names }), certificates)
const refusedAt = (certificates: readonly Uint8Array[], alert: number) => refused(sent(certificates), alert)
/** TLS 1.3 with its secrets, and the gateway's page about the certificate. */
const page = (certificates: readonly Uint8Array[]) =>
  exchanged(openedClientFlight(openedServerFlight({ names: [rootName] }), certificates), '400 Bad Request', {
    headers: GATEWAY,
    body: gatewayPage('The SSL certificate error'),
  }).fin('server')

/** A fault that the certificate provably has: by its own alert, one for any fault, one that names none, by the page, unminded. */
function weighed(faultyChain: readonly Uint8Array[], exact: number) {
  const ways = [
    () => diagnosisOf(refusedAt(faultyChain, exact)),
    () => diagnosisOf(refusedAt(faultyChain, CERTIFICATE_UNKNOWN)),
    () => diagnosisOf(refusedAt(faultyChain, INTERNAL_ERROR)),
    () => diagnosisOf(page(faultyChain)),
  ] as const
  return ways
}

const unminded = (faultyChain: readonly Uint8Array[]) => () => diagnosisOf(served(sent(faultyChain)))

/** Names that take about `bytes` in all. */
function namesOf(bytes: number): Uint8Array[] {
  return Array.from({ length: Math.floor(bytes / (rootName.length + 2)) }, () => rootName)
}

const completedTls12 = () => served(asked().clientKeyExchange().finished('client'))
const completedTls13 = (postHandshakeAuth = false) =>
  hiddenHandshake([], { postHandshakeAuth }).data('client', 200).data('server', 6000)

export const CLIENT_AUTHENTICATION = {
  'client-certificate-not-requested': {
    proof:
      'the server’s flight, seen whole, has no CertificateRequest; in TLS 1.3 the size of a lone Finished tells. An error where mutual TLS was expected, or HTTP said 401 or 403',
    facts: ['4.1', '5.4'],
    fires: [
      () => diagnosisOf(completedTls12(), { expectMtls: true }),
      () => diagnosisOf(completedTls12()),
      () => diagnosisOf(completedTls13()),
      () => diagnosisOf(completedTls13(true)),
      () =>
        diagnosisOf(exchanged(openedClientFlight(openedServerFlight(), null), '403 Forbidden'), {
          leg: 'direct',
        }),
    ],
    silent: [
      () => diagnosisOf(served(answered(asked({}), [])), { expectMtls: true }),
      () => diagnosisOf(hiddenHandshake(EMPTY_ANSWER), { expectMtls: true }),
    ],
  },
  'client-certificate-required-not-sent': {
    proof:
      'an empty Certificate, in TLS 1.3 by its size, and the server refused: alert 40 or 116 (Go and Java: 42), another alert, or HTTP; alert 116 alone',
    facts: ['5.1.8', '5.1.10', '1.1.6', '1.1.8'],
    fires: [
      () => diagnosisOf(refused(answered(asked({}), []), HANDSHAKE_FAILURE)),
      () => diagnosisOf(hiddenHandshake(EMPTY_ANSWER).hiddenAlert('server').fin('server')),
      () => diagnosisOf(answered(asked({}), []).fin('server').fin('client')),
      () =>
        diagnosisOf(exchanged(openedClientFlight(openedServerFlight({}), []), '403 Forbidden'), {
          leg: 'direct',
        }),
      () => diagnosisOf(refused(answered(asked({}), []), CERTIFICATE_REQUIRED), { leg: 'gateway-apim' }),
    ],
    silent: [
      () => diagnosisOf(served(answered(asked({}), []))),
      () => diagnosisOf(refusedAt(chain, HANDSHAKE_FAILURE)),
    ],
  },
  'client-certificate-filtered': {
    proof:
      'as above, and the issuer of the client’s certificate is not among the CA names of the request: well founded with the client’s certificate, a remote candidate without',
    facts: ['5.1.16', '5.1.18'],
    fires: [
      () =>
        diagnosisOf(refused(sent([], strangers), HANDSHAKE_FAILURE), { clientCertificate: [given(leaf)] }),
      () => diagnosisOf(refused(sent([], strangers), HANDSHAKE_FAILURE)),
      () =>
        diagnosisOf(
          refused(
            answered(asked({ names: strangers, signatureAlgorithms: ECDSA_SCHEMES }), []),
            HANDSHAKE_FAILURE,
          ),
          { clientCertificate: [given(leaf)] },
        ),
      () => diagnosisOf(shortlyAnswered(sent([], strangers))),
    ],
    silent: [
      () =>
        diagnosisOf(refused(sent([], [issuingName]), HANDSHAKE_FAILURE), {
          clientCertificate: [given(leaf)],
        }),
      () => diagnosisOf(refused(sent([], strangers), HANDSHAKE_FAILURE), { leg: 'gateway-apim' }),
      () => diagnosisOf(refused(sent([], []), HANDSHAKE_FAILURE), { clientCertificate: [given(leaf)] }),
    ],
  },
  'client-signature-algorithm-mismatch': {
    proof:
      'as above, and the request’s signature_algorithms suit no signature of the client’s key: well founded with the client’s certificate; without, a remote candidate where RSA or EC keys are left out',
    facts: ['5.1.15'],
    fires: [
      () =>
        diagnosisOf(refused(answered(asked({ signatureAlgorithms: ECDSA_SCHEMES }), []), HANDSHAKE_FAILURE), {
          clientCertificate: [given(leaf)],
        }),
      () =>
        diagnosisOf(refused(answered(asked({ signatureAlgorithms: ECDSA_SCHEMES }), []), HANDSHAKE_FAILURE)),
    ],
    silent: [
      () =>
        diagnosisOf(refused(answered(asked({}), []), HANDSHAKE_FAILURE), {
          clientCertificate: [given(leaf)],
        }),
      () =>
        diagnosisOf(refused(answered(asked({ signatureAlgorithms: ECDSA_SCHEMES }), []), HANDSHAKE_FAILURE), {
          leg: 'gateway-apim',
        }),
    ],
  },
  'client-certificate-untrusted': {
    proof:
      'a certificate was sent, and alert 48; or an alert for any fault, or HTTP 400, and no issuer of it is among the CA names or in the bundle given',
    facts: ['5.1.11'],
    fires: [
      () => diagnosisOf(refused(sent([leaf], strangers), UNKNOWN_CA)),
      () => diagnosisOf(refused(sent(chain), UNKNOWN_CA)),
      () => diagnosisOf(refused(sent(chain, []), UNKNOWN_CA)),
      () => diagnosisOf(refused(sent(chain, strangers), BAD_CERTIFICATE)),
    ],
    silent: [
      () => diagnosisOf(refusedAt(chain, BAD_CERTIFICATE)),
      () => diagnosisOf(served(sent(chain, strangers))),
    ],
  },
  'client-chain-incomplete': {
    proof:
      'the leaf alone, and alert 48, 46 or HTTP 400; its issuer is no CA name and not in the bundle. Proven where the client’s own chain leads to one; else second to the row above',
    facts: ['5.1.11'],
    fires: [
      () =>
        diagnosisOf(refused(sent([leaf]), UNKNOWN_CA), { clientCertificate: [given(leaf), given(issuing)] }),
      () => diagnosisOf(refused(sent([leaf]), UNKNOWN_CA)),
    ],
    silent: [
      () => diagnosisOf(refused(sent(chain), UNKNOWN_CA)),
      () => diagnosisOf(refused(sent([leaf], [issuingName]), UNKNOWN_CA)),
      () => diagnosisOf(refused(sent([leaf]), CERTIFICATE_EXPIRED)),
    ],
  },
  'client-certificate-expired': {
    proof: 'notAfter before the clock in use, of the leaf or an issuer; alert 45',
    facts: ['5.1.12'],
    fires: [
      ...weighed(expired, CERTIFICATE_EXPIRED),
      unminded(expired),
      () => diagnosisOf(refusedAt(chain, CERTIFICATE_EXPIRED)),
    ],
    silent: [
      () => diagnosisOf(refusedAt(chain, BAD_CERTIFICATE)),
      () => diagnosisOf(refusedAt(early, CERTIFICATE_EXPIRED)),
    ],
  },
  'client-certificate-not-yet-valid': {
    proof: 'notBefore after the clock in use, of the leaf or an issuer; alert 42, with others 45',
    facts: ['5.1.4', '5.1.12'],
    fires: [
      ...weighed(early, BAD_CERTIFICATE),
      unminded(early),
      () => diagnosisOf(refusedAt(early, CERTIFICATE_EXPIRED)),
    ],
    silent: [() => diagnosisOf(refusedAt(chain, BAD_CERTIFICATE))],
  },
  'client-eku-missing': {
    proof: 'an extended key usage without clientAuth; alert 43 where the certificate was not captured',
    facts: ['5.1.13'],
    fires: [
      ...weighed(forServers, UNSUPPORTED_CERTIFICATE),
      unminded(forServers),
      () =>
        diagnosisOf(
          asked({})
            .hole('client', 1400)
            .clientKeyExchange()
            .alert('server', UNSUPPORTED_CERTIFICATE)
            .fin('server'),
        ),
    ],
    silent: [
      () => diagnosisOf(refusedAt(chain, UNSUPPORTED_CERTIFICATE)),
      () =>
        diagnosisOf(
          refusedAt([makeCertificate({ cn: 'any purpose', issuer: stranger }).der], BAD_CERTIFICATE),
        ),
    ],
  },
  'client-certificate-weak': {
    proof:
      'the server refused, and RSA below 2048 bits or a signature with SHA-1 or MD5 is in the client’s chain; alert 42 is its own',
    facts: ['5.1.14'],
    fires: weighed(weak, BAD_CERTIFICATE),
    silent: [() => diagnosisOf(refusedAt(chain, BAD_CERTIFICATE)), () => diagnosisOf(served(sent(weak)))],
  },
  'client-certificate-revoked': {
    proof: 'alert 44',
    facts: ['2.8', '5.1.28'],
    fires: [() => diagnosisOf(refusedAt(chain, CERTIFICATE_REVOKED))],
    silent: [() => diagnosisOf(refusedAt(chain, CERTIFICATE_UNKNOWN))],
  },
  'client-certificate-rejected': {
    proof:
      'the server refused after the client’s certificate and no cause is at least possible: the bucket of these. Likelier where TLS 1.3 hides the certificate than where it can be read and is sound',
    facts: ['5.2', '8.3'],
    fires: [
      () => diagnosisOf(hiddenHandshake(FULL_ANSWER).hiddenAlert('server').fin('server')),
      () => diagnosisOf(refusedAt(chain, BAD_CERTIFICATE)),
    ],
    silent: [
      () => diagnosisOf(refusedAt(expired, CERTIFICATE_EXPIRED)),
      () => diagnosisOf(hiddenHandshake(FULL_ANSWER).data('client', 200).data('server', 6000)),
    ],
  },
  'client-proof-failed': {
    proof: 'alert 51 after CertificateVerify; a probe that could not sign with its own key',
    facts: [],
    fires: [
      () => diagnosisOf(refusedAt(chain, DECRYPT_ERROR)),
      () =>
        probeDiagnosisOf(asked({}).alert('client', INTERNAL_ERROR).fin('client'), {
          end: {
            kind: 'own',
            stage: 'client-certificate',
            alert: 80,
            fault: fault('credential', 'CertificateVerify'),
          },
        }),
    ],
    silent: [
      () => diagnosisOf(refusedAt(chain, BAD_CERTIFICATE)),
      () => diagnosisOf(refused(answered(asked({}), []), DECRYPT_ERROR)),
    ],
  },
  'ca-names-empty': {
    proof: 'a CertificateRequest without CA names',
    facts: ['5.1.17', '2.9'],
    fires: [() => diagnosisOf(served(sent(chain, [])))],
    silent: [() => diagnosisOf(served(sent(chain)))],
  },
  'ca-names-truncated': {
    proof: 'CA names of 16,084 to 16,384 bytes, where Schannel cuts the list',
    facts: ['5.1.18'],
    fires: [() => diagnosisOf(served(sent(chain, namesOf(SCHANNEL_LIMIT))))],
    silent: [
      () => diagnosisOf(served(sent(chain, namesOf(SCHANNEL_LIMIT - 400)))),
      () => diagnosisOf(served(sent(chain, namesOf(SCHANNEL_LIMIT + 400)))),
    ],
  },
  renegotiated: {
    proof: 'TLS 1.2 handshake records behind a finished handshake, and new keys on both sides',
    facts: ['5.1.23'],
    fires: [() => diagnosisOf(abbreviated())],
    silent: [
      () => diagnosisOf(completedTls12()),
      () => diagnosisOf(lateRequest().hiddenAlert('client').fin('server')),
    ],
  },
  'renegotiated-for-client-certificate': {
    proof:
      'as above, begun by the server, and the client’s flight holds handshake records before its ChangeCipherSpec; proven where the request in it was decrypted',
    facts: ['5.1.23', '4.1'],
    fires: [
      () => diagnosisOf(lateSuccess(lateFlights())),
      () => diagnosisOf(renegotiated([leaf, issuing]).data('client', 200).data('server', 6000)),
    ],
    silent: [
      () => diagnosisOf(abbreviated()),
      () => diagnosisOf(lateSuccess(lateFlights(startedByClient()))),
    ],
  },
  'renegotiation-refused': {
    proof: 'the same begun, and answered by an alert (100) or by hanging up',
    facts: ['5.1.24', '4.2.5'],
    fires: [
      () => diagnosisOf(lateRequest().hiddenAlert('client').hiddenAlert('server').fin('server')),
      () => diagnosisOf(lateRequest().fin('client')),
    ],
    silent: [
      () => diagnosisOf(lateSuccess(lateFlights()).fin('client')),
      () => diagnosisOf(lateRequest().silenceAtEnd(60)),
    ],
  },
  'renegotiation-stalled': {
    proof: 'the late request, and silence: strong while the client was still sending and never answered it',
    facts: ['5.1.26', '4.2.6'],
    fires: [
      () => diagnosisOf(lateRequest(16_000).data('client', 16_000).silenceAtEnd(120)),
      () => diagnosisOf(lateRequest().silenceAtEnd(120)),
    ],
    silent: [
      () => diagnosisOf(lateRequest(40_000).hiddenAlert('client').fin('server')),
      () => diagnosisOf(lateRequest(40_000)),
    ],
  },
  'post-handshake-auth-unavailable': {
    proof:
      'TLS 1.3, a certificate wanted (mutual TLS expected, HTTP 401 or 403, or HTTP/2’s HTTP_1_1_REQUIRED) and not asked for, and no extension 49 in the ClientHello',
    facts: ['5.1.25', '4.2.7'],
    fires: [
      () => diagnosisOf(completedTls13(), { expectMtls: true }),
      () =>
        diagnosisOf(exchanged(openedClientFlight(openedServerFlight(), null), '403 Forbidden'), {
          leg: 'direct',
        }),
    ],
    silent: [
      () => diagnosisOf(completedTls13(true), { expectMtls: true }),
      () => diagnosisOf(completedTls13()),
      () => diagnosisOf(completedTls12(), { expectMtls: true }),
    ],
  },
  'late-rejection': {
    proof:
      'TLS 1.3, and the server refused after the client’s Finished; proven where the refusal was decrypted',
    facts: ['5.1.27'],
    fires: [
      () => diagnosisOf(hiddenHandshake(FULL_ANSWER).hiddenAlert('server').fin('server')),
      () =>
        diagnosisOf(
          openedClientFlight(openedServerFlight({}), chain).openedAlert('server', UNKNOWN_CA).fin('server'),
        ),
    ],
    silent: [
      () => diagnosisOf(refused(answered(asked({}), []), HANDSHAKE_FAILURE)),
      () => diagnosisOf(hiddenHandshake(FULL_ANSWER).hiddenAlert('client').fin('client')),
    ],
  },
} satisfies Record<string, Proof>
