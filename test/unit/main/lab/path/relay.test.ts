import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { PathFault } from '../../../../../src/main/lab/path/lossy-path.ts'
import { PathRelay } from '../../../../../src/main/lab/path/relay.ts'

const ENDS = {
  client: { address: '10.20.0.4', port: 50_000 },
  server: { address: '10.20.2.5', port: 443 },
}
const SECOND = 1_000_000

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A relay before a server that says back what it hears. */
async function relayBefore(loses: PathFault['loses'], patienceMicros = 20 * SECOND) {
  const server = createServer((socket) => socket.on('error', () => {}).pipe(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const fault = { loses, capturedAt: 'client' } as const
  const relay = new PathRelay((server.address() as AddressInfo).port, { ...ENDS, fault, patienceMicros })
  closing.push(
    () => relay.close(),
    () => server.close(),
  )
  const client = connect({ host: '127.0.0.1', port: await relay.listen() })
  client.on('error', () => {})
  return { relay, client }
}

function recordedSeconds({ frames }: PathRelay): number {
  return ((frames.at(-1)?.atMicros ?? 0) - (frames[0]?.atMicros ?? 0)) / SECOND
}

describe('the relay in the place of a network', () => {
  it('hands on what arrives, both ways, and ends when both have closed', async () => {
    const { relay, client } = await relayBefore(() => false)
    let heard = ''
    client.on('data', (bytes) => {
      heard += bytes
      if (heard === 'hello') client.end()
    })
    client.write('hello')
    await relay.ended
    expect(heard).toBe('hello')
    expect(recordedSeconds(relay)).toBeLessThan(10)
  })

  it('puts the time of retransmissions on the clock, and does not wait for them', async () => {
    const began = performance.now()
    const { relay, client } = await relayBefore(({ times, size }) => size > 100 && times < 4)
    client.write('x'.repeat(500))
    const [echo] = await once(client, 'data')
    expect(String(echo)).toHaveLength(500)
    client.end()
    await relay.ended
    // After 1, 2 and 4 seconds (RFC 6298), once in each direction.
    expect(recordedSeconds(relay)).toBeGreaterThanOrEqual(14)
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('says when somebody has to give up, and hands on nothing that was lost', async () => {
    const { relay, client } = await relayBefore(({ size }) => size > 100, 5 * SECOND)
    let heard = 0
    client.on('data', (bytes) => {
      heard += bytes.length
    })
    client.write('x'.repeat(500))
    await relay.gaveUp
    client.end()
    await relay.ended
    expect(heard).toBe(0)
    // The SYN, the other two of the handshake, the data, and the data again after 1 and 3 seconds.
    expect(relay.frames).toHaveLength(6)
  })
})
