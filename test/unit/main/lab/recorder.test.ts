import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { listenOnLoopback, Recorder } from '../../../../src/main/lab/recorder.ts'

const servers: Server[] = []
const recorders: Recorder[] = []

afterEach(() => {
  for (const recorder of recorders.splice(0)) recorder.close()
  for (const server of servers.splice(0)) server.close()
})

async function recorderBefore(
  serve: (socket: Socket) => void,
): Promise<{ recorder: Recorder; port: number }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    serve(socket)
  })
  servers.push(server)
  const recorder = new Recorder(await listenOnLoopback(server))
  recorders.push(recorder)
  return { recorder, port: await recorder.listen() }
}

function client(port: number): Socket {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  socket.on('error', () => {})
  return socket
}

const story = (recorder: Recorder) => recorder.exchanges.map(({ from, kind }) => `${from} ${kind}`)

describe('Recorder', () => {
  it('passes every byte on unchanged and writes it down, in both directions', async () => {
    const sent = Buffer.from(Array.from({ length: 300_000 }, (_, at) => at % 251))
    const { recorder, port } = await recorderBefore((socket) => {
      socket.on('data', (bytes) => socket.write(bytes))
      socket.on('end', () => socket.end())
    })
    const socket = client(port)
    const echoed: Buffer[] = []
    socket.on('data', (bytes: Buffer) => echoed.push(bytes))
    socket.end(sent)
    await recorder.ended
    expect(Buffer.concat(echoed).equals(sent)).toBe(true)
    for (const side of ['client', 'server'] as const) {
      const recorded = recorder.exchanges.flatMap(({ from, bytes }) =>
        from === side && bytes ? [bytes] : [],
      )
      expect(Buffer.concat(recorded).equals(sent), side).toBe(true)
    }
    const times = recorder.exchanges.map(({ atMicros }) => atMicros)
    expect(new Set(times).size).toBe(times.length)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(Math.abs((times[0] ?? 0) / 1000 - Date.now())).toBeLessThan(60_000)
  })

  it('tells who closed first, one direction at a time', async () => {
    const { recorder, port } = await recorderBefore((socket) => {
      socket.resume()
      socket.on('end', () => socket.end('bye'))
    })
    client(port).resume().end('hello')
    await recorder.ended
    expect(story(recorder)).toEqual(['client open', 'client data', 'client fin', 'server data', 'server fin'])
  })

  it.each(['client', 'server'] as const)('tells a reset by the %s from a close', async (who) => {
    const { recorder, port } = await recorderBefore((socket) => {
      socket.resume()
      if (who === 'server') socket.on('data', () => socket.resetAndDestroy())
      else socket.write('hello')
    })
    const socket = client(port)
    if (who === 'server') socket.resume().write('hello')
    else socket.on('data', () => socket.resetAndDestroy())
    await recorder.ended
    expect(story(recorder).at(-1)).toBe(`${who} rst`)
    expect(story(recorder)).not.toContain('client fin')
  })

  it('records a refusal where nobody listens', async () => {
    const server = createServer()
    const closedPort = await listenOnLoopback(server)
    await new Promise((resolve) => server.close(resolve))
    const recorder = new Recorder(closedPort)
    recorders.push(recorder)
    client(await recorder.listen())
    await recorder.ended
    expect(story(recorder)).toEqual(['client syn', 'server rst'])
  })

  it('lets time pass without waiting', async () => {
    const { recorder, port } = await recorderBefore((socket) => {
      socket.resume()
      socket.on('end', () => socket.end())
    })
    const socket = client(port).resume()
    await new Promise((resolve) => socket.once('connect', resolve))
    while (recorder.exchanges.length === 0) await new Promise((resolve) => setImmediate(resolve))
    while (recorder.exchanges[0]?.kind !== 'open') await new Promise((resolve) => setImmediate(resolve))
    recorder.pass(10_000_000)
    socket.end()
    await recorder.ended
    const [open, fin] = recorder.exchanges
    expect(fin?.kind).toBe('fin')
    expect((fin?.atMicros ?? 0) - (open?.atMicros ?? 0)).toBeGreaterThanOrEqual(10_000_000)
  })
})
