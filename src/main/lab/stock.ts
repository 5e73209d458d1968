import { createServer, type Server, type TLSSocket, type TlsOptions, connect as tlsConnect } from 'node:tls'
import { chainPem, type Identity, keyPem } from './certificates/profile.ts'
import { LAB_HOST } from './scenario.ts'

/** Clients and servers of node:tls, whichever stack is under it: OpenSSL in Node, BoringSSL in Electron. */

type Version = 'TLSv1.2' | 'TLSv1.3'

export interface StockClient {
  /** The one version to speak. */
  readonly version: Version
  /** Client certificate as sent, leaf first; the first one's key signs. */
  readonly chain?: readonly Identity[]
  /** What `authorized` is judged against. The client never refuses by itself. */
  readonly trusted?: readonly Identity[]
  readonly ciphers?: string
  readonly host?: string
  readonly alpn?: readonly string[]
  /** Groups to offer; the stack's own if not given, with key shares as large as it likes. */
  readonly groups?: string
  /** Resolves when the client has waited long enough: it hangs up. */
  readonly gaveUp?: Promise<void>
  /** Called once the client takes the handshake for complete. */
  readonly connected: (socket: TLSSocket) => void
}

/** Connects and resolves when the connection is over, however it ended: the wire tells how. */
export function stockClient(port: number, client: StockClient): Promise<void> {
  return new Promise((resolve) => {
    const socket = tlsConnect({
      host: '127.0.0.1',
      port,
      servername: client.host ?? LAB_HOST,
      minVersion: client.version,
      maxVersion: client.version,
      rejectUnauthorized: false,
      ca: (client.trusted ?? []).map((root) => root.pem),
      ...identityOptions(client.chain),
      ...(client.ciphers ? { ciphers: client.ciphers } : {}),
      ...(client.groups ? { ecdhCurve: client.groups } : {}),
      ...(client.alpn ? { ALPNProtocols: [...client.alpn] } : {}),
    })
    socket.on('error', () => {})
    socket.once('secureConnect', () => client.connected(socket))
    socket.once('close', () => resolve())
    client.gaveUp?.then(() => socket.destroy())
    socket.resume()
  })
}

export interface StockServer {
  /** As sent, leaf first. */
  readonly chain: readonly Identity[]
  /** The lowest and the highest version; TLS 1.2 and 1.3 if not given. */
  readonly versions?: readonly [Version, Version]
  readonly ciphers?: string
  /** Ask for a client certificate of one of these CAs. `required`: refuse a client that has none. */
  readonly clientAuthentication?: { readonly trusted: readonly Identity[]; readonly required: boolean }
  /** What to do with the first request of a connection. */
  readonly answer?: (socket: TLSSocket) => void
}

export function stockServer(server: StockServer): Server {
  const { clientAuthentication: authentication } = server
  const options: TlsOptions = {
    ...identityOptions(server.chain),
    minVersion: server.versions?.[0] ?? 'TLSv1.2',
    maxVersion: server.versions?.[1] ?? 'TLSv1.3',
    ...(server.ciphers ? { ciphers: server.ciphers } : {}),
    ...(authentication
      ? {
          requestCert: true,
          rejectUnauthorized: authentication.required,
          ca: authentication.trusted.map((root) => root.pem),
        }
      : {}),
  }
  const made = createServer(options, (socket) => {
    socket.on('error', () => {})
    socket.once('data', () => server.answer?.(socket))
  })
  made.on('tlsClientError', () => {})
  return made
}

function identityOptions(chain: readonly Identity[] | undefined): { cert?: string; key?: string } {
  const [leaf] = chain ?? []
  return chain && leaf ? { cert: chainPem(...chain), key: keyPem(leaf.privateKey) } : {}
}
