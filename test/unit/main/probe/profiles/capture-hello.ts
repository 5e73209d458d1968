import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { concat } from '../../../../../src/shared/bytes/text.ts'
import { dissectHandshake } from '../../../../../src/shared/tls/message/dissect.ts'
import type { ClientHello } from '../../../../../src/shared/tls/message/handshake.ts'

/** The first flight of whoever connects: the hello, dissected, and the version of its first record. */
export interface CapturedHello {
  readonly hello: ClientHello
  /** The message with its 4-byte header. */
  readonly raw: Uint8Array
  readonly recordVersion: number
}

/**
 * Listens on loopback, lets `connect` start a client against the port, and gives the first ClientHello that comes. The
 * connection is then closed without an answer. `null` where none came in time.
 */
export async function captureHello(
  connect: (port: number) => () => void,
  milliseconds = 20_000,
): Promise<CapturedHello | null> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let timer: NodeJS.Timeout | undefined
  const sockets = new Set<Socket>()
  const captured = new Promise<CapturedHello | null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds)
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      const pieces: Uint8Array[] = []
      socket.on('data', (piece: Uint8Array) => {
        pieces.push(piece)
        const read = readHello(concat(pieces))
        if (read) resolve(read)
      })
    })
  })
  const stop = connect(port)
  const result = await captured
  clearTimeout(timer)
  stop()
  for (const socket of sockets) socket.destroy()
  server.close()
  return result
}

/** The handshake message at the head of a stream of records; `null` until all of it is there. */
export function readHello(stream: Uint8Array): CapturedHello | null {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength)
  const fragments: Uint8Array[] = []
  for (let at = 0; at + 5 <= stream.length && stream[at] === 22; ) {
    const end = at + 5 + view.getUint16(at + 3)
    fragments.push(stream.subarray(at + 5, end))
    at = end
  }
  const payload = concat(fragments)
  const length = 4 + ((payload[1] ?? 0) << 16) + ((payload[2] ?? 0) << 8) + (payload[3] ?? 0)
  if (payload.length < 4 || payload.length < length) return null
  const raw = payload.slice(0, length)
  const { body } = dissectHandshake(raw, { version: null, cipherSuite: null })
  return body.type === 'ClientHello' ? { hello: body, raw, recordVersion: view.getUint16(1) } : null
}
