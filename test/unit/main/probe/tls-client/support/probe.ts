import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import {
  type ByteTransport,
  EVERYTHING,
  type HandshakeResult,
  type HelloPlan,
  socketTransport,
  TlsClient,
  type TlsClientOptions,
  type WaitResult,
} from '../../../../../../src/main/probe/tls-client/index.ts'
import { latin1, utf8Bytes } from '../../../../../../src/shared/bytes/text.ts'
import { handshakeTypeName } from '../../../../../../src/shared/tls/registry/index.ts'

export const REQUEST = utf8Bytes(
  'GET /status HTTP/1.1\r\nHost: apim.contoso.internal\r\nConnection: close\r\n\r\n',
)
export const TIMEOUT_MS = 10_000

export async function socketTo(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  await once(socket, 'connect')
  return socket
}

export interface Probed {
  readonly client: TlsClient
  readonly handshake: HandshakeResult
  /** What came first after the request; `null` where the handshake had ended it all. */
  readonly answer: WaitResult | null
  /** All application data until the end. */
  readonly text: string
}

export interface ProbeOptions extends Omit<TlsClientOptions, 'hello'> {
  readonly hello?: Partial<HelloPlan>
  readonly request?: Uint8Array
  /** Cuts up or changes what the server says on its way. */
  readonly meddle?: Meddle
}

export type Meddle = (bytes: Uint8Array) => Uint8Array[]

/** A connection of our own to a port on loopback. */
export async function clientTo(port: number, options: ProbeOptions = {}): Promise<TlsClient> {
  const { meddle = (bytes) => [bytes], ...rest } = options
  const transport = meddledWith(socketTransport(await socketTo(port)), meddle)
  return new TlsClient(transport, { ...rest, hello: { ...EVERYTHING, ...options.hello } })
}

function meddledWith(transport: ByteTransport, meddle: Meddle): ByteTransport {
  return {
    ...transport,
    start: (listener) =>
      transport.start({
        received: (bytes, at) => {
          for (const piece of meddle(bytes)) listener.received(piece, at)
        },
        ended: (at) => listener.ended(at),
        failed: (fault, at) => listener.failed(fault, at),
        writeFailed: (fault, at) => listener.writeFailed(fault, at),
      }),
  }
}

/** Handshake, one request, and the truth that comes back. */
export async function probe(port: number, options: ProbeOptions = {}): Promise<Probed> {
  const client = await clientTo(port, options)
  const handshake = await client.handshake(TIMEOUT_MS)
  if (handshake.kind === 'ended') {
    await client.close(100)
    return { client, handshake, answer: null, text: '' }
  }
  client.send(options.request ?? REQUEST)
  const answer = await client.wait({ timeoutMs: TIMEOUT_MS })
  let text = ''
  for (let said = answer; said.kind === 'data'; said = await client.wait({ timeoutMs: 1000, quietMs: 500 })) {
    text += latin1(said.bytes)
  }
  await client.close(200)
  return { client, handshake, answer, text }
}

/** The ladder in short: handshake messages and the rest, the client's in capitals. */
export function ladder({ record }: TlsClient): string[] {
  return record.events.map((event) => {
    const name = event.kind === 'handshake' ? handshakeTypeName(event.raw[0] ?? -1) : event.kind
    return event.from === 'client' ? name.toUpperCase() : name
  })
}
