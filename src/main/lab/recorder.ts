import { connect, createServer, type Server, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'
import type { Exchange } from '../capture-file/synthesise.ts'

/**
 * A relay on loopback that stands between a client and a server and writes down what either side sends, when,
 * and how it ends: orderly close or reset, one direction at a time. It changes nothing on the way.
 */
export class Recorder {
  readonly exchanges: Exchange[] = []
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #recording = true
  /** Added to the clock by `pass`. */
  #passedMicros = 0
  #lastMicros = 0
  #settled: () => void = () => {}
  /** Resolves when both sides of the relayed connection are closed, or it was refused. */
  readonly ended: Promise<void>

  /** @param serverPort where the server listens on 127.0.0.1; a closed port is recorded as a refusal */
  constructor(serverPort: number) {
    this.ended = new Promise((resolve) => {
      this.#settled = resolve
    })
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) =>
      this.#relay(client, serverPort),
    )
  }

  /** Returns the port that the client has to connect to. */
  async listen(): Promise<number> {
    return listenOnLoopback(this.#server)
  }

  /** Lets recorded time pass without waiting for it: a silence of ten seconds need not take ten seconds. */
  pass(micros: number): void {
    this.#passedMicros += micros
  }

  /** Ends the recording and cuts whatever is still open. */
  close(): void {
    this.#recording = false
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  #relay(client: Socket, serverPort: number): void {
    // One connection a recording: a second one would be a different stream.
    this.#server.close()
    const server = connect({ host: '127.0.0.1', port: serverPort, allowHalfOpen: true, noDelay: true })
    client.setNoDelay(true)
    this.#note('client', 'syn')
    server.once('connect', () => {
      this.exchanges.pop()
      this.#note('client', 'open')
      this.#forward('client', client, server)
      this.#forward('server', server, client)
      client.resume()
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') {
        this.#note('server', 'rst')
        client.resetAndDestroy()
        this.#settled()
      }
    })
    this.#watch(client)
    this.#watch(server)
  }

  #forward(from: 'client' | 'server', source: Socket, sink: Socket): void {
    source.on('data', (bytes: Buffer) => {
      this.#note(from, 'data', Uint8Array.from(bytes))
      if (sink.writable) sink.write(bytes)
    })
    source.once('end', () => {
      this.#note(from, 'fin')
      if (sink.writable) sink.end()
    })
    source.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET') return
      this.#note(from, 'rst')
      this.#recording = false
      sink.resetAndDestroy()
    })
  }

  #watch(socket: Socket): void {
    this.#sockets.add(socket)
    // Errors that mean something are read above; the others follow from a reset that is already recorded.
    socket.on('error', () => {})
    socket.once('close', () => {
      this.#sockets.delete(socket)
      if (this.#sockets.size === 0) this.#settled()
    })
  }

  #note(from: 'client' | 'server', kind: Exchange['kind'], bytes?: Uint8Array): void {
    if (!this.#recording) return
    const now = Math.round((performance.timeOrigin + performance.now()) * 1000) + this.#passedMicros
    // Two events within one tick of the clock keep their order.
    this.#lastMicros = Math.max(now, this.#lastMicros + 1)
    this.exchanges.push({ atMicros: this.#lastMicros, from, kind, ...(bytes ? { bytes } : {}) })
  }
}

/** Listens on 127.0.0.1 on a port the system chooses, and returns it. */
export function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address.port)
      else reject(new Error('the server has no port'))
    })
  })
}
