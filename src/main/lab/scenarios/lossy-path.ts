import { TCP_SYN } from '../../../shared/packet/segment.ts'
import { askOnce, serveStatus } from '../http.ts'
import type { PathFault, PathPacket } from '../path/lossy-path.ts'
import { playOverPath } from '../play.ts'
import {
  broken,
  COMPLETED,
  LAB_HOST,
  LAB_TOPOLOGY,
  type LabExpectation,
  type LabLeg,
  type LabScenario,
  type LabVersion,
} from '../scenario.ts'
import { usualParts } from '../scripted-scenario.ts'
import { stockClient, stockServer } from '../stock.ts'

/**
 * Networks that lose packets. Client and server are real TLS stacks; the path between them and its TCP are modelled
 * (`LossyPath`), which test/network holds against real kernels. What a capture shows depends on where it was taken:
 * the sender's side has the retransmissions, the receiver's the hole.
 */

interface Lossy {
  readonly id: string
  readonly title: string
  readonly story: string
  readonly leg: LabLeg
  readonly version: 'TLS 1.2' | 'TLS 1.3' | null
  /** The client has a certificate and is asked for it. */
  readonly mutual?: true
  /** Protocols that the client offers. */
  readonly alpn?: readonly string[]
  readonly loses: PathFault['loses']
  /** At the client if not given. */
  readonly capturedAt?: PathFault['capturedAt']
  readonly impatient?: 'client' | 'server'
  readonly expected: LabExpectation
}

/** What Azure's network carries at most in one piece (facts 5.3.6), and how long people wait. */
const NARROW_BYTES = 1_400
const PATIENCE_MICROS = 20_000_000

const isSyn = ({ flags }: PathPacket): boolean => (flags & TCP_SYN) !== 0
const isLarge = ({ size }: PathPacket): boolean => size > NARROW_BYTES
const largeFrom =
  (from: PathPacket['from']) =>
  (packet: PathPacket): boolean =>
    packet.from === from && isLarge(packet)
const once =
  (loses: PathFault['loses']) =>
  (packet: PathPacket): boolean =>
    packet.times === 1 && loses(packet)

const NO_ANSWER = broken('tcp', 'network', 'timeout', 'tcp-no-answer')
const SERVER_FLIGHT_SENT = broken('server-certificate', 'network', 'timeout', 'path-mtu-server-flight')
/** The ServerHello is lost with the packet that it begins. */
const SERVER_FLIGHT_MISSED = broken('client-hello', 'network', 'timeout', 'path-mtu-server-flight')
const CLIENT_FLIGHT = broken('client-certificate', 'network', 'timeout', 'path-mtu-client-flight')
const HELLO_TOO_LARGE = broken('client-hello', 'network', 'timeout', 'path-mtu-client-flight')

