import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { listenOnLoopback } from '../../../../../src/main/lab/recorder.ts'
import { DEFAULT_LIMITS } from '../../../../../src/main/probe/tls-client/index.ts'
import { concat } from '../../../../../src/shared/bytes/text.ts'
import {
  encodeAlertRecord,
  encodeHandshake,
  encodeRecords,
} from '../../../../../src/shared/tls/encode/index.ts'
import { clientTo } from './support/probe.ts'

const MEBIBYTE = 2 ** 20

/** Each of them as often as a socket takes it. */
const FLOODS = {
  'messages of four bytes': encodeRecords(22, new Uint8Array(16_000)),
  'a message without end': encodeRecords(
    22,
    encodeHandshake(11, new Uint8Array(900_000)).subarray(0, 16_000),
  ),
  'records without content': concat(Array.from({ length: 1000 }, () => encodeRecords(22, new Uint8Array(0)))),
  warnings: concat(Array.from({ length: 1000 }, () => encodeAlertRecord(112, 'warning'))),
  'no TLS at all': new Uint8Array(16_000).fill(0x41),
}

describe('a server that never stops sending', () => {
  it.each(Object.entries(FLOODS))('%s is left soon, in bounded memory', async (_what, flood) => {
    const server = createServer((socket) => {
      const pour = (): void => {
        let room = true
        while (room && socket.writable) room = socket.write(flood)
      }
      socket.on('error', () => {})
      socket.on('drain', pour)
      pour()
    })
    const client = await clientTo(await listenOnLoopback(server))
    const before = process.memoryUsage().rss
    const result = await client.handshake(20_000)
    const grown = process.memoryUsage().rss - before
    const received = client.record.exchanges
      .filter(({ from }) => from === 'server')
      .reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0)
    client.destroy()
    server.close()
    expect(result).toMatchObject({ kind: 'ended', ending: { by: 'client', how: 'alert' } })
    expect(received).toBeLessThan(DEFAULT_LIMITS.bytes + MEBIBYTE)
    expect(client.record.events.length).toBeLessThan(2000)
    expect(grown).toBeLessThan(256 * MEBIBYTE)
  })
})
