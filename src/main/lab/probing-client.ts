import { connect, type Socket } from 'node:net'
import { utf8Bytes } from '../../shared/bytes/text.ts'
import { VERSION } from '../../shared/tls/registry/index.ts'
import {
  credentialOf,
  EVERYTHING,
  type HelloPlan,
  offeringPostHandshakeAuth,
  socketTransport,
  TlsClient,
} from '../probe/tls-client/index.ts'
import type { Identity } from './certificates/profile.ts'
import { request } from './http.ts'
import type { Recorder } from './recorder.ts'
import { LAB_HOST } from './scenario.ts'

/** A client made of tlscope's own TLS client: it hears the server out, whatever it says and whenever. */
export interface ProbingClient {
  /** The one version to speak. */
  readonly version: number
  /** Client certificate as sent, leaf first; the first one's key signs. */
  readonly chain?: readonly Identity[]
  /** Whether a certificate may be asked for after the handshake (TLS 1.3); a renegotiation always may. */
  readonly lateAuthentication?: boolean
  /** What is otherwise with its ClientHello. */
  readonly hello?: Partial<HelloPlan>
  /** What it says once it takes the handshake for complete; the usual question if not given; `null`: it closes. */
  readonly ask?: string | null
  /** Nothing more will come at some point: the wait for it is shortened, and put on the recorded clock instead. */
  readonly meetsSilence?: boolean
}

/** Nothing on loopback takes so long, however busy the machine. */
const PATIENCE_MILLIS = 4_000
/** Where silence is what the scenario shows. */
const SHORT_PATIENCE_MILLIS = 400
const TEN_SECONDS_MICROS = 10_000_000

/** What a client did: the secrets of its connection, for the recording. */
export interface ProbingRun {
  readonly client: (port: number, recorder: Recorder) => Promise<void>
  /** Lines of the NSS key log format, once it is over. */
  keyLog(): readonly string[]
}

export function probingClient(part: ProbingClient): ProbingRun {
  let keyLog: readonly string[] = []
  const timeoutMs = part.meetsSilence ? SHORT_PATIENCE_MILLIS : PATIENCE_MILLIS
  const talk = async (port: number, recorder: Recorder): Promise<void> => {
    const socket = await connected(port)
    const [leaf] = part.chain ?? []
    const credential =
      leaf === undefined ? null : credentialOf(part.chain?.map(({ der }) => der) ?? [], leaf.privateKey)
    const client = new TlsClient(socketTransport(socket), { hello: helloOf(part), credential })
    const shaken = await client.handshake(timeoutMs)
    let silent = shaken.kind === 'ended' && shaken.ending.how === 'timeout'
    if (shaken.kind === 'established' && part.ask !== null) {
      client.send(utf8Bytes(part.ask ?? request()))
      const answer = await client.wait({ timeoutMs })
      silent = answer.kind === 'ended' && answer.ending.how === 'timeout'
    }
    if (silent) recorder.pass(TEN_SECONDS_MICROS)
    await client.close(timeoutMs)
    keyLog = client.record.keyLog
  }
  return { client: talk, keyLog: () => keyLog }
}

function helloOf({ version, lateAuthentication = false, hello }: ProbingClient): HelloPlan {
  const plan = { ...EVERYTHING, versions: [version], serverName: LAB_HOST, alpn: ['http/1.1'], ...hello }
  return version === VERSION.tls13 && lateAuthentication ? offeringPostHandshakeAuth(plan) : plan
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })
}
