import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ProbeRequest, ProbeRun, StageReport } from '../../../../src/main/probe/probe.ts'
import { runProbe } from '../../../../src/main/probe/run-probe.ts'
import { concat } from '../../../../src/shared/bytes/text.ts'
import {
  encodeHandshake,
  encodeHandshakeRecords,
  encodeRecords,
  encodeServerHello,
} from '../../../../src/shared/tls/encode/index.ts'
import { askedOf, loopback, stagesOf } from './support/loopback.ts'

/** Servers that do not what servers should: one clear sentence each, in bounded time. */

const lab = loopback()

/** Long enough for a busy machine, and far from what these probes may take. */
const PATIENCE_MS = 4000

async function probed(
  more: Partial<ProbeRequest> & { port: number },
): Promise<ProbeRun & { last: StageReport }> {
  const started = performance.now()
  const run = await runProbe(askedOf({ timeoutMs: 500, ...more }))
  expect(performance.now() - started).toBeLessThan(PATIENCE_MS)
  expect(run.endedMicros).toBeGreaterThanOrEqual(run.startedMicros)
  for (const { startedMicros, endedMicros, summary } of run.stages) {
    expect(endedMicros).toBeGreaterThanOrEqual(startedMicros)
    expect(summary).toMatch(/\.$/)
    expect(summary).not.toContain('\n')
  }
  inOrder(run)
  const last = run.stages.findLast(({ result }) => result === 'failed')
  if (last === undefined) throw new Error(`nothing failed: ${stagesOf(run)}`)
  return { ...run, last }
}

function inOrder({ connection }: ProbeRun): void {
  const times = connection?.exchanges.map(({ atMicros }) => atMicros) ?? []
  expect(times).toEqual([...times].sort((a, b) => a - b))
}

