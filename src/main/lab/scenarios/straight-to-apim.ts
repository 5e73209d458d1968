import { VERSION } from '../../../shared/tls/registry/index.ts'
import type { LabCertificates } from '../certificates/lab-certificates.ts'
import type { Identity } from '../certificates/profile.ts'
import { FORBIDDEN, request, UNAUTHORIZED } from '../http.ts'
import { type Play, play } from '../play.ts'
import { broken, brokenByAlert, COMPLETED, LAB_HOST, LAB_TOPOLOGY, type LabScenario } from '../scenario.ts'
import { refuseServer13 } from '../scripted/handshake13.ts'
import { scriptedClient } from '../scripted/roles.ts'
import { type ScriptedScenario, scriptedScenario } from '../scripted-scenario.ts'
import { stockServer } from '../stock.ts'

/** From a jump box straight to API Management, around the gateway. */

const BAD_CERTIFICATE = 42
const UNSUPPORTED_CERTIFICATE = 43
const CERTIFICATE_EXPIRED = 45
const UNKNOWN_CA = 48

const asksForOrders = async () => ({ ask: request('/orders') })

const DIRECT: readonly ScriptedScenario[] = [
  {
    id: 'direct-tls12-mutual-ok',
    title: 'TLS 1.2 straight to APIM, both sides authenticated',
    story: 'APIM asks in the first handshake, takes the certificate, and its policy is content.',
    version: VERSION.tls12,
    mutual: true,
    client: asksForOrders,
    options: { expectMtls: true },
    expected: COMPLETED,
  },
  {
    id: 'direct-tls13-mutual-sealed-ok',
    title: 'TLS 1.3 straight to APIM, and nothing of it can be read',
    story: 'The same in TLS 1.3, without the secrets: sizes tell that a certificate was asked for and sent.',
    version: VERSION.tls13,
    mutual: true,
    sealed: true,
    answer: answerOfSize(4_000),
    client: asksForOrders,
    options: { expectMtls: true },
    expected: COMPLETED,
  },
  {
    id: 'apim-403-no-certificate-tls12',
    title: 'TLS 1.2: asked, nothing sent, and a policy says 403',
    story:
      'APIM negotiates client certificates and leaves the verdict to a policy. The client sends none; the policy sees null.',
    version: VERSION.tls12,
    mutual: true,
    answer: FORBIDDEN,
    client: async () => ({ chain: [], ask: request('/orders') }),
    options: { expectMtls: true },
    expected: {
      ...broken('application', 'server', 'http-status', 'apim-403-client-certificate'),
      mustInclude: ['client-certificate-required-not-sent'],
    },
  },
  {
    id: 'apim-401-tls13',
    title: 'TLS 1.3: a policy says 401 to the certificate',
    story: 'The certificate is asked for, sent and taken; the policy knows another thumbprint and says 401.',
    version: VERSION.tls13,
    mutual: true,
    answer: UNAUTHORIZED,
    client: asksForOrders,
    options: { expectMtls: true },
    expected: broken('application', 'server', 'http-status', 'apim-403-client-certificate'),
  },
  {
    id: 'connection-test-tls13',
    title: 'TLS 1.3: a connection test that asks nothing',
    story:
      'A monitor shakes hands and closes, as s_client does at the end of its input. Nobody refused anything.',
    version: VERSION.tls13,
    client: async () => ({ ask: null }),
    expected: { ...COMPLETED, firstFinding: ['server-certificate-rejected-silently'] },
  },
  {
    id: 'client-ca-unknown-read-tls13',
    title: "TLS 1.3: the client's CA is not trusted, and everything is read",
    story:
      'The certificate of a stranger gets unknown_ca (48) behind the client’s Finished; the secrets show both.',
    ...refusedLate(UNKNOWN_CA, async (certificates) => [await certificates.clientRogue()]),
    expected: brokenByAlert(
      'client-certificate',
      'server',
      ['client-certificate-untrusted'],
      ['late-rejection'],
    ),
  },
  {
    id: 'client-certificate-expired-read-tls13',
    title: "TLS 1.3: the client's certificate has expired, and everything is read",
    story: 'certificate_expired (45) comes behind the client’s Finished; the secrets show alert and date.',
    ...refusedLate(CERTIFICATE_EXPIRED, withIssuer('clientExpired')),
    expected: brokenByAlert(
      'client-certificate',
      'server',
      ['client-certificate-expired'],
      ['late-rejection'],
    ),
  },
  {
    id: 'client-eku-missing-read-tls13',
    title: "TLS 1.3: the client's certificate is not for clients, and everything is read",
    story: 'A renewal dropped clientAuth; unsupported_certificate (43) comes behind the client’s Finished.',
    ...refusedLate(UNSUPPORTED_CERTIFICATE, withIssuer('clientWithoutClientAuth')),
    expected: brokenByAlert('client-certificate', 'server', ['client-eku-missing'], ['late-rejection']),
  },
  {
    id: 'client-certificate-not-yet-valid-read-tls13',
    title: "TLS 1.3: the client's certificate is not valid yet, and everything is read",
    story: 'bad_certificate (42) may mean anything; the date in the certificate says what it means here.',
    ...refusedLate(BAD_CERTIFICATE, withIssuer('clientNotYetValid')),
    expected: brokenByAlert(
      'client-certificate',
      'server',
      ['client-certificate-not-yet-valid'],
      ['late-rejection'],
    ),
  },
]

