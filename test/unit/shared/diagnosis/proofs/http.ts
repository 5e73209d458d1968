import {
  answered,
  asked,
  clientPki,
  refused,
  served,
  shortlyAnswered,
} from '../../../../support/conversation/client-authentication.ts'
import {
  exchanged,
  GATEWAY,
  gatewayPage,
  openedClientFlight,
  openedServerFlight,
} from '../../../../support/conversation/decrypted.ts'
import { diagnosisOf } from '../../../../support/conversation/diagnosis.ts'
import { probeDiagnosisOf } from '../../../../support/conversation/probed.ts'
import { conversation } from '../../../../support/conversation/script.ts'
import { silentlyClosed } from '../../../../support/conversation/situations.ts'
import type { Proof } from './proof.ts'

const { leaf, issuing, rootName } = clientPki()
const expired = clientPki({ notAfter: '2025-01-01T00:00:00Z' }).leaf
const STATUS_PATH = '/status-0123456789abcdef'

/** A TLS 1.3 handshake that asked for a certificate, everything read; `null`: it asked for none. */
const handshake = (chain: readonly Uint8Array[] | null) =>
  openedClientFlight(openedServerFlight(chain === null ? undefined : { names: [rootName] }), chain)

const page = (chain: readonly Uint8Array[] | null, sentence: string) =>
  exchanged(handshake(chain), '400 Bad Request', { headers: GATEWAY, body: gatewayPage(sentence) }).fin(
    'server',
  )

const NO_CERTIFICATE = 'No required SSL certificate was sent'
const CERTIFICATE_ERROR = 'The SSL certificate error'
const forbidden = () => exchanged(handshake([leaf, issuing]), '403 Forbidden')

export const HTTP = {
  'gateway-400-no-certificate': {
    proof:
      'HTTP 400 with the page "No required SSL certificate was sent"; less sure where nobody asked on this connection. Unread: an empty Certificate, one short answer and a close by the server',
    facts: ['2.10', '2.4', '5.1.10'],
    fires: [
      () => diagnosisOf(page([], NO_CERTIFICATE)),
      () => diagnosisOf(page(null, NO_CERTIFICATE)),
      () => diagnosisOf(shortlyAnswered(answered(asked({}), []))),
    ],
    silent: [
      () => diagnosisOf(served(answered(asked({}), []))),
      () => diagnosisOf(shortlyAnswered(answered(asked({}), [leaf, issuing]))),
      () => diagnosisOf(refused(answered(asked({}), []), 40)),
    ],
  },
  'gateway-400-certificate-error': {
    proof:
      'HTTP 400 with the page "The SSL certificate error"; less sure where nobody asked on this connection. Unread: a fault in the client’s certificate, one short answer and a close by the server',
    facts: ['2.10', '2.4', '5.1.11', '5.1.12', '5.1.13'],
    fires: [
      () => diagnosisOf(page([leaf, issuing], CERTIFICATE_ERROR)),
      () => diagnosisOf(page(null, CERTIFICATE_ERROR)),
      () => diagnosisOf(shortlyAnswered(answered(asked({}), [expired, issuing]))),
    ],
    silent: [
      () => diagnosisOf(shortlyAnswered(answered(asked({}), [leaf, issuing]))),
      () => diagnosisOf(page([], NO_CERTIFICATE)),
    ],
  },
  'apim-403-client-certificate': {
    proof: 'HTTP 401 or 403 behind a finished handshake on the leg direct; possible where the leg is unknown',
    facts: ['4.5', '4.5.1', '4.5.2'],
    fires: [() => diagnosisOf(forbidden(), { leg: 'direct' }), () => diagnosisOf(forbidden())],
    silent: [
      () => diagnosisOf(forbidden(), { leg: 'client-gateway' }),
      () => diagnosisOf(exchanged(handshake([leaf, issuing]), '200 OK'), { leg: 'direct' }),
    ],
  },
  'client-certificate-not-forwarded': {
    proof:
      'HTTP 401 or 403 through the gateway; less where the gateway itself says it. Proven by a pair: the same request straight to API Management works (across conversations)',
    facts: ['4.5.4', '5.4', '1.1.6'],
    fires: [
      () => diagnosisOf(forbidden(), { leg: 'client-gateway' }),
      () =>
        diagnosisOf(exchanged(handshake([leaf, issuing]), '403 Forbidden', { headers: GATEWAY }), {
          leg: 'client-gateway',
        }),
      () => diagnosisOf(exchanged(handshake([]), '403 Forbidden'), { leg: 'gateway-apim' }),
    ],
    silent: [() => diagnosisOf(forbidden(), { leg: 'direct' }), () => diagnosisOf(forbidden())],
  },
  'gateway-502-backend': {
    proof: 'HTTP 502 or 504; surest where the gateway signs it',
    facts: ['5.4', '3.25'],
    fires: [
      () => diagnosisOf(exchanged(handshake([leaf, issuing]), '502 Bad Gateway', { headers: GATEWAY })),
      () =>
        diagnosisOf(exchanged(handshake([leaf, issuing]), '504 Gateway Timeout'), { leg: 'client-gateway' }),
      () => diagnosisOf(exchanged(handshake([leaf, issuing]), '502 Bad Gateway')),
    ],
    silent: [() => diagnosisOf(exchanged(handshake([leaf, issuing]), '500 Internal Server Error'))],
  },
  'probe-path-status': {
    proof: 'the status path was answered by the other side itself, and not with 200',
    facts: ['4.4.11', '3.5'],
    fires: [
      () =>
        diagnosisOf(exchanged(handshake(null), '404 Resource Not Found', { path: STATUS_PATH }), {
          leg: 'gateway-apim',
        }),
    ],
    silent: [
      () => diagnosisOf(exchanged(handshake(null), '404 Resource Not Found', { path: '/orders' })),
      () => diagnosisOf(exchanged(handshake(null), '200 Service Operational', { path: STATUS_PATH })),
      () =>
        diagnosisOf(exchanged(handshake(null), '502 Bad Gateway', { path: STATUS_PATH, headers: GATEWAY }), {
          leg: 'client-gateway',
        }),
    ],
  },
  'handshake-completed': {
    proof:
      'the handshake finished and nobody refused; less sure where no answer came, or the end may be a silent refusal',
    facts: ['5.1.27'],
    fires: [
      () => diagnosisOf(served(answered(asked({}), [leaf, issuing]))),
      () => probeDiagnosisOf(asked().finishHandshake(), { quietMs: 3_000 }),
      () => diagnosisOf(asked().finishHandshake().data('client', 120)),
      () => diagnosisOf(silentlyClosed([])),
    ],
    silent: [
      () => diagnosisOf(refused(answered(asked({}), [leaf, issuing]), 42)),
      () => diagnosisOf(conversation().clientHello()),
    ],
  },
} satisfies Record<string, Proof>
