import { concat } from '../../src/shared/bytes/text.ts'
import * as tls from '../../src/shared/tls/encode/index.ts'
import type { Cast, ClientPart, ServerPart } from './cast.ts'
import type { Random } from './random.ts'

/** What one side puts on the wire at once. */
export interface Flight {
  readonly from: 'client' | 'server'
  readonly kind: 'data' | 'fin' | 'rst'
  readonly bytes?: Uint8Array
}

/** What a connection plays: its handshake, and whether application data follows. */
export interface Play {
  readonly server: ServerPart
  readonly handshake: readonly Flight[]
  readonly served: boolean
  readonly tls13: boolean
}

const TLS13 = 0x0304
const TLS12 = 0x0303
const X25519 = 29
const SCHEMES = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601]
const AES_128_GCM = 0x1301
const ECDHE_RSA_AES_256_GCM = 0xc030
const SUITES_13 = [0x1302, 0x1303, AES_128_GCM]
const SUITES_12 = [
  0xc02c,
  ECDHE_RSA_AES_256_GCM,
  0xc02b,
  0xc02f,
  0xcca9,
  0xcca8,
  0xc024,
  0xc028,
  0x009d,
  0x009c,
]

/** Shares of a hundred connections; the last tenth breaks. */
const PLAYS: readonly (readonly [number, (scene: Scene) => Play])[] = [
  [34, (scene) => tls13(scene, null)],
  [14, (scene) => tls13(scene, scene.random.pick(scene.cast.clients))],
  [22, (scene) => tls12(scene, null)],
  [13, (scene) => tls12(scene, scene.random.pick(scene.cast.clients))],
  [7, resumed12],
  [2, serverNotTrusted],
  [2, (scene) => clientRefused(scene, scene.random.pick(scene.cast.expiredClients).chain, 45)],
  [2, (scene) => clientRefused(scene, [], 40)],
  [1, (scene) => clientRefused(scene, scene.random.pick(scene.cast.clients).chain, null)],
  [1, helloRefused],
  [1, helloUnanswered],
  [1, helloReset],
]

interface Scene {
  readonly random: Random
  readonly cast: Cast
  readonly server: ServerPart
}

export function makePlay(random: Random, cast: Cast): Play {
  const scene = { random, cast, server: random.pick(cast.servers) }
  let draw = random.below(100)
  for (const [share, play] of PLAYS) {
    if (draw < share) return play(scene)
    draw -= share
  }
  return tls13(scene, null)
}

/** RFC 8446: behind the ServerHello only sizes are seen, so only sizes are made. */
function tls13(scene: Scene, client: ClientPart | null): Play {
  const { random, server } = scene
  const hello = clientHello(scene, true)
  const extensions = [tls.extension.selectedVersion(TLS13), keyShare(random)]
  const serverHello = tls.encodeServerHello({
    random: random.bytes(32),
    sessionId: random.bytes(32),
    cipherSuite: AES_128_GCM,
    extensions,
  })
  const request = client === null ? 0 : 420
  const serverFlight = [60, request, certificateLength(server.chain), 264, 36].filter((length) => length > 0)
  const clientFlight = client === null ? [36] : [certificateLength(client.chain), 264, 36]
  return {
    server,
    served: true,
    tls13: true,
    handshake: [
      fromClient(hello),
      fromServer(
        tls.encodeHandshakeRecords([serverHello]),
        tls.encodeChangeCipherSpecRecord(),
        ...serverFlight.map((length) => sealed(scene, length)),
      ),
      fromClient(tls.encodeChangeCipherSpecRecord(), ...clientFlight.map((length) => sealed(scene, length))),
      fromServer(sealed(scene, 233), sealed(scene, 233)),
    ],
  }
}

/** RFC 5246 7.3, with ECDHE (RFC 8422). */
function tls12(scene: Scene, client: ClientPart | null): Play {
  return {
    server: scene.server,
    served: true,
    tls13: false,
    handshake: [
      fromClient(clientHello(scene, false)),
      serverFlight12(scene, client !== null),
      clientFlight12(scene, client?.chain ?? null),
      fromServer(ticket12(scene), tls.encodeChangeCipherSpecRecord(), protectedFinished12(scene)),
    ],
  }
}

/** RFC 5246 7.3, figure 2: a session taken up again. */
function resumed12(scene: Scene): Play {
  const finished = [tls.encodeChangeCipherSpecRecord(), protectedFinished12(scene)]
  return {
    server: scene.server,
    served: true,
    tls13: false,
    handshake: [
      fromClient(clientHello(scene, false)),
      fromServer(tls.encodeHandshakeRecords([serverHello12(scene.random)]), ...finished),
      fromClient(...finished),
    ],
  }
}

function serverNotTrusted(scene: Scene): Play {
  const unknownCa = tls.encodeAlertRecord(48)
  return broken(scene, [
    fromClient(clientHello(scene, false)),
    serverFlight12(scene, false),
    fromClient(unknownCa),
    { from: 'client', kind: 'fin' },
    { from: 'server', kind: 'fin' },
  ])
}