/** TLS 1.3: the client sends that chain, and is refused once it has finished. */
function refusedLate(alert: number, chain: (certificates: LabCertificates) => Promise<Identity[]>) {
  return {
    version: VERSION.tls13,
    mutual: true,
    server: async () => ({ lateAlert: alert }),
    client: async (certificates: LabCertificates) => ({ chain: await chain(certificates) }),
    options: { expectMtls: true },
  } as const
}

function withIssuer(leaf: 'clientExpired' | 'clientWithoutClientAuth' | 'clientNotYetValid') {
  return (certificates: LabCertificates) =>
    Promise.all([certificates[leaf](), certificates.clientIntermediate()])
}

function answerOfSize(bytes: number): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n${'.'.repeat(bytes)}`
}

interface HiddenRefusal {
  readonly id: string
  readonly title: string
  readonly story: string
  readonly alert: number
  readonly chain: (certificates: LabCertificates) => Promise<Identity[]>
  readonly firstFinding: Parameters<typeof brokenByAlert>[2]
}

/** TLS 1.3 hides the server's certificate; the client's alert comes in the clear (facts 5.1.1 to 5.1.5). */
const HIDDEN_REFUSALS: readonly HiddenRefusal[] = [
  {
    id: 'server-certificate-expired-tls13',
    title: 'TLS 1.3: the jump box takes the certificate for expired',
    story: 'The certificate is hidden; certificate_expired (45) says in the clear what is wrong with it.',
    alert: CERTIFICATE_EXPIRED,
    chain: (certificates) => Promise.all([certificates.serverExpired(), certificates.serverIntermediate()]),
    firstFinding: ['server-certificate-expired'],
  },
  {
    id: 'server-eku-missing-tls13',
    title: 'TLS 1.3: the certificate is not made for servers',
    story: 'The certificate is hidden; unsupported_certificate (43) stands for a purpose that is missing.',
    alert: UNSUPPORTED_CERTIFICATE,
    chain: (certificates) =>
      Promise.all([certificates.serverWithoutServerAuth(), certificates.serverIntermediate()]),
    firstFinding: ['server-eku-missing'],
  },
  {
    id: 'server-certificate-refused-tls13',
    title: 'TLS 1.3: the certificate is refused, and nothing shows why',
    story: 'It is for another name, but hidden; bad_certificate (42) may mean anything.',
    alert: BAD_CERTIFICATE,
    chain: (certificates) =>
      Promise.all([certificates.serverForOtherHost(), certificates.serverIntermediate()]),
    firstFinding: ['server-certificate-rejected'],
  },
]

function hiddenRefusal({ id, title, story, alert, chain, firstFinding }: HiddenRefusal): LabScenario {
  const client: Play['client'] = (port) =>
    scriptedClient(port, (stream) => refuseServer13(stream, { host: LAB_HOST, alert }))
  return {
    id,
    title,
    story,
    leg: 'direct',
    version: 'TLS 1.3',
    options: { ...LAB_TOPOLOGY, host: LAB_HOST },
    expected: brokenByAlert('server-certificate', 'client', firstFinding),
    run: async (context) =>
      play(context, {
        leg: 'direct',
        server: stockServer({ chain: await chain(context.certificates), versions: ['TLSv1.3', 'TLSv1.3'] }),
        client,
      }),
  }
}

export const STRAIGHT_TO_APIM: readonly LabScenario[] = [
  ...DIRECT.map(scriptedScenario),
  ...HIDDEN_REFUSALS.map(hiddenRefusal),
]
