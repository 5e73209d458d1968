import { createServer, type Server, type Socket } from 'node:net'
import type { ConversationRecord } from '../capture-file/synthesise.ts'
import { PathRelay, type RelayedPath } from './path/relay.ts'
import { listenOnLoopback, Recorder } from './recorder.ts'
import { LAB_ADDRESSES, type LabContext, type LabLeg } from './scenario.ts'
import { ScriptEnded, ScriptSilent } from './scripted/record-stream.ts'

/** No scenario needs a tenth of it; a script that hangs is cut off and shows as what it recorded so far. */
const TIME_LIMIT_MILLIS = 5_000

export interface Play {
  readonly leg: LabLeg
  /** The server's part: a server that does not listen yet, or what to do with the one connection; absent: nobody listens. */
  readonly server?: Server | ((socket: Socket) => Promise<void> | void)
  /** The client's part: connects to `port` on 127.0.0.1 and returns when it is done. */
  readonly client: (port: number, recorder: Recorder) => Promise<void>
}

/** Runs one client against one server over real sockets and returns what went between them. */
export async function play(context: LabContext, parts: Play): Promise<ConversationRecord> {
  const recorder = await relayed(parts.server, (port) => new Recorder(port), parts.client)
  return { ...endpoints(parts.leg, context.clientPort), exchanges: recorder.exchanges }
}

export interface PathPlay extends Omit<Play, 'client'>, Pick<RelayedPath, 'fault' | 'patienceMicros'> {
  /** Who hangs up when patience is at its end. */
  readonly impatient: 'client' | 'server'
  /** @param gaveUp resolves where the client is to hang up */
  readonly client: (port: number, gaveUp: Promise<void>) => Promise<void>
}

/** The same over a path that loses packets: real endpoints, and a network and a TCP between them that are modelled. */
export async function playOverPath(context: LabContext, parts: PathPlay): Promise<ConversationRecord> {
  const ends = endpoints(parts.leg, context.clientPort)
  const { fault, patienceMicros, impatient } = parts
  const relay = await relayed(
    parts.server,
    (port) => new PathRelay(port, { ...ends, fault, patienceMicros }),
    (port, path, served) => {
      if (impatient === 'client') return parts.client(port, path.gaveUp)
      path.gaveUp.then(() => {
        for (const socket of served) socket.end()
      })
      return parts.client(port, new Promise(() => {}))
    },
  )
  return { ...ends, exchanges: [], frames: relay.frames }
}

/** What stands between the two and writes down what it sees. */
interface Relay {
  readonly ended: Promise<void>
  listen(): Promise<number>
  close(): void
}

async function relayed<R extends Relay>(
  part: Play['server'],
  between: (serverPort: number) => R,
  client: (port: number, relay: R, served: ReadonlySet<Socket>) => Promise<void>,
): Promise<R> {
  const server = toServer(part)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const serverPort = await listenOnLoopback(server)
  if (part === undefined) await new Promise<void>((resolve) => server.close(() => resolve()))
  const relay = between(serverPort)
  const limit = timeLimit()
  try {
    const port = await relay.listen()
    await Promise.race([Promise.all([client(port, relay, sockets), relay.ended]), limit.reached])
  } finally {
    limit.cancel()
    relay.close()
    for (const socket of sockets) socket.destroy()
    if (server.listening) server.close()
  }
  return relay
}

function toServer(part: Play['server']): Server {
  if (part === undefined) return createServer()
  if (typeof part !== 'function') return part
  return createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {})
    Promise.resolve(part(socket)).catch((reason: unknown) => {
      // A script that its peer ended closes in order: cutting would put a reset on the record that nobody meant.
      if (reason instanceof ScriptSilent) socket.resume()
      else if (reason instanceof ScriptEnded) socket.end()
      else socket.destroy()
    })
  })
}

function endpoints(leg: LabLeg, port: number): Omit<ConversationRecord, 'exchanges'> {
  const { client, gateway, apim } = LAB_ADDRESSES
  return {
    client: { address: leg === 'gateway-apim' ? gateway : client, port },
    server: { address: leg === 'client-gateway' ? gateway : apim, port: 443 },
  }
}

function timeLimit(): { reached: Promise<void>; cancel: () => void } {
  let cancel = (): void => {}
  const reached = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, TIME_LIMIT_MILLIS)
    cancel = () => {
      clearTimeout(timer)
      resolve()
    }
  })
  return { reached, cancel }
}
