import { connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls'
import { afterAll } from 'vitest'
import { LabCertificates } from '../../../../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, type Identity, keyPem } from '../../../../../src/main/lab/certificates/profile.ts'
import { listenOnLoopback } from '../../../../../src/main/lab/recorder.ts'
import type { ProbeRequest, ProbeRun } from '../../../../../src/main/probe/probe.ts'
import { credentialOf, EVERYTHING } from '../../../../../src/main/probe/tls-client/index.ts'

/** Servers of a test on loopback; stopped behind it. */

export const certificates = new LabCertificates()

export const ANSWER = 'HTTP/1.1 200 Service Operational\r\nServer: lab\r\nContent-Length: 2\r\n\r\nok'

/** What the tests ask, unless they ask otherwise. */
export function askedOf(more: Partial<ProbeRequest> & { readonly port: number }): ProbeRequest {
  return {
    host: '127.0.0.1',
    connect: null,
    family: null,
    proxy: null,
    hello: { ...EVERYTHING, serverName: 'apim.contoso.internal' },
    credential: null,
    sendChain: 'full',
    http: { method: 'GET', path: '/status-0123456789abcdef', headers: [] },
    quietMs: 300,
    timeoutMs: 5000,
    ...more,
  }
}

/** `dns done, tcp failed`. */
export function stagesOf({ stages }: ProbeRun): string {
  return stages.map(({ stage, result }) => `${stage} ${result}`).join(', ')
}

export function credentialOfIdentity(...chain: readonly Identity[]) {
  const [leaf] = chain
  if (leaf === undefined) throw new Error('no leaf')
  return credentialOf(
    chain.map(({ der }) => der),
    leaf.privateKey,
  )
}

export interface Loopback {
  /** A listener of plain TCP. @returns its port */
  server(serve: (socket: Socket) => void): Promise<number>
  /** node:tls with the lab's certificate; by default it answers whatever it is asked, and closes. */
  tlsServer(options?: TlsOptions, serve?: (socket: TLSSocket) => void): Promise<number>
  /** Passes on from a port of ::1 to one of 127.0.0.1. @returns `null` where there is no IPv6 */
  sixOf(port: number): Promise<number | null>
  /** A port where nobody listens. */
  closedPort(): Promise<number>
}

export function loopback(): Loopback {
  const servers: Server[] = []
  const sockets = new Set<Socket>()
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    for (const server of servers) server.close()
  })
  const listen = (server: Server): Promise<number> => {
    servers.push(server)
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.once('close', () => sockets.delete(socket))
    })
    return listenOnLoopback(server)
  }
  return {
    server: (serve) => listen(createServer({ noDelay: true }, serve)),
    tlsServer: async (options = {}, serve = answerOnce) => {
      const [identity, issuer] = [await certificates.server(), await certificates.serverIntermediate()]
      const server = createTlsServer(
        { cert: chainPem(identity, issuer), key: keyPem(identity.privateKey), ...options },
        (socket) => {
          socket.on('error', () => {})
          serve(socket)
        },
      )
      server.on('tlsClientError', () => {})
      return listen(server)
    },
    sixOf: (port) =>
      new Promise((resolve) => {
        const server = createServer((socket) => {
          const onward = connect({ host: '127.0.0.1', port })
          onward.on('error', () => socket.destroy())
          socket.pipe(onward).pipe(socket)
        })
        servers.push(server)
        server.once('error', () => resolve(null))
        server.listen(0, '::1', () => {
          const address = server.address()
          resolve(address !== null && typeof address === 'object' ? address.port : null)
        })
      }),
    closedPort: async () => {
      const server = createServer()
      const port = await listenOnLoopback(server)
      await new Promise((resolve) => server.close(resolve))
      return port
    },
  }
}

function answerOnce(socket: TLSSocket): void {
  socket.once('data', () => socket.end(ANSWER))
}
