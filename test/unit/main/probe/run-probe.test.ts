import { describe, expect, it } from 'vitest'
import { probeIn, runProbe } from '../../../../src/main/probe/run-probe.ts'
import {
  type DnsQueries,
  type Surroundings,
  THIS_MACHINE,
} from '../../../../src/main/probe/stages/surroundings.ts'
import { ANSWER, askedOf, loopback } from './support/loopback.ts'

const lab = loopback()

/** Says at once that it knows nothing. */
const silentResolver = (): DnsQueries => ({
  resolve4: async () => [],
  resolve6: async () => [],
  resolveCname: async () => [],
  cancel: () => {},
})

describe('a probe', () => {
  it('goes through every stage to the first answer', async () => {
    const port = await lab.tlsServer()
    const run = await runProbe(askedOf({ host: 'localhost', port }))
    expect(run.stages.map(({ stage, result }) => `${stage} ${result}`)).toEqual([
      'dns done',
      'tcp done',
      'tls done',
      'http done',
      'late-client-auth skipped',
    ])
    expect(run.http).toMatchObject({ version: '1.1', status: 200 })
  })

  it('tells each stage as it ends, and asks for leave before the first packet', async () => {
    const port = await lab.tlsServer()
    const told: string[] = []
    const run = await runProbe(askedOf({ port }), {
      stage: ({ stage }) => void told.push(stage),
      permit: async (addresses) => {
        told.push(`permit ${addresses.join()}`)
        return true
      },
    })
    expect(told).toEqual(['dns', 'permit 127.0.0.1', 'tcp', 'tls', 'http', 'late-client-auth'])
    expect(run.stages.map(({ stage }) => stage)).toEqual(told.filter((word) => !word.startsWith('permit')))
    for (const [at, stage] of run.stages.entries()) {
      expect(stage.endedMicros).toBeGreaterThanOrEqual(stage.startedMicros)
      expect(stage.startedMicros).toBeGreaterThanOrEqual(
        run.stages[at - 1]?.startedMicros ?? run.startedMicros,
      )
    }
  })

  it('goes to a pinned address and keeps the name', async () => {
    const names: (string | false | null)[] = []
    const heads: string[] = []
    const port = await lab.tlsServer({}, (socket) => {
      names.push(socket.servername)
      socket.once('data', (bytes: Buffer) => {
        heads.push(bytes.toString('latin1'))
        socket.end(ANSWER)
      })
    })
    const around: Surroundings = { ...THIS_MACHINE, lookup: async () => ['203.0.113.7'], hostsFile: '' }
    const request = askedOf({
      host: 'apim.contoso.internal',
      port: 443,
      connect: { address: '127.0.0.1', port },
    })
    const run = await probeIn({ ...around, resolver: silentResolver })(request)
    expect(run.http?.status).toBe(200)
    expect(run.attempts).toMatchObject([{ address: '127.0.0.1', port, result: 'connected' }])
    expect(run.names?.addresses).toMatchObject([{ address: '203.0.113.7', space: 'reserved' }])
    expect(names).toEqual(['apim.contoso.internal'])
    expect(heads[0]).toMatch(/^GET \/status-0123456789abcdef HTTP\/1\.1\r\nHost: apim\.contoso\.internal\r\n/)
  })

  it('speaks over IPv6', async (context) => {
    const port = await lab.tlsServer()
    const six = await lab.sixOf(port)
    if (six === null) {
      console.warn('skipped: there is no IPv6 on loopback here')
      context.skip()
      return
    }
    const run = await runProbe(askedOf({ host: '::1', port: six }))
    expect(run.http?.status).toBe(200)
    expect(run.connection).toMatchObject({
      client: { address: '::1' },
      server: { address: '::1', port: six },
    })
  })

  it('tells the server’s chain also where the handshake came to nothing', async () => {
    const port = await lab.tlsServer({ requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' })
    const answer = () => {
      throw new Error('the key is in another castle')
    }
    const run = await runProbe(askedOf({ port, credential: answer }))
    expect(run.negotiated).toBeNull()
    expect(run.serverChain).toHaveLength(2)
    expect(run.stages.at(-1)).toMatchObject({ stage: 'tls', result: 'failed' })
    expect(JSON.stringify(run.stages)).not.toContain('castle')
  })
})
