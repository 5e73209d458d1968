import { VERSION } from '../../../shared/tls/registry/index.ts'
import type { LabCertificates } from '../certificates/lab-certificates.ts'
import { subjectName } from '../certificates/profile.ts'
import { CERTIFICATE_ERROR, GATEWAY_TIMEOUT, NO_CERTIFICATE, request } from '../http.ts'
import { broken, brokenByAlert, COMPLETED, type LabScenario } from '../scenario.ts'
import { serverThatAlerts } from '../scripted/roles.ts'
import { type ScriptedScenario, scriptedScenario } from '../scripted-scenario.ts'

/** The client at the gateway's listener, which refuses certificates in HTTP and hellos by an alert (facts 2.4, 2.10). */

const HANDSHAKE_FAILURE = 40
const X448 = 30
const ECDSA_SCHEMES = [0x0403, 0x0503, 0x0603]

/** What a listener names whose uploaded file holds the root and one intermediate (facts 2.9). */
async function bundleNames(certificates: LabCertificates) {
  const authorities = [await certificates.clientRoot(), await certificates.clientIntermediate()]
  return { clientCaNames: authorities.map(subjectName) }
}

const LISTENER_LEG: readonly ScriptedScenario[] = [
  {
    id: 'gateway-400-no-certificate-read-tls12',
    title: 'TLS 1.2: the page "No required SSL certificate was sent", read',
    story:
      'The listener wants a certificate, the client has none, and the secrets of the session show the page.',
    version: VERSION.tls12,
    mutual: true,
    answer: NO_CERTIFICATE,
    client: async () => ({ chain: [] }),
    options: { expectMtls: true },
    expected: {
      ...broken('client-certificate', 'server', 'http-status', 'gateway-400-no-certificate'),
      mustInclude: ['client-certificate-required-not-sent'],
    },
  },
  {
    id: 'gateway-400-no-certificate-read-tls13',
    title: 'TLS 1.3: the page "No required SSL certificate was sent", read',
    story: 'The same in TLS 1.3.',
    version: VERSION.tls13,
    mutual: true,
    answer: NO_CERTIFICATE,
    client: async () => ({ chain: [] }),
    options: { expectMtls: true },
    expected: {
      ...broken('client-certificate', 'server', 'http-status', 'gateway-400-no-certificate'),
      mustInclude: ['client-certificate-required-not-sent'],
    },
  },
  {
    id: 'gateway-400-no-certificate-sealed-tls13',
    title: 'TLS 1.3: an empty answer and one short page, unread',
    story:
      'The same without the secrets: sizes and the close are all there is, so it stays a guess and nothing counts as broken.',
    version: VERSION.tls13,
    mutual: true,
    sealed: true,
    answer: NO_CERTIFICATE,
    client: async () => ({ chain: [] }),
    expected: { ...COMPLETED, firstFinding: ['gateway-400-no-certificate'] },
  },
  {
    id: 'gateway-400-expired-tls13',
    title: 'TLS 1.3: an expired certificate at the listener',
    story:
      'The client presents a certificate that has run out; the listener says "The SSL certificate error" and not why. The certificate itself does.',
    version: VERSION.tls13,
    mutual: true,
    answer: CERTIFICATE_ERROR,
    client: async (certificates) => ({
      chain: [await certificates.clientExpired(), await certificates.clientIntermediate()],
    }),
    options: { expectMtls: true },
    expected: {
      ...broken('client-certificate', 'server', 'http-status', 'gateway-400-certificate-error'),
      mustInclude: ['client-certificate-expired'],
    },
  },
  {
    id: 'gateway-400-issuer-dn-tls12',
    title: 'TLS 1.2: the right root, another issuing CA',
    story:
      'The listener checks the issuer of the client (verifyClientCertIssuerDN). The client’s certificate comes from a sibling of the CA in the uploaded file, under the same root: 400.',
    version: VERSION.tls12,
    mutual: true,
    answer: CERTIFICATE_ERROR,
    server: bundleNames,
    client: async (certificates) => ({
      chain: [await certificates.clientOfSibling(), await certificates.clientSiblingIntermediate()],
    }),
    options: { expectMtls: true },
    expected: broken('client-certificate', 'server', 'http-status', 'gateway-400-certificate-error'),
  },
  {
    id: 'gateway-400-foreign-ca-tls12',
    title: 'TLS 1.2: a certificate of a CA that the listener does not know',
    story:
      'The client presents a certificate of a stranger; the listener finishes the handshake and says 400.',
    version: VERSION.tls12,
    mutual: true,
    answer: CERTIFICATE_ERROR,
    client: async (certificates) => ({ chain: [await certificates.clientRogue()] }),
    options: { expectMtls: true },
    expected: {
      ...broken('client-certificate', 'server', 'http-status', 'gateway-400-certificate-error'),
      mustInclude: ['client-certificate-untrusted'],
    },
  },
  {
    id: 'gateway-400-passed-on-tls12',
    title: 'TLS 1.2: a backend’s page about a certificate, passed on',
    story:
      'The listener asks for nothing. What stands behind it asked the gateway for a certificate and got none; its page comes through, and speaks of the other leg.',
    version: VERSION.tls12,
    answer: NO_CERTIFICATE,
    expected: broken('application', 'server', 'http-status', 'gateway-400-no-certificate'),
  },
  {
    id: 'passthrough-no-certificate-tls13',
    title: 'TLS 1.3: passthrough mode, and a client without a certificate',
    story:
      'A listener in passthrough mode asks for a certificate of any CA and serves a client that sends none.',
    version: VERSION.tls13,
    mutual: true,
    server: async () => ({ clientCaNames: [] }),
    client: async () => ({ chain: [] }),
    expected: COMPLETED,
  },
  {
    id: 'listener-tls13-mutual-read-ok',
    title: 'TLS 1.3, both sides authenticated, and everything read',
    story:
      'A sound client of the CA in the listener’s file; the secrets of the session show the whole of it.',
    version: VERSION.tls13,
    mutual: true,
    server: bundleNames,
    options: { expectMtls: true },
    expected: COMPLETED,
  },
  {
    id: 'gateway-504-tls13',
    title: 'TLS 1.3: the gateway says 504: its backend took too long',
    story: 'Mutual TLS with the listener is fine. The gateway waits for its backend in vain.',
    version: VERSION.tls13,
    mutual: true,
    answer: GATEWAY_TIMEOUT,
    client: async () => ({ ask: request('/orders') }),
    expected: broken('application', 'server', 'http-status', 'gateway-502-backend'),
  },
  {
    id: 'group-mismatch-tls13',
    title: 'TLS 1.3: no common group',
    story: 'The client offers x448 alone, which the gateway does not have: handshake_failure (40).',
    version: VERSION.tls13,
    serve: serverThatAlerts(HANDSHAKE_FAILURE),
    client: async () => ({ hello: { groups: [X448], keyShares: [] } }),
    expected: brokenByAlert('client-hello', 'server', ['group-mismatch'], ['hello-rejected']),
  },
  {
    id: 'signature-algorithm-mismatch-tls12',
    title: 'TLS 1.2: no signature that both know',
    story:
      'The client accepts signatures by EC keys alone, and the gateway has an RSA certificate: handshake_failure (40).',
    version: VERSION.tls12,
    serve: serverThatAlerts(HANDSHAKE_FAILURE),
    client: async () => ({ hello: { signatureAlgorithms: ECDSA_SCHEMES } }),
    expected: brokenByAlert('client-hello', 'server', ['signature-algorithm-mismatch'], ['hello-rejected']),
  },
  {
    id: 'hello-rejected-tls13',
    title: 'TLS 1.3: a broad offer refused, and nothing shows why',
    story:
      'The client offers everything that is usual; the gateway says handshake_failure (40) all the same.',
    version: VERSION.tls13,
    serve: serverThatAlerts(HANDSHAKE_FAILURE),
    expected: brokenByAlert('client-hello', 'server', ['hello-rejected']),
  },
]

export const LISTENER_LEG_SCENARIOS: readonly LabScenario[] = LISTENER_LEG.map((given) =>
  scriptedScenario({ ...given, leg: 'client-gateway' }),
)
