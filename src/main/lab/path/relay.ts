import { connect, createServer, type Server, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Endpoint } from '../../../shared/packet/segment.ts'
import type { SynthesisedFrame } from '../../capture-file/synthesise.ts'
import { listenOnLoopback } from '../recorder.ts'
import { LossyPath, type PathFault, type Peer } from './lossy-path.ts'

export interface RelayedPath {
  /** As they are called in the recording. */
  readonly client: Endpoint
  readonly server: Endpoint
  readonly fault: PathFault
  /** After that much of the recorded time somebody gives up, unless all has arrived. */
  readonly patienceMicros: number
}

/** Nobody on loopback thinks for so long: who says nothing in the meantime waits for something. */
const IDLE_MILLIS = 60

/**
 * Stands between a client and a server on loopback in the place of a network: what either says goes over a modelled
 * path that loses packets (`LossyPath`), and only what arrives there is handed on. While something is missing and both
 * ends wait, the recorded clock is moved on to the next retransmission instead of waiting for it.
 */
export class PathRelay {
  /** Resolves when patience is at its end: whoever waits shall hang up. */
  readonly gaveUp: Promise<void>
  /** Resolves when nothing more will be recorded. */
  readonly ended: Promise<void>
  readonly #path: LossyPath
  readonly #server: Server
  readonly #serverPort: number
  readonly #patienceMicros: number
  readonly #sockets: { client: Socket | null; server: Socket | null } = { client: null, server: null }
  #passedMicros = 0
  #startedMicros = 0
  #idle: NodeJS.Timeout | undefined
  /** Something reached a real endpoint, which may have an answer. */
  #stirred = false
  #tired = false
  #over = false
  #giveUp: () => void = () => {}
  #end: () => void = () => {}

  constructor(serverPort: number, { client, server, fault, patienceMicros }: RelayedPath) {
    this.gaveUp = new Promise((resolve) => {
      this.#giveUp = resolve
    })
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    this.#serverPort = serverPort
    this.#patienceMicros = patienceMicros
    this.#path = new LossyPath(client, server, fault, {
      opened: () => this.#connectServer(),
      data: (to, bytes) => {
        this.#stirred = true
        if (this.#sockets[to]?.writable) this.#sockets[to].write(bytes)
      },
      closed: (to) => {
        this.#stirred = true
        if (this.#sockets[to]?.writable) this.#sockets[to].end()
      },
    })
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) =>
      this.#accept(socket),
    )
  }

  get frames(): readonly SynthesisedFrame[] {
    return this.#path.frames
  }

  /** Returns the port that the client has to connect to. */
  listen(): Promise<number> {
    return listenOnLoopback(this.#server)
  }

  /** Ends the recording and cuts whatever is still open. */
  close(): void {
    this.#over = true
    clearTimeout(this.#idle)
    this.#server.close()
    for (const socket of Object.values(this.#sockets)) socket?.destroy()
    this.#end()
  }

  #accept(client: Socket): void {
    this.#server.close()
    this.#adopt('client', client)
    this.#startedMicros = this.#now()
    this.#path.open(this.#startedMicros)
    this.#stir()
  }

  #connectServer(): void {
    this.#stirred = true
    const server = connect({ host: '127.0.0.1', port: this.#serverPort, allowHalfOpen: true, noDelay: true })
    this.#adopt('server', server)
    server.once('connect', () => {
      for (const from of ['client', 'server'] as const) this.#forward(from)
      this.#sockets.client?.resume()
    })
  }

  #adopt(peer: Peer, socket: Socket): void {
    this.#sockets[peer] = socket
    // Whoever is cut off here is cut off by the end of the recording.
    socket.on('error', () => {})
    socket.once('close', () => {
      const { client, server } = this.#sockets
      if ((client?.closed ?? true) && (server?.closed ?? true)) this.close()
    })
  }

  #forward(from: Peer): void {
    const source = this.#sockets[from]
    source?.on('data', (bytes: Buffer) => {
      if (!this.#over) this.#path.write(from, Uint8Array.from(bytes), this.#now())
      this.#stir()
    })
    source?.once('end', () => {
      if (!this.#over) this.#path.close(from, this.#now())
      this.#stir()
    })
  }

  #stir(): void {
    clearTimeout(this.#idle)
    if (!this.#over) this.#idle = setTimeout(() => this.#wait(), IDLE_MILLIS)
  }

  /** Both ends wait. If something is missing, time goes on: it is sent again, until somebody has had enough. */
  #wait(): void {
    if (this.#tired) {
      this.close()
      return
    }
    const until = this.#startedMicros + this.#patienceMicros
    this.#stirred = false
    while (!this.#stirred) {
      const due = this.#path.dueMicros
      if (due === null) return
      this.#passTo(Math.min(due, until))
      if (due >= until) {
        this.#tired = true
        this.#giveUp()
        break
      }
      this.#path.timeOut()
    }
    this.#stir()
  }

  #now(): number {
    return Math.round((performance.timeOrigin + performance.now()) * 1000) + this.#passedMicros
  }

  #passTo(micros: number): void {
    this.#passedMicros += Math.max(0, micros - this.#now())
  }
}
