import { once } from 'node:events'
import {
  type ConnectionOptions,
  connect,
  createServer,
  type Server,
  type TLSSocket,
  type TlsOptions,
} from 'node:tls'
import { type ConversationRecord, synthesiseCapture } from '../../../src/main/capture-file/synthesise.ts'
import { SecretStore } from '../../../src/main/decrypt/secret-store.ts'
import { LabCertificates } from '../../../src/main/lab/certificates/lab-certificates.ts'
import { chainPem, keyPem } from '../../../src/main/lab/certificates/profile.ts'
import { Recorder } from '../../../src/main/lab/recorder.ts'
import type { Conversation } from '../../../src/shared/conversation/conversation.ts'
import { readConversations } from '../engine/read-conversations.ts'

/** Real handshakes of node:tls over loopback, recorded with what they logged of their keys. */

export interface Recording {
  readonly record: ConversationRecord
  /** What the client's `keylog` events said. */
  readonly keyLog: string
  /** The private key the server's certificate goes with. */
  readonly serverKey: string
  /** The last session the client was given, for resumption. */
  readonly session: Buffer | null
}

export interface Exchange {
  readonly client?: ConnectionOptions
  readonly server?: TlsOptions
  /** A server that runs already, so that its sessions may be resumed. */
  readonly running?: Server
  /** What the server answers; by default it forbids. */
  readonly answer?: string
  /** What the client does once connected; by default it asks and reads the answer. */
  readonly talk?: (socket: TLSSocket) => Promise<void>
}

export const QUESTION = 'GET /status HTTP/1.1\r\nHost: apim.contoso.internal\r\n\r\n'
export const ANSWER = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'

const certificates = new LabCertificates()
const ENDPOINTS = {
  client: { address: '10.20.0.4', port: 50_000 },
  server: { address: '10.20.1.10', port: 443 },
}

/** A server with the lab's certificate that answers whatever it is asked. */
export async function answeringServer(options: TlsOptions = {}, answer = ANSWER): Promise<Server> {
  const identity = await certificates.server()
  const server = createServer(
    { cert: chainPem(identity), key: keyPem(identity.privateKey), ...options },
    (socket) => {
      socket.on('error', () => {})
      socket.on('data', () => socket.write(answer))
    },
  )
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

export async function recordHandshake(exchange: Exchange = {}): Promise<Recording> {
  const identity = await certificates.server()
  const server = exchange.running ?? (await answeringServer(exchange.server, exchange.answer))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const recorder = new Recorder(address.port)
  const port = await recorder.listen()
  const lines: string[] = []
  let session: Buffer | null = null
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...exchange.client })
  socket.on('keylog', (line: Buffer) => lines.push(line.toString('latin1')))
  socket.on('session', (given: Buffer) => {
    session = given
  })
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  const connected = await Promise.race([
    once(socket, 'secureConnect').then(() => true),
    closed.then(() => false),
  ])
  if (connected) {
    await (exchange.talk ?? ask)(socket)
    socket.end()
  }
  await closed
  await recorder.ended
  recorder.close()
  if (exchange.running === undefined) server.close()
  return {
    record: { ...ENDPOINTS, exchanges: recorder.exchanges },
    keyLog: lines.join(''),
    serverKey: keyPem(identity.privateKey),
    session,
  }
}

/** One question, and its answer awaited. */
export async function ask(socket: TLSSocket): Promise<void> {
  const answered = once(socket, 'data')
  socket.write(QUESTION)
  await answered
}

/** What is read of recorded connections with the secrets in `store`. */
export async function decrypt(
  records: readonly ConversationRecord[],
  store: SecretStore,
): Promise<Conversation[]> {
  const conversations: Conversation[] = []
  await readConversations(
    whole(synthesiseCapture(records)),
    (conversation) => conversations.push(conversation),
    store,
  )
  return conversations.sort((a, b) => a.tcpStream - b.tcpStream)
}

export function storeOf(keyLog: string): SecretStore {
  const store = new SecretStore()
  store.addKeyLog('test', Buffer.from(keyLog, 'latin1'))
  return store
}

/** The names of the rows that were opened, in order; the client's in capitals. */
export function openedRows(conversation: Conversation | undefined): string[] {
  return (conversation?.messages ?? [])
    .filter(({ decrypted }) => decrypted)
    .map(({ from, type }) => (from === 'client' ? type.toUpperCase() : type))
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