const LOSSY: readonly Lossy[] = [
  {
    id: 'syn-unanswered-listener',
    title: 'Nobody answers the SYN to the gateway',
    story:
      'A rule of a network security group drops what goes to the listener: the client sends its SYN again and again, after 1, 2, 4 and 8 seconds, and gives up.',
    leg: 'client-gateway',
    version: null,
    loses: isSyn,
    expected: NO_ANSWER,
  },
  {
    id: 'syn-unanswered-direct',
    title: 'Nobody answers the SYN to APIM',
    story: 'The same between jump box and API Management: a blackhole address.',
    leg: 'direct',
    version: null,
    loses: isSyn,
    expected: NO_ANSWER,
  },
  {
    id: 'syn-unanswered-backend',
    title: "Nobody answers the gateway's SYN to APIM",
    story: 'The same behind the gateway: its backend health says that it cannot connect.',
    leg: 'gateway-apim',
    version: null,
    loses: isSyn,
    expected: NO_ANSWER,
  },
  {
    id: 'syn-answer-lost-direct',
    title: 'APIM answers the SYN, and the answer takes another way',
    story:
      'Captured at APIM: the SYN arrives, the SYN-ACK leaves and is lost, for a route sends it past the firewall that saw the SYN. Both are sent again, in vain.',
    leg: 'direct',
    version: null,
    loses: (packet) => isSyn(packet) && packet.from === 'server',
    capturedAt: 'server',
    expected: NO_ANSWER,
  },
  {
    id: 'syn-lost-once-tls13',
    title: 'TLS 1.3: one SYN is lost, the next is answered',
    story: 'The first SYN is lost; a second later the connection opens, and mutual TLS goes through.',
    leg: 'client-gateway',
    version: 'TLS 1.3',
    mutual: true,
    loses: once(isSyn),
    expected: COMPLETED,
  },
  {
    id: 'mtu-server-flight-tls12',
    title: "TLS 1.2: the gateway's certificate is too large for the path",
    story:
      'Between gateway and client a link carries 1400 bytes, and nobody tells the gateway. Captured at the client: the small end of its flight arrives, the beginning never does.',
    leg: 'client-gateway',
    version: 'TLS 1.2',
    loses: largeFrom('server'),
    expected: SERVER_FLIGHT_MISSED,
  },
  {
    id: 'mtu-server-flight-tls13',
    title: "TLS 1.3: APIM's certificate is too large for the path",
    story: 'The same straight to API Management in TLS 1.3.',
    leg: 'direct',
    version: 'TLS 1.3',
    loses: largeFrom('server'),
    expected: SERVER_FLIGHT_MISSED,
  },
  {
    id: 'mtu-server-flight-at-server-tls12',
    title: "TLS 1.2: APIM's certificate is too large for the path, seen at APIM",
    story:
      'The flight leaves, its large packet is sent again and again, and the gateway acknowledges only what came before it, until it hangs up.',
    leg: 'gateway-apim',
    version: 'TLS 1.2',
    loses: largeFrom('server'),
    capturedAt: 'server',
    expected: SERVER_FLIGHT_SENT,
  },
  {
    id: 'mtu-server-flight-at-server-tls13',
    title: "TLS 1.3: APIM's certificate is too large for the path, seen at APIM",
    story:
      'The same in TLS 1.3: that the gateway hangs up in the end is no verdict on a certificate that it never saw.',
    leg: 'gateway-apim',
    version: 'TLS 1.3',
    loses: largeFrom('server'),
    capturedAt: 'server',
    expected: SERVER_FLIGHT_SENT,
  },
  {
    id: 'mtu-client-flight-tls12',
    title: "TLS 1.2: the client's certificate is too large for the path",
    story:
      'One-way TLS works over this path, mutual TLS hangs: only with a certificate does the client send packets of full size.',
    leg: 'client-gateway',
    version: 'TLS 1.2',
    mutual: true,
    loses: largeFrom('client'),
    expected: CLIENT_FLIGHT,
  },
  {
    id: 'mtu-client-flight-tls13',
    title: "TLS 1.3: the client's certificate is too large for the path",
    story: 'The same in TLS 1.3, where the client takes the handshake for complete.',
    leg: 'client-gateway',
    version: 'TLS 1.3',
    mutual: true,
    loses: largeFrom('client'),
    expected: CLIENT_FLIGHT,
  },
  {
    id: 'mtu-client-flight-at-server-tls12',
    title: "TLS 1.2: the client's certificate is too large for the path, seen at APIM",
    story:
      'Captured at APIM: the end of the client’s flight arrives and its beginning never does. APIM asks for it, waits, and closes.',
    leg: 'direct',
    version: 'TLS 1.2',
    mutual: true,
    loses: largeFrom('client'),
    capturedAt: 'server',
    impatient: 'server',
    expected: CLIENT_FLIGHT,
  },
  {
    id: 'mtu-client-flight-at-server-tls13',
    title: "TLS 1.3: the client's certificate is too large for the path, seen at APIM",
    story: 'The same in TLS 1.3: what arrives looks like a client without a certificate.',
    leg: 'direct',
    version: 'TLS 1.3',
    mutual: true,
    loses: largeFrom('client'),
    capturedAt: 'server',
    impatient: 'server',
    expected: CLIENT_FLIGHT,
  },
  {
    id: 'mtu-client-hello-tls13',
    title: 'TLS 1.3: the ClientHello is too large for the path',
    story:
      'The hello fills more than one packet, as with a post-quantum key share; here a long list of protocols makes it so. Its beginning is lost, its end arrives.',
    leg: 'direct',
    version: 'TLS 1.3',
    alpn: ['http/1.1', ...Array.from({ length: 8 }, (_, index) => `example-${index}-${'x'.repeat(190)}`)],
    loses: largeFrom('client'),
    expected: HELLO_TOO_LARGE,
  },
  {
    id: 'mtu-without-client-certificate-tls12',
    title: 'TLS 1.2: the narrow path carries a client without a certificate',
    story: 'The path that loses the large packets of clients; this one has none to send, and is served.',
    leg: 'client-gateway',
    version: 'TLS 1.2',
    loses: largeFrom('client'),
    expected: COMPLETED,
  },
  {
    id: 'server-flight-lost-once-tls12',
    title: "TLS 1.2: APIM's flight is lost once, and sent again",
    story: 'Its large packet is lost the first time; a second later it arrives, and the probe is answered.',
    leg: 'gateway-apim',
    version: 'TLS 1.2',
    loses: once(largeFrom('server')),
    expected: COMPLETED,
  },
  {
    id: 'client-flight-lost-once-tls13',
    title: "TLS 1.3: the client's certificate is lost once, and sent again",
    story: 'The same with the flight of the client, seen from APIM: its end comes before its beginning.',
    leg: 'direct',
    version: 'TLS 1.3',
    mutual: true,
    loses: once(largeFrom('client')),
    capturedAt: 'server',
    expected: COMPLETED,
  },
]

function lossyScenario(given: Lossy): LabScenario {
  const { id, title, story, leg, version, mutual, alpn, expected } = given
  return {
    id,
    title,
    story: `${story} The path is modelled, and time is put on the clock instead of waited for.`,
    leg,
    version: version satisfies LabVersion,
    options: { ...LAB_TOPOLOGY, host: LAB_HOST, ...(mutual ? { expectMtls: true } : {}) },
    expected,
    async run(context) {
      const { serverChain, clientChain } = await usualParts(context.certificates)
      const spoken = version === 'TLS 1.2' ? 'TLSv1.2' : 'TLSv1.3'
      return playOverPath(context, {
        leg,
        fault: { loses: given.loses, capturedAt: given.capturedAt ?? 'client' },
        patienceMicros: PATIENCE_MICROS,
        impatient: given.impatient ?? 'client',
        server: stockServer({
          chain: serverChain,
          ...(mutual
            ? { clientAuthentication: { trusted: [await context.certificates.clientRoot()], required: true } }
            : {}),
          answer: serveStatus,
        }),
        client: (port, gaveUp) =>
          stockClient(port, {
            version: spoken,
            // A post-quantum key share would make every ClientHello a large one.
            groups: 'X25519',
            ...(mutual ? { chain: clientChain } : {}),
            ...(alpn ? { alpn } : {}),
            gaveUp,
            connected: askOnce,
          }),
      })
    },
  }
}

export const LOSSY_PATHS: readonly LabScenario[] = LOSSY.map(lossyScenario)
