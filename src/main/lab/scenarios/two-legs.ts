import type { BrokenLeg, Join, JoinedBy } from '../../../shared/diagnosis/across/paths/shape.ts'
import type { FindingId } from '../../../shared/diagnosis/taxonomy.ts'
import { VERSION } from '../../../shared/tls/registry/index.ts'
import { BAD_GATEWAY, CERTIFICATE_ERROR, FORBIDDEN, request, STATUS_OK } from '../http.ts'
import { play } from '../play.ts'
import { probingClient } from '../probing-client.ts'
import {
  broken,
  brokenByAlert,
  COMPLETED,
  type LabContext,
  type LabExpectation,
  type LabRecord,
} from '../scenario.ts'
import { gateway, passedOn } from '../scripted/gateway.ts'
import { webServer } from '../scripted/web-server.ts'
import { usualParts } from '../scripted-scenario.ts'
import { stockClient } from '../stock.ts'
import { playExpiredBackend, playMutual } from '../stock-plays.ts'

/** One request on its way through a gateway: both legs in one recording. */
export interface TwoLegsScenario {
  readonly id: string
  readonly title: string
  readonly story: string
  /** In the order of their first packets. */
  readonly expected: readonly LabExpectation[]
  /** Which of the connections is the client's, and what its way comes to. */
  readonly way: {
    readonly front: number
    readonly state: Join['state']
    readonly joinedBy: JoinedBy | null
    readonly brokenLeg: BrokenLeg
    /** Findings of no single handshake. */
    readonly findings: readonly FindingId[]
  }
  run(context: LabContext): Promise<LabRecord[]>
}

const PATH = '/orders'
/** Where the gateway's own ports begin, which have nothing to do with its client's. */
const UPSTREAM_PORTS = 10_000

type Behind = (context: LabContext, clientPort: number) => Promise<LabRecord>

interface Told extends Omit<TwoLegsScenario, 'run'> {
  readonly version: number
  /** Whether the listener asks for the client's certificate, which the client then sends. */
  readonly mutual?: true
  /** The backend connection of the request; absent: the gateway asks nobody. */
  readonly behind?: Behind
  /** Backend connections that the gateway opened for itself before. */
  readonly before?: readonly Behind[]
  readonly answer: string
}

function twoLegs({ version, mutual, behind, before = [], answer, ...told }: Told): TwoLegsScenario {
  return {
    ...told,
    async run(context) {
      const records: LabRecord[] = []
      const upstream = (at: number): LabContext => ({
        ...context,
        clientPort: context.clientPort - UPSTREAM_PORTS + at,
      })
      for (const [at, probe] of before.entries()) records.push(await probe(upstream(at), 0))
      const parts = await usualParts(context.certificates)
      const client = probingClient({
        version,
        ...(mutual ? { chain: parts.clientChain } : {}),
        ask: request(PATH),
      })
      const backs: LabRecord[] = []
      const front = await play(context, {
        leg: 'client-gateway',
        server: gateway({
          version,
          chain: parts.serverChain,
          ...(mutual ? { clientCaNames: parts.clientCaNames } : {}),
          behind: async () => {
            if (behind !== undefined) {
              backs.push(await behind(upstream(before.length), context.clientPort))
            }
            return answer
          },
        }),
        client: client.client,
      })
      return [...records, { ...front, keyLog: client.keyLog() }, ...backs]
    },
  }
}

/** APIM shakes hands, and answers what the gateway passes on. */
function served(version: number, answer: string, asksForCertificate = false): Behind {
  return async (context, clientPort) => {
    const { serverChain, clientCaNames } = await usualParts(context.certificates)
    const client = probingClient({ version, ask: passedOn(PATH, clientPort) })
    const record = await play(context, {
      leg: 'gateway-apim',
      server: webServer({
        version,
        chain: serverChain,
        answer,
        ...(asksForCertificate ? { clientCaNames } : {}),
      }),
      client: client.client,
    })
    return { ...record, keyLog: client.keyLog() }
  }
}

/** APIM insists on a certificate in the handshake; the gateway has none (facts 1.1.8, 5.1.8). */
const demanding: Behind = (context) =>
  playMutual(context, {
    leg: 'gateway-apim',
    required: true,
    version: 'TLSv1.2',
    connected: (socket) => socket.end(),
  })

/** Something between the two cuts the connection off as soon as it sees the hello (facts 5.3.3). */
const cutOff: Behind = (context) =>
  play(context, {
    leg: 'gateway-apim',
    server: (socket) => {
      socket.once('data', () => socket.resetAndDestroy())
    },
    client: (port) => stockClient(port, { version: 'TLSv1.2', connected: (socket) => socket.end() }),
  })

const GATEWAY_502 = broken('application', 'server', 'http-status', 'gateway-502-backend')
const EXPIRED: LabExpectation = {
  ...broken('server-certificate', 'client', 'close-notify', 'server-certificate-expired'),
  how: ['close-notify', 'fin'],
}

