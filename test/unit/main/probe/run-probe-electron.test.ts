import { createSecureServer } from 'node:http2'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { keyPem } from '../../../../src/main/lab/certificates/profile.ts'
import { listenOnLoopback } from '../../../../src/main/lab/recorder.ts'
import { electronHost } from './support/electron.ts'
import type { Outcome } from './support/electron-entry.ts'
import { certificates, loopback } from './support/loopback.ts'

/** The window's probes run in Electron: they have to hear there what they hear under Node. */

const RUNS = 200
const host = electronHost('PROBE_JOBS')
const lab = loopback()

beforeAll(async () => {
  if (!host.missing) await host.load(join(import.meta.dirname, 'support/electron-entry.ts'))
}, 120_000)

describe.skipIf(host.missing)('a probe inside Electron', () => {
  it(`hears a late refusal in ${RUNS} of ${RUNS} runs, with a request and without`, async () => {
    const port = await lab.tlsServer({ requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.3' })
    const job = { host: '127.0.0.1', port, alpn: [], times: RUNS }
    const outcomes = await host.run<Outcome[][]>([
      { ...job, request: true },
      { ...job, request: false },
    ])
    for (const found of outcomes) {
      expect(found).toHaveLength(RUNS)
      expect(new Set(found.map(({ ending }) => ending))).toEqual(new Set(['server alert 116']))
    }
  }, 120_000)

  it('resolves names, and speaks HTTP/1.1 and HTTP/2', async () => {
    const port = await lab.tlsServer()
    const identity = await certificates.server()
    const secure = { cert: identity.pem, key: keyPem(identity.privateKey) }
    const server = createSecureServer(secure, (_, answer) => answer.writeHead(204).end())
    const port2 = await listenOnLoopback(server)
    const job = { host: 'localhost', request: true, times: 1 }
    const [[one], [two]] = (await host.run<Outcome[][]>([
      { ...job, port, alpn: ['http/1.1'] },
      { ...job, port: port2, alpn: ['h2'] },
    ])) as [[Outcome], [Outcome]]
    server.close()
    expect([one.status, two.status]).toEqual([200, 204])
    expect(one.stages).toEqual([
      ['dns', 'done'],
      ['tcp', 'done'],
      ['tls', 'done'],
      ['http', 'done'],
      ['late-client-auth', 'skipped'],
    ])
  }, 60_000)
})
