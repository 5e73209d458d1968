import { isGatewayType } from '../../../azure/checks/support/apim-hosts.ts'
import { isTls } from '../../../azure/checks/support/links.ts'
import type { SClientReading } from '../../answer/s-client.ts'
import {
  calledHandshake,
  documentFacts,
  type Fill,
  factOf,
  fileSource,
  type Ground,
  handshakeSource,
  legOfAnswer,
  onLegs,
} from '../ground.ts'
import type { SessionHandshake } from '../knowledge.ts'
import type { Fact } from '../shape.ts'

/** Who asks for a client certificate: the listener, and API Management by its tier. */

export const listenerClientAuth: Fill = (ground) => {
  const { model } = ground.knowledge
  const tls = model.listeners.filter(({ protocol }) => protocol === null || isTls(protocol))
  const bound = new Set(
    tls.flatMap(({ sslProfile }) => (sslProfile === null ? [] : [sslProfile.toLowerCase()])),
  )
  const unbound = model.sslProfiles.filter(({ name }) => tls.length > 0 && !bound.has(name.toLowerCase()))
  const profilesKnown = bound.size === 0 || model.sslProfiles.length > 0
  const seen = askedOnLegs(ground, onLegs(ground, 'client-gateway'), 'listener')
  return {
    ...(ground.sku === 'v1' ? { notApplicable: 'a v1 gateway cannot ask clients for a certificate' } : {}),
    facts: [
      ...documentFacts(ground, ['http-listener', 'ssl-profile', 'client-cert'], ({ about, name }) =>
        about === 'ssl-profile' ? bound.has(name.toLowerCase()) : false,
      ),
      ...unbound.map((profile) =>
        factOf(
          `SSL profile ${profile.name} is bound to no listener, so it does nothing.`,
          'noted',
          [fileSource(profile.at)],
          {
            article: 'solution-e-negotiate',
          },
        ),
      ),
      ...seen,
    ],
    needs: [
      { what: 'which SSL profile the listener has', met: tls.length > 0 },
      { what: 'what the SSL profile asks of clients', met: profilesKnown || seen.length > 0 },
    ],
  }
}

export const apimNegotiation: Fill = (ground) => {
  const { model } = ground.knowledge
  const hosts = model.apimHostnames.filter(
    (host) => isGatewayType(host) && host.negotiateClientCertificate !== null,
  )
  const service = model.apims.filter(({ enableClientCertificate }) => enableClientCertificate !== null)
  const ofService = ground.tier === 'consumption' || ground.tier === 'v2'
  const seen = askedOnLegs(ground, onLegs(ground, 'direct', 'gateway-apim'), 'backend')
  const switches = ofService
    ? service.map(
        (apim): Fact =>
          factOf(
            `enableClientCertificate of ${apim.name} is ${apim.enableClientCertificate}.`,
            apim.enableClientCertificate === true ? 'fine' : 'noted',
            [fileSource(apim.at)],
          ),
      )
    : hosts.map(
        (host): Fact =>
          factOf(
            `negotiateClientCertificate of ${host.hostName} is ${host.negotiateClientCertificate}.`,
            host.negotiateClientCertificate === true ? 'fine' : 'noted',
            [fileSource(host.at)],
          ),
      )
  const idle =
    ground.tier === 'classic'
      ? service
          .filter(({ enableClientCertificate }) => enableClientCertificate === true)
          .map((apim) =>
            factOf(
              `enableClientCertificate of ${apim.name} is true, which does nothing in a classic tier.`,
              'noted',
              [fileSource(apim.at)],
            ),
          )
      : []
  return {
    facts: [...switches, ...idle, ...seen],
    needs: [
      { what: 'the tier, which says what switch counts', met: ground.tier !== null || seen.length > 0 },
      {
        what: 'the switch of that tier, or a handshake that shows the request',
        met: switches.length + seen.length > 0,
        ...(ground.tier === 'self-hosted' ? { command: 'self-hosted-switch' } : {}),
      },
    ],
  }
}

const ASKED = {
  no: 'was asked for no client certificate',
  initial: 'was asked for a client certificate in the first handshake',
  renegotiation: 'was asked for a client certificate late, by renegotiation',
  'post-handshake': 'was asked for a client certificate after the handshake (TLS 1.3)',
} as const

/** What handshakes and pasted answers of that end show; those that show nothing are left out. */
function askedOnLegs(
  ground: Ground,
  handshakes: readonly SessionHandshake[],
  side: 'listener' | 'backend',
): Fact[] {
  const distinct = new Map<string, Fact>()
  for (const handshake of handshakes) {
    const { requested } = handshake.document.mutualTls
    if (requested === 'unknown') continue
    const key = `${requested} ${handshake.document.sni ?? ''}`
    const name = handshake.document.sni === null ? '' : ` for ${handshake.document.sni}`
    if (!distinct.has(key))
      distinct.set(
        key,
        factOf(`${calledHandshake(handshake)}${name} ${ASKED[requested]}.`, 'noted', [
          handshakeSource(handshake),
        ]),
      )
  }
  const answers = ground.knowledge.answers.flatMap((answer) => [
    ...answer.sClient.flatMap((run, at) =>
      run.requested === 'unknown' || legOfAnswer(ground, answer, at) !== side
        ? []
        : [factOf(askedInRun(run), 'noted', [{ kind: 'answer', name: answer.name }])],
    ),
    ...(answer.curl?.asked === true && legOfAnswer(ground, answer, 0) === side
      ? [
          factOf('curl was asked for a client certificate.', 'noted', [
            { kind: 'answer' as const, name: answer.name },
          ]),
        ]
      : []),
  ])
  return [...[...distinct.values()].slice(0, MOST), ...answers.slice(0, MOST)]
}

const MOST = 5

function askedInRun({ requested, serverName, caNames }: SClientReading): string {
  const name = serverName === null ? '' : ` for ${serverName}`
  if (requested !== 'yes') return `openssl${name} was asked for no client certificate.`
  const cas = caNames.length === 0 ? 'naming no CA' : `from ${caNames.slice(0, 3).join('; ')}`
  return `openssl${name} was asked for a client certificate, ${cas}.`
}