export const TWO_LEGS: readonly TwoLegsScenario[] = [
  twoLegs({
    id: 'two-legs-sound',
    title: 'Both legs work',
    story: 'The client’s certificate is taken by the listener; behind it one-way TLS 1.3 and a 200.',
    version: VERSION.tls12,
    mutual: true,
    behind: served(VERSION.tls13, STATUS_OK),
    answer: STATUS_OK,
    expected: [COMPLETED, COMPLETED],
    way: { front: 0, state: 'joined', joinedBy: 'forwarded-for', brokenLeg: 'none', findings: [] },
  }),
  twoLegs({
    id: 'two-legs-backend-expired',
    title: 'The listener is fine, the backend’s certificate is expired',
    story:
      'The gateway opens a connection to APIM, finds its certificate expired, closes without a word, and says 502 to the client.',
    version: VERSION.tls12,
    mutual: true,
    behind: playExpiredBackend,
    answer: BAD_GATEWAY,
    expected: [GATEWAY_502, EXPIRED],
    way: {
      front: 0,
      state: 'joined',
      joinedBy: 'time',
      brokenLeg: 'gateway-apim',
      findings: ['gateway-502-backend'],
    },
  }),
  twoLegs({
    id: 'two-legs-certificate-ends',
    title: 'The client’s certificate ends at the gateway',
    story:
      'The listener takes the client’s certificate. APIM asks the gateway for one, gets an empty list as it always does, and its policy says 403.',
    version: VERSION.tls13,
    mutual: true,
    behind: served(VERSION.tls12, FORBIDDEN, true),
    answer: FORBIDDEN,
    expected: [
      broken('application', 'server', 'http-status', 'client-certificate-not-forwarded'),
      broken('application', 'server', 'http-status', 'client-certificate-required-not-sent'),
    ],
    way: {
      front: 0,
      state: 'joined',
      joinedBy: 'forwarded-for',
      brokenLeg: 'gateway-apim',
      findings: ['client-certificate-not-forwarded'],
    },
  }),
  twoLegs({
    id: 'two-legs-backend-demands',
    title: 'APIM demands a certificate that no gateway has',
    story:
      'APIM refuses a handshake without a client certificate by alert; Application Gateway has none to send, so every call ends in 502.',
    version: VERSION.tls13,
    mutual: true,
    behind: demanding,
    answer: BAD_GATEWAY,
    expected: [
      GATEWAY_502,
      brokenByAlert('client-certificate', 'server', ['client-certificate-required-not-sent']),
    ],
    way: {
      front: 0,
      state: 'joined',
      joinedBy: 'time',
      brokenLeg: 'gateway-apim',
      findings: ['gateway-502-backend'],
    },
  }),
  twoLegs({
    id: 'two-legs-backend-cut-off',
    title: 'Something cuts the backend leg off at its hello',
    story: 'Between gateway and APIM a firewall resets the connection as soon as it sees the ClientHello.',
    version: VERSION.tls12,
    behind: cutOff,
    answer: BAD_GATEWAY,
    expected: [GATEWAY_502, broken('client-hello', 'server', 'rst', 'reset-after-client-hello')],
    way: {
      front: 0,
      state: 'joined',
      joinedBy: 'time',
      brokenLeg: 'gateway-apim',
      findings: ['gateway-502-backend'],
    },
  }),
  twoLegs({
    id: 'two-legs-no-live',
    title: 'The gateway keeps its backend for unhealthy and asks nobody',
    story:
      'Two of the gateway’s own probes find an expired certificate. To the client that comes then it says 502 without opening a connection.',
    version: VERSION.tls12,
    mutual: true,
    before: [playExpiredBackend, playExpiredBackend],
    answer: BAD_GATEWAY,
    expected: [EXPIRED, EXPIRED, GATEWAY_502],
    way: {
      front: 2,
      state: 'no-live',
      joinedBy: null,
      brokenLeg: 'gateway-apim',
      findings: ['gateway-502-backend'],
    },
  }),
  twoLegs({
    id: 'two-legs-listener',
    title: 'The listener refuses the client; the backend is fine',
    story:
      'The gateway’s probe of APIM works. The listener does not accept the client’s certificate and says 400, and nothing of it reaches APIM.',
    version: VERSION.tls12,
    mutual: true,
    before: [served(VERSION.tls12, STATUS_OK)],
    answer: CERTIFICATE_ERROR,
    expected: [
      COMPLETED,
      broken('client-certificate', 'server', 'http-status', 'gateway-400-certificate-error'),
    ],
    way: {
      front: 1,
      state: 'front-only',
      joinedBy: null,
      brokenLeg: 'client-gateway',
      findings: [],
    },
  }),
]
