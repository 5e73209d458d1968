import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer, type Server } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listenOnLoopback } from '../../../../../src/main/lab/recorder.ts'
import { absent, type RunningServer, stage } from './support/commands.ts'
import { clientTo, REQUEST, TIMEOUT_MS } from './support/probe.ts'

/**
 * A TLS 1.3 server judges the client's certificate only when the client believes to be done. Its alert meets our
 * request on the way; the server's kernel answers that with a reset. Whoever lets the failed write end the
 * connection never reads the alert.
 */

const RUNS = 200
const STOCK_RUNS = 50
const CERTIFICATE_REQUIRED = 116
const UNKNOWN_CA = 48

const missing = absent('openssl')
const { workshop, start } = stage()
let demanding: RunningServer
let node: Server
let nodePort = 0

beforeAll(async () => {
  if (missing) return
  const { certificate, key } = workshop.server('rsa')
  const ca = workshop.clientCa.certificate
  demanding = await start('rsa', '-tls1_3', '-Verify', '2', '-CAfile', ca, '-verify_return_error', '-www')
  node = createServer({
    cert: readFileSync(certificate),
    key: readFileSync(key),
    ca: readFileSync(ca),
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.3',
  })
  node.on('tlsClientError', () => {})
  nodePort = await listenOnLoopback(node)
}, 60_000)

afterAll(() => {
  node?.close()
})

describe.skipIf(missing)('a late refusal', () => {
  it.each([
    ['no certificate', 'the request at once', CERTIFICATE_REQUIRED],
    ['no certificate', 'a pause before the request', CERTIFICATE_REQUIRED],
    ['no certificate', 'the request in many pieces', CERTIFICATE_REQUIRED],
    ['a stranger’s certificate', 'the request at once', UNKNOWN_CA],
  ])(
    `by openssl s_server is heard in ${RUNS} of ${RUNS} runs: %s, %s`,
    async (who, how, description) => {
      const credential = who === 'no certificate' ? null : workshop.credential(workshop.server('P-256'))
      const heard: string[] = []
      for (let run = 0; run < RUNS; run++) {
        const client = await clientTo(demanding.port, { credential })
        const handshake = await client.handshake(TIMEOUT_MS)
        expect(handshake.kind).toBe('established')
        if (how === 'a pause before the request') await sleep(run % 5)
        const size = how === 'the request in many pieces' ? 1 : REQUEST.length
        for (let at = 0; at < REQUEST.length; at += size) {
          client.send(REQUEST.subarray(at, at + size))
          if (size === 1 && at % 8 === 0) await sleep(0)
        }
        const result = await client.wait({ timeoutMs: TIMEOUT_MS })
        if (result.kind !== 'ended' || result.ending.how !== 'alert') heard.push(JSON.stringify(result))
        else heard.push(`${result.ending.by} ${'description' in result.ending && result.ending.description}`)
        client.destroy()
      }
      expect(counted(heard)).toEqual({ [`server ${description}`]: RUNS })
    },
    60_000,
  )

  it('is heard by openssl s_client too, or not: so often beside it', async () => {
    let heard = 0
    for (let run = 0; run < STOCK_RUNS; run++) {
      const child = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${demanding.port}`, '-tls1_3'])
      let printed = ''
      child.stderr.on('data', (bytes: Buffer) => {
        printed += bytes.toString()
      })
      child.stdin.on('error', () => {})
      child.stdin.end(REQUEST)
      await once(child, 'close')
      if (/alert certificate required/.test(printed)) heard++
    }
    console.log(`openssl s_client, its request at once: heard in ${heard} of ${STOCK_RUNS} runs`)
    expect(heard).toBeGreaterThan(0)
  }, 60_000)

  it(`by node:tls is heard in ${RUNS} of ${RUNS} runs`, async () => {
    const heard: string[] = []
    for (let run = 0; run < RUNS; run++) {
      const client = await clientTo(nodePort)
      await client.handshake(TIMEOUT_MS)
      client.send(REQUEST)
      const result = await client.wait({ timeoutMs: TIMEOUT_MS })
      heard.push(result.kind === 'ended' ? `${result.ending.by} ${result.ending.how}` : result.kind)
      client.destroy()
    }
    expect(counted(heard)).toEqual({ 'server alert': RUNS })
  }, 60_000)
})

function counted(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