describe('before TLS', () => {
  it('a port where nobody listens refuses', async () => {
    const run = await probed({ port: await lab.closedPort() })
    expect(stagesOf(run)).toBe('dns skipped, tcp failed')
    expect(run.last.summary).toMatch(
      /^127\.0\.0\.1:\d+ refused the connection after [\d.]+ ms: nothing listens/,
    )
    expect(run.attempts).toMatchObject([{ result: 'refused', fault: { code: 'ECONNREFUSED' } }])
    expect(run.connection?.exchanges.map(({ from, kind }) => `${from} ${kind}`)).toEqual([
      'client syn',
      'server rst',
    ])
    expect(run.connection?.client).toEqual({ address: '127.0.0.1', port: 0 })
    expect(run.ending).toBeNull()
  })

  it('a listener that accepts and says nothing', async () => {
    const run = await probed({ port: await lab.server(() => {}) })
    expect(run.last).toMatchObject({ stage: 'tls', result: 'failed' })
    expect(run.last.summary).toMatch(/^The server took the ClientHello and said nothing within \d+ ms\.$/)
    expect(run.ending).toMatchObject({ by: 'none', how: 'timeout' })
    expect(run.connection?.client.port).toBeGreaterThan(0)
  })

  it('a server that closes at once', async () => {
    const run = await probed({ port: await lab.server((socket) => socket.end()) })
    expect(run.last.summary).toBe('In answer to the ClientHello the server closed the connection (FIN).')
    expect(run.connection?.exchanges.map(({ from, kind }) => `${from} ${kind}`)).toContain('server fin')
  })

  it('a server that resets at once', async () => {
    const port = await lab.server((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const run = await probed({ port })
    expect(run.last.summary).toBe('In answer to the ClientHello the server reset the connection (RST).')
    expect(run.connection?.exchanges.at(-1)).toMatchObject({ from: 'server', kind: 'rst' })
  })

  it.each([
    ['HTTP in the plain', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'plain HTTP: “HTTP/1.1 400 Bad Request”'],
    ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n', 'an SSH banner: “SSH-2.0-OpenSSH_9.6”'],
    ['SMTP', '220 mail.contoso.com ESMTP\r\n', 'a greeting of SMTP or FTP: “220 mail.contoso.com ESMTP”'],
    ['a terminal’s control characters', 'Welcome \x1b[31m!\r\n', 'text: “Welcome \\x1b[31m!”'],
    ['bytes', '\x00\x01\x02\x03\x04\x05', 'the bytes 000102030405'],
  ])('a server that speaks %s', async (_what, words, named) => {
    const run = await probed({ port: await lab.server((socket) => void socket.write(words)) })
    expect(run.last.summary).toBe(`This port does not speak TLS: it answered the ClientHello with ${named}.`)
    expect(run.ending).toMatchObject({ by: 'client', how: 'alert', fault: { kind: 'not-tls' } })
  })
})

describe('in the handshake', () => {
  it('a certificate chain of 5 MB', async () => {
    const hello = encodeServerHello({ cipherSuite: 0xc02f })
    const huge = encodeHandshake(11, new Uint8Array(5 * 1024 * 1024))
    const records = concat([encodeHandshakeRecords([hello]), encodeRecords(22, huge)])
    const run = await probed({
      port: await lab.server((socket) => void socket.write(records)),
      timeoutMs: 3000,
    })
    expect(run.last.summary).toMatch(
      /^After its ServerHello the server sent more than this program reads: Certificate: expected at most 1048576 bytes, found 5242884 bytes\.$/,
    )
  })

  it('a server that never stops sending', async () => {
    const records = encodeHandshakeRecords([encodeServerHello({ cipherSuite: 0xc02f })])
    const many = concat(new Array(1000).fill(encodeRecords(21, Uint8Array.of(1, 90))))
    const port = await lab.server((socket) => {
      socket.write(records)
      const more = (): void => {
        while (socket.writable && socket.write(many));
      }
      socket.on('drain', more)
      more()
    })
    const run = await probed({ port })
    expect(run.last.summary).toMatch(/^After its ServerHello the server sent more than this program reads: /)
    expect(run.ending).toMatchObject({ fault: { kind: 'limit' } })
  })

  it('a server that stops in the middle of a record', async () => {
    const [record] = [encodeHandshakeRecords([encodeServerHello({ cipherSuite: 0xc02f })])]
    const run = await probed({ port: await lab.server((socket) => void socket.end(record.subarray(0, 20))) })
    expect(run.last.summary).toContain('closed the connection (FIN) in the middle of a record')
  })
})

describe('after the handshake', () => {
  it('a server that does not answer', async () => {
    const run = await probed({ port: await lab.tlsServer({}, () => {}) })
    expect(stagesOf(run)).toBe('dns skipped, tcp done, tls done, http failed, late-client-auth skipped')
    expect(run.stages[3]?.summary).toMatch(
      /^The server finished the handshake and then did not answer the request within \d+ ms\.$/,
    )
    expect(run.ending).toMatchObject({ how: 'timeout' })
  })

  it('a server that does not read', async () => {
    const port = await lab.tlsServer({}, (socket) => void socket.pause())
    const headers = [['X-Long', 'x'.repeat(60_000)]] as const
    const run = await probed({ port, http: { method: 'GET', path: '/', headers } })
    expect(run.stages[3]).toMatchObject({ stage: 'http', result: 'failed' })
  })

  it('a server whose body never ends', async () => {
    const port = await lab.tlsServer({}, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      const more = (): void => {
        while (socket.writable && socket.write('x'.repeat(10_000)));
      }
      socket.on('drain', more)
      more()
    })
    const run = await runProbe(askedOf({ port }))
    expect(run.http?.body).toHaveLength(64 * 1024)
    expect(run.stages[3]?.result).toBe('done')
    const bytes = run.connection?.exchanges.reduce((sum, { bytes: piece }) => sum + (piece?.length ?? 0), 0)
    expect(bytes).toBeLessThan(4 * 1024 * 1024)
  })

  it('a server whose body drips', async () => {
    const port = await lab.tlsServer({}, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
      const timer = setInterval(() => socket.write('x'), 50)
      socket.once('close', () => clearInterval(timer))
    })
    const started = performance.now()
    const run = await runProbe(askedOf({ port, timeoutMs: 500 }))
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS)
    expect(run.http?.status).toBe(200)
    expect(run.stages[3]?.result).toBe('done')
  })

  it('a server whose head drips and never ends', async () => {
    const port = await lab.tlsServer({}, (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('X: y\r\n'), 20)
      socket.once('close', () => clearInterval(timer))
    })
    const run = await probed({ port })
    expect(run.http).toBeNull()
    expect(run.stages[3]?.result).toBe('failed')
  })

  it('a server that answers with something else', async () => {
    const port = await lab.tlsServer({}, (socket) => socket.end('SSH-2.0-strange\r\n'))
    const run = await probed({ port })
    expect(run.stages[3]?.summary).toBe(
      'The server answered with an SSH banner: “SSH-2.0-strange” where HTTP was expected.',
    )
  })

  it('a server that closes instead of answering', async () => {
    const port = await lab.tlsServer({}, (socket) => void socket.once('data', () => socket.end()))
    const run = await probed({ port })
    expect(run.stages[3]?.summary).toMatch(
      /^Instead of an answer, [\d.]+ ms after the request, the server closed the connection in order \(close_notify\)\.$/,
    )
  })
})

