import type { Socket } from 'node:net'
import { VERSION } from '../../../shared/tls/registry/index.ts'
import { BACKEND_FAILURE, request, UNAUTHORIZED } from '../http.ts'
import { broken, brokenByAlert, COMPLETED, type LabExpectation, type LabScenario } from '../scenario.ts'
import { HANDSHAKE } from '../scripted/handshake12.ts'
import { RecordStream } from '../scripted/record-stream.ts'
import { type ScriptedScenario, scriptedScenario } from '../scripted-scenario.ts'

/**
 * The gateway as client of API Management: it presents no certificate in any version (facts 1.1.6), and refuses one
 * that it does not like by closing without a word (facts 5.1.7).
 */

const HANDSHAKE_FAILURE = 40
const CERTIFICATE_REQUIRED = 116

/** The handshake completes, and the gateway hangs up on what it saw in it. */
function silentlyRefused(...firstFinding: LabExpectation['firstFinding']): LabExpectation {
  return {
    outcome: ['broken'],
    stage: 'server-certificate',
    endedBy: ['client'],
    how: ['close-notify', 'fin'],
    firstFinding,
    mustInclude: ['server-certificate-rejected-silently'],
  }
}

const closes = async () => ({ ask: null })

const BACKEND_LEG: readonly ScriptedScenario[] = [
  {
    id: 'backend-tls12-ok',
    title: 'TLS 1.2: the gateway reaches APIM',
    story: 'APIM authenticates itself, asks for nothing, and answers the probe.',
    version: VERSION.tls12,
    expected: COMPLETED,
  },
  {
    id: 'backend-tls13-ok',
    title: 'TLS 1.3: the gateway reaches APIM',
    story: 'The same in TLS 1.3, which a gateway prefers today.',
    version: VERSION.tls13,
    expected: COMPLETED,
  },
  {
    id: 'backend-asks-and-serves-tls12',
    title: 'TLS 1.2: APIM asks for a certificate and serves without one',
    story:
      'APIM negotiates client certificates and enforces none. The gateway answers with an empty Certificate, as it always does, and is served.',
    version: VERSION.tls12,
    mutual: true,
    client: async () => ({ chain: [] }),
    expected: COMPLETED,
  },
  {
    id: 'backend-asks-and-serves-tls13',
    title: 'TLS 1.3: APIM asks for a certificate and serves without one',
    story: 'The same in TLS 1.3.',
    version: VERSION.tls13,
    mutual: true,
    client: async () => ({ chain: [] }),
    expected: COMPLETED,
  },
  {
    id: 'backend-requires-certificate-tls12',
    title: 'TLS 1.2: APIM demands a certificate of the gateway',
    story:
      'What stands behind the gateway enforces client certificates; the gateway has none to present, and gets handshake_failure (40).',
    version: VERSION.tls12,
    mutual: true,
    server: async () => ({ judge: () => HANDSHAKE_FAILURE }),
    client: async () => ({ chain: [] }),
    expected: brokenByAlert('client-certificate', 'server', ['client-certificate-required-not-sent']),
  },
  {
    id: 'backend-requires-certificate-tls13',
    title: 'TLS 1.3: APIM demands a certificate of the gateway',
    story: 'The same in TLS 1.3: certificate_required (116) comes after the gateway has finished.',
    version: VERSION.tls13,
    mutual: true,
    server: async () => ({ lateAlert: CERTIFICATE_REQUIRED }),
    client: async () => ({ chain: [] }),
    expected: brokenByAlert(
      'client-certificate',
      'server',
      ['client-certificate-required-not-sent'],
      ['late-rejection'],
    ),
  },
  {
    id: 'backend-refused-silently-tls13',
    title: 'TLS 1.3: the gateway refuses an expired backend without a word',
    story:
      'The gateway finishes the handshake, finds the certificate expired, and closes. The secrets of the session show the certificate.',
    version: VERSION.tls13,
    server: async (certificates) => ({
      chain: [await certificates.serverExpired(), await certificates.serverIntermediate()],
    }),
    client: closes,
    expected: silentlyRefused('server-certificate-expired'),
  },
  {
    id: 'backend-refused-silently-sealed-tls13',
    title: 'TLS 1.3: the gateway refuses the backend, and nothing shows why',
    story:
      'The same without the secrets: the certificate is hidden, and what is left is a gateway that finishes the handshake and says nothing.',
    version: VERSION.tls13,
    sealed: true,
    server: async (certificates) => ({
      chain: [await certificates.serverExpired(), await certificates.serverIntermediate()],
    }),
    client: closes,
    expected: silentlyRefused('server-certificate-rejected-silently'),
  },
  {
    id: 'backend-refused-silently-name-tls12',
    title: 'TLS 1.2: the gateway refuses a backend of another name without a word',
    story:
      'APIM answers with the certificate of its portal; the gateway closes behind the handshake, and its client gets 502.',
    version: VERSION.tls12,
    server: async (certificates) => ({
      chain: [await certificates.serverForOtherHost(), await certificates.serverIntermediate()],
    }),
    client: closes,
    expected: silentlyRefused('server-name-mismatch'),
  },
  {
    id: 'backend-refused-silently-sound-tls12',
    title: 'TLS 1.2: the gateway refuses a sound backend without a word',
    story: 'The chain shows no fault of its own: the gateway lacks its root, and says nothing.',
    version: VERSION.tls12,
    client: closes,
    expected: silentlyRefused('server-certificate-rejected-silently'),
  },
  {
    id: 'backend-sni-missing-tls12',
    title: 'TLS 1.2: the gateway names no host and gets the default certificate',
    story:
      'Neither probe nor backend setting has a host name, so the ClientHello carries no SNI. APIM answers with its default certificate, which is for another name, and the gateway closes.',
    version: VERSION.tls12,
    server: async (certificates) => ({
      chain: [await certificates.serverForOtherHost(), await certificates.serverIntermediate()],
    }),
    client: async () => ({ ask: null, hello: { serverName: null } }),
    expected: {
      ...silentlyRefused('server-name-mismatch'),
      mustInclude: ['server-certificate-rejected-silently', 'sni-missing'],
    },
  },
  {
    id: 'backend-sni-missing-reset-tls13',
    title: 'TLS 1.3: the backend resets a hello that names no host',
    story: 'The same ClientHello without SNI, at a backend that has no default: it resets the connection.',
    version: VERSION.tls13,
    serve: resetsAtHello,
    client: async () => ({ hello: { serverName: null } }),
    expected: {
      ...broken('client-hello', 'server', 'rst', 'reset-after-client-hello'),
      mustInclude: ['sni-missing'],
    },
  },
  {
    id: 'apim-backend-502',
    title: 'APIM says 502: the API behind it is the one to look at',
    story:
      'The leg from the gateway to APIM is fine; APIM itself gets no usable answer from the API behind it.',
    version: VERSION.tls12,
    answer: BACKEND_FAILURE,
    client: async () => ({ ask: request('/orders') }),
    expected: broken('application', 'server', 'http-status', 'gateway-502-backend'),
  },
  {
    id: 'backend-status-path-401-tls13',
    title: 'TLS 1.3: the status path is answered with 401',
    story:
      'A policy stands in front of everything, the status path included: the probe gets 401 and calls APIM unhealthy.',
    version: VERSION.tls13,
    answer: UNAUTHORIZED,
    expected: broken('application', 'server', 'http-status', 'probe-path-status'),
  },
  {
    id: 'backend-weak-certificate-tls12',
    title: 'TLS 1.2: the gateway takes a weak certificate',
    story: 'APIM still has RSA-1024 with SHA-1. This gateway raises no objection; the next one will.',
    version: VERSION.tls12,
    server: async (certificates) => ({
      chain: [await certificates.serverWeak(), await certificates.serverIntermediate()],
    }),
    expected: { ...COMPLETED, firstFinding: ['server-certificate-weak'] },
  },
]

async function resetsAtHello(socket: Socket): Promise<void> {
  const stream = new RecordStream(socket)
  await stream.message(HANDSHAKE.clientHello)
  stream.reset()
}

export const BACKEND_LEG_SCENARIOS: readonly LabScenario[] = BACKEND_LEG.map((given) =>
  scriptedScenario({ ...given, leg: 'gateway-apim' }),
)
