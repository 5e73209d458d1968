import { createServer, type Server, type Socket } from 'node:net'
import type { ConversationRecord } from '../capture-file/synthesise.ts'
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
  const server = toServer(parts.server)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const serverPort = await listenOnLoopback(server)
  if (parts.server === undefined) await new Promise<void>((resolve) => server.close(() => resolve()))
  const recorder = new Recorder(serverPort)
  const limit = timeLimit()
  try {
    const port = await recorder.listen()
    await Promise.race([Promise.all([parts.client(port, recorder), recorder.ended]), limit.reached])
  } finally {
    limit.cancel()
    recorder.close()
    for (const socket of sockets) socket.destroy()
    if (server.listening) server.close()
  }
  return { ...endpoints(parts.leg, context.clientPort), exchanges: recorder.exchanges }
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