describe('the caller’s signal', () => {
  it.each([
    ['in DNS', { host: 'localhost' }, 'dns', 0],
    ['in the handshake', {}, 'tls', 100],
  ])('ends it at once: %s', async (_where, more, stage, after) => {
    const port = await lab.server(() => {})
    const abort = new AbortController()
    if (after === 0) abort.abort()
    else void sleep(after).then(() => abort.abort())
    const started = performance.now()
    const run = await runProbe(askedOf({ port, timeoutMs: 20_000, ...more }), {}, abort.signal)
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS)
    expect(run.cancelled).toBe(true)
    expect(run.stages.at(-1)).toMatchObject({ stage, result: 'failed', summary: 'Stopped on request.' })
  })

  it.each([
    ['while an answer is waited for', true],
    ['while quiet is waited for', false],
  ])('ends it at once: %s', async (_where, request) => {
    const port = await lab.tlsServer({}, () => {})
    const abort = new AbortController()
    const asked = askedOf({ port, timeoutMs: 20_000, quietMs: 20_000 })
    const observer = {
      stage: ({ stage }: StageReport) => {
        if (stage === 'tls') setTimeout(() => abort.abort(), 50)
      },
    }
    const started = performance.now()
    const run = await runProbe(request ? asked : { ...asked, http: null }, observer, abort.signal)
    expect(performance.now() - started).toBeLessThan(PATIENCE_MS)
    expect(run).toMatchObject({ cancelled: true, ending: { by: 'client', how: 'aborted' } })
    expect(run.stages.at(-1)).toMatchObject({ stage: 'http', summary: 'Stopped on request.' })
  })
})

describe('the one who looks on', () => {
  it('may forbid the first packet', async () => {
    const connections: unknown[] = []
    const port = await lab.server((socket) => void connections.push(socket))
    const asked: unknown[] = []
    const permit = (addresses: readonly string[]): boolean => {
      asked.push(addresses)
      return false
    }
    const run = await runProbe(askedOf({ port }), { permit })
    expect(run).toMatchObject({ cancelled: true, connection: null, attempts: [] })
    expect(asked).toEqual([['127.0.0.1']])
    await sleep(50)
    expect(connections).toEqual([])
  })

  it('cannot break it', async () => {
    const port = await lab.tlsServer()
    const stage = (): void => {
      throw new Error('no')
    }
    const run = await runProbe(askedOf({ port }), { stage })
    expect(run.http?.status).toBe(200)
  })

  it('is not waited for any more once the probe is stopped', async () => {
    const abort = new AbortController()
    const permit = (): Promise<boolean> => {
      setTimeout(() => abort.abort(), 20)
      return new Promise<never>(() => {})
    }
    const run = await runProbe(askedOf({ port: await lab.closedPort() }), { permit }, abort.signal)
    expect(run).toMatchObject({ cancelled: true, attempts: [] })
  })

  it('whose leave cannot be had has not given it', async () => {
    const port = await lab.closedPort()
    const run = await runProbe(askedOf({ port }), { permit: () => Promise.reject(new Error('closed')) })
    expect(run).toMatchObject({ cancelled: true, attempts: [] })
  })
})
