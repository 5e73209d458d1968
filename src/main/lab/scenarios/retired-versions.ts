import { VERSION } from '../../../shared/tls/registry/index.ts'
import { brokenByAlert, COMPLETED, type LabScenario } from '../scenario.ts'
import { serverThatAlerts } from '../scripted/roles.ts'
import { type ScriptedScenario, scriptedScenario } from '../scripted-scenario.ts'

/** TLS 1.0 and 1.1: retired in 2025 (facts 2.22, 4.2.4), and still met in old clients and old servers. */

const HANDSHAKE_FAILURE = 40
const UNKNOWN_CA = 48
const PROTOCOL_VERSION = 70

/** Nothing broke: that the version is retired is all there is to say. */
const COMPLETED_WITH_A_WARNING = { ...COMPLETED, firstFinding: ['legacy-version-offered'] } as const

const SCENARIOS: readonly ScriptedScenario[] = [
  {
    id: 'tls10-mutual-ok',
    title: 'TLS 1.0, both sides authenticated',
    story:
      'An old client and an old server agree on TLS 1.0; everything works, for as long as the server does.',
    version: VERSION.tls10,
    mutual: true,
    expected: COMPLETED_WITH_A_WARNING,
  },
  {
    id: 'tls11-backend-ok',
    title: 'TLS 1.1 to a backend that still takes it',
    story: 'A gateway of the first generation reaches a self-hosted backend with TLS 1.1.',
    leg: 'gateway-apim',
    version: VERSION.tls11,
    expected: COMPLETED_WITH_A_WARNING,
  },
  {
    id: 'tls10-client-certificate-required',
    title: 'TLS 1.0: a certificate is required and none is sent',
    story: 'The server asks; the client has nothing to send and gets handshake_failure (40).',
    version: VERSION.tls10,
    mutual: true,
    server: async () => ({ judge: () => HANDSHAKE_FAILURE }),
    client: async () => ({ chain: [] }),
    expected: brokenByAlert(
      'client-certificate',
      'server',
      ['client-certificate-required-not-sent'],
      ['legacy-version-offered'],
    ),
  },
  {
    id: 'tls11-client-ca-unknown',
    title: "TLS 1.1: the client's CA is not trusted",
    story: 'The client presents a certificate of a CA that the server never named, and gets unknown_ca (48).',
    version: VERSION.tls11,
    mutual: true,
    server: async () => ({ judge: () => UNKNOWN_CA }),
    client: async (certificates) => ({ chain: [await certificates.clientRogue()] }),
    expected: brokenByAlert('client-certificate', 'server', ['client-certificate-untrusted']),
  },
]

/** A client that stops at a retired version, and the alert that it gets. */
function refusedHello(
  id: string,
  title: string,
  story: string,
  parts: { leg: 'client-gateway' | 'direct'; version: ScriptedScenario['version']; alert: number },
): ScriptedScenario {
  return {
    id,
    title,
    story,
    leg: parts.leg,
    version: parts.version,
    serve: serverThatAlerts(parts.alert),
    expected: brokenByAlert(
      'client-hello',
      'server',
      ['protocol-version-mismatch'],
      ['legacy-version-offered'],
    ),
  }
}

const REFUSED: readonly ScriptedScenario[] = [
  refusedHello(
    'tls10-client-refused',
    'A client that stops at TLS 1.0',
    'The client offers TLS 1.0 at most; the gateway answers with protocol_version (70).',
    { leg: 'client-gateway', version: VERSION.tls10, alert: PROTOCOL_VERSION },
  ),
  refusedHello(
    'tls11-client-refused',
    'A client that stops at TLS 1.1, and a server that does not say why',
    'The client offers TLS 1.1 at most; the server says handshake_failure (40), as some stacks do where others say protocol_version.',
    { leg: 'direct', version: VERSION.tls11, alert: HANDSHAKE_FAILURE },
  ),
]

export const RETIRED_VERSIONS: readonly LabScenario[] = [...SCENARIOS, ...REFUSED].map(scriptedScenario)