/** The server says no to the client's certificate, by an alert or (`null`) by a reset. */
function clientRefused(scene: Scene, chain: readonly Uint8Array[], alert: number | null): Play {
  const answer: Flight[] =
    alert === null
      ? [{ from: 'server', kind: 'rst' }]
      : [
          fromServer(tls.encodeAlertRecord(alert)),
          { from: 'server', kind: 'fin' },
          { from: 'client', kind: 'fin' },
        ]
  return broken(scene, [
    fromClient(clientHello(scene, false)),
    serverFlight12(scene, true),
    clientFlight12(scene, chain),
    ...answer,
  ])
}

function helloRefused(scene: Scene): Play {
  const protocolVersion = tls.encodeAlertRecord(70)
  return broken(scene, [
    fromClient(clientHello(scene, false)),
    fromServer(protocolVersion),
    { from: 'server', kind: 'fin' },
    { from: 'client', kind: 'fin' },
  ])
}

function helloUnanswered(scene: Scene): Play {
  return broken(scene, [fromClient(clientHello(scene, true))])
}

function helloReset(scene: Scene): Play {
  return broken(scene, [fromClient(clientHello(scene, true)), { from: 'server', kind: 'rst' }])
}

function broken({ server }: Scene, handshake: readonly Flight[]): Play {
  return { server, served: false, tls13: false, handshake }
}

function clientHello({ random, server }: Scene, offers13: boolean): Uint8Array {
  const { extension } = tls
  const extensions = [
    extension.serverName(server.name),
    extension.supportedGroups([X25519, 23, 24]),
    extension.ecPointFormats(),
    extension.signatureAlgorithms(SCHEMES),
    extension.applicationLayerProtocols(['h2', 'http/1.1']),
    extension.sessionTicket(),
    extension.renegotiationInfo(),
  ]
  if (offers13) {
    extensions.push(
      extension.supportedVersions([TLS13, TLS12]),
      extension.pskKeyExchangeModes(),
      extension.keyShares([{ group: X25519, keyExchange: random.bytes(32) }]),
    )
  }
  const hello = tls.encodeClientHello({
    random: random.bytes(32),
    sessionId: random.bytes(32),
    cipherSuites: offers13 ? [...SUITES_13, ...SUITES_12] : SUITES_12,
    extensions,
  })
  return tls.encodeHandshakeRecords([hello], { version: 0x0301 })
}

function serverHello12(random: Random): Uint8Array {
  return tls.encodeServerHello({
    random: random.bytes(32),
    sessionId: random.bytes(32),
    cipherSuite: ECDHE_RSA_AES_256_GCM,
    extensions: [tls.extension.renegotiationInfo(), tls.extension.ecPointFormats()],
  })
}

function serverFlight12({ random, cast, server }: Scene, asksForCertificate: boolean): Flight {
  const messages = [
    serverHello12(random),
    tls.encodeCertificate12(server.chain),
    tls.encodeEcdheServerKeyExchange({
      namedGroup: X25519,
      publicKey: random.bytes(32),
      signatureAlgorithm: 0x0401,
      signature: random.bytes(256),
    }),
  ]
  if (asksForCertificate) {
    const certificateAuthorities = cast.clientAuthorities.map(({ name }) => name)
    messages.push(tls.encodeCertificateRequest12({ signatureAlgorithms: SCHEMES, certificateAuthorities }))
  }
  messages.push(tls.encodeServerHelloDone())
  return fromServer(tls.encodeHandshakeRecords(messages))
}

/** @param chain `null`: no certificate was asked for */
function clientFlight12(scene: Scene, chain: readonly Uint8Array[] | null): Flight {
  const { random } = scene
  const messages: Uint8Array[] = []
  if (chain !== null) messages.push(tls.encodeCertificate12(chain))
  messages.push(tls.encodeClientKeyExchange(concat([Uint8Array.of(32), random.bytes(32)])))
  if (chain !== null && chain.length > 0) {
    messages.push(tls.encodeCertificateVerify({ algorithm: 0x0401, signature: random.bytes(256) }))
  }
  return fromClient(
    tls.encodeHandshakeRecords(messages),
    tls.encodeChangeCipherSpecRecord(),
    protectedFinished12(scene),
  )
}

function ticket12({ random }: Scene): Uint8Array {
  return tls.encodeHandshakeRecords([tls.encodeNewSessionTicket12(7200, random.bytes(192))])
}

/** AES-GCM: 8 bytes of nonce, 16 of message, 16 of tag (RFC 5288 3). */
function protectedFinished12({ random }: Scene): Uint8Array {
  return tls.encodeRecords(22, random.bytes(40))
}

/** A TLS 1.3 handshake message of that length, sealed: type byte and tag on top (RFC 8446 5.2). */
function sealed({ random, cast }: Scene, length: number): Uint8Array {
  const from = random.below(cast.bulk.length - length - 17)
  return tls.encodeRecords(23, cast.bulk.subarray(from, from + length + 17))
}

function certificateLength(chain: readonly Uint8Array[]): number {
  return chain.reduce((sum, { length }) => sum + length + 5, 8)
}

function keyShare(random: Random) {
  return tls.extension.serverKeyShare({ group: X25519, keyExchange: random.bytes(32) })
}

const fromClient = (...bytes: readonly Uint8Array[]): Flight => ({
  from: 'client',
  kind: 'data',
  bytes: concat(bytes),
})
const fromServer = (...bytes: readonly Uint8Array[]): Flight => ({
  from: 'server',
  kind: 'data',
  bytes: concat(bytes),
})
