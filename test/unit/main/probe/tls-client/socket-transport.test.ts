import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listenOnLoopback } from '../../../../../src/main/lab/recorder.ts'
import { socketTransport, type TransportListener } from '../../../../../src/main/probe/tls-client/index.ts'
import { concat, latin1, utf8Bytes } from '../../../../../src/shared/bytes/text.ts'

/** Says its last words to whoever connects, and resets the connection a moment later. */
const SERVER = `
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => {})
    socket.write('last words', () => setTimeout(() => socket.resetAndDestroy(), 50))
  })
  server.listen(0, '127.0.0.1', () => console.log(server.address().port))
`

describe('a socket as a transport', () => {
  it('reads to the end though the connection was reset and writing fails first', async () => {
    const { child, port } = await resettingServer()
    const socket = connect({ host: '127.0.0.1', port })
    await once(socket, 'connect')
    const heard = listening()
    const transport = socketTransport(socket)
    transport.start(heard.listener)
    // Both words and reset arrive while nobody looks, as on a busy machine.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    transport.write(utf8Bytes('one'))
    transport.write(utf8Bytes('two'))
    await heard.over
    child.kill()
    expect(heard.text()).toBe('last words')
    expect(heard.events[0]).toMatch(/^writeFailed (ECONNRESET|EPIPE)$/)
    expect(heard.events.at(-1)).toMatch(/^(ended|failed ECONNRESET)$/)
  })

  it('goes on sending after the peer has said all', async () => {
    const received: Buffer[] = []
    const server = createServer({ allowHalfOpen: true }, (peer: Socket) => {
      peer.on('data', (bytes: Buffer) => received.push(bytes))
      peer.once('end', () => server.close())
      peer.end('done')
    })
    const socket = connect({ host: '127.0.0.1', port: await listenOnLoopback(server) })
    await once(socket, 'connect')
    const heard = listening()
    const transport = socketTransport(socket)
    transport.start(heard.listener)
    await heard.over
    transport.write(utf8Bytes('still here'))
    transport.end()
    await once(server, 'close')
    expect(heard.text()).toBe('done')
    expect(latin1(Buffer.concat(received))).toBe('still here')
    expect(heard.events).toEqual(['ended'])
  })

  it('tells of an error that came before anybody listened', async () => {
    const server = createServer((peer) => peer.resetAndDestroy())
    const socket = connect({ host: '127.0.0.1', port: await listenOnLoopback(server) })
    const transport = socketTransport(socket)
    await once(socket, 'close').catch(() => {})
    server.close()
    const heard = listening()
    transport.start(heard.listener)
    await heard.over
    expect(heard.events).toEqual(['failed ECONNRESET'])
  })
})

function listening() {
  const events: string[] = []
  const pieces: Uint8Array[] = []
  let finished: () => void = () => {}
  const over = new Promise<void>((resolve) => {
    finished = resolve
  })
  const listener: TransportListener = {
    received: (bytes) => pieces.push(bytes),
    ended: () => {
      events.push('ended')
      finished()
    },
    failed: ({ code }) => {
      events.push(`failed ${code}`)
      finished()
    },
    writeFailed: ({ code }) => events.push(`writeFailed ${code}`),
  }
  return { events, listener, over, text: () => latin1(concat(pieces)) }
}

async function resettingServer(): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, ['-e', SERVER])
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, port: Number(line.toString()) }
}
