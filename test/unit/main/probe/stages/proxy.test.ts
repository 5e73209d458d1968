import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { ProbeRequest } from '../../../../../src/main/probe/probe.ts'
import { runProbe } from '../../../../../src/main/probe/run-probe.ts'
import { latin1 } from '../../../../../src/shared/bytes/text.ts'
import { askedOf, loopback, stagesOf } from '../support/loopback.ts'

const lab = loopback()

interface Proxy {
  readonly port: number
  /** What it was asked, head by head. */
  readonly asked: string[]
}

/** A proxy that connects, whatever the name, to a port on loopback. */
async function proxyTo(
  target: number,
  answer = 'HTTP/1.1 200 Connection established\r\n\r\n',
): Promise<Proxy> {
  const asked: string[] = []
  const port = await lab.server((socket) => {
    socket.once('data', (head: Buffer) => {
      asked.push(head.toString('latin1'))
      const onward = connect({ host: '127.0.0.1', port: target, noDelay: true }, () => {
        socket.write(answer)
        socket.pipe(onward).pipe(socket)
      })
      onward.on('error', () => socket.destroy())
      socket.on('close', () => onward.destroy())
    })
  })
  return { port, asked }
}

const through = (proxyPort: number, more: Partial<ProbeRequest> = {}): ProbeRequest =>
  askedOf({
    host: 'apim.contoso.internal',
    port: 443,
    proxy: { host: '127.0.0.1', port: proxyPort },
    timeoutMs: 2000,
    ...more,
  })

const answering = (serve: (socket: Socket) => void): Promise<number> =>
  lab.server((socket) => void socket.once('data', () => serve(socket)))

describe('a proxy', () => {
  it('is asked by name, and everything goes on through it', async () => {
    const proxy = await proxyTo(await lab.tlsServer())
    const run = await runProbe(through(proxy.port))
    expect(stagesOf(run)).toBe(
      'dns skipped, tcp done, proxy done, tls done, http done, late-client-auth skipped',
    )
    expect(proxy.asked[0]).toMatch(
      /^CONNECT apim\.contoso\.internal:443 HTTP\/1\.1\r\nHost: apim\.contoso\.internal:443\r\nUser-Agent: tlscope\/\d+\.\d+\.\d+\r\n\r\n$/,
    )
    expect(run.names).toBeNull()
    expect(run.http?.status).toBe(200)
    expect(run.stages[2]?.summary).toMatch(
      /^The proxy 127\.0\.0\.1:\d+ connected to apim\.contoso\.internal:443 in [\d.]+ ms \(200 Connection established\)\.$/,
    )
    const [syn, open, question, answer, hello] = run.connection?.exchanges ?? []
    expect([syn, open, question, answer, hello].map((each) => `${each?.from} ${each?.kind}`)).toEqual([
      'client syn',
      'client open',
      'client data',
      'server data',
      'client data',
    ])
    expect(latin1(answer?.bytes ?? new Uint8Array(0))).toBe('HTTP/1.1 200 Connection established\r\n\r\n')
    expect(hello?.bytes?.[0]).toBe(22)
    const times = run.connection?.exchanges.map(({ atMicros }) => atMicros) ?? []
    expect(times).toEqual([...times].sort((a, b) => a - b))
  })

  it('is given the pinned address, and the name stays in the hello', async () => {
    const proxy = await proxyTo(await lab.tlsServer())
    const run = await runProbe(through(proxy.port, { connect: { address: '2001:db8::5', port: 8443 } }))
    expect(proxy.asked[0]).toContain('CONNECT [2001:db8::5]:8443 HTTP/1.1\r\nHost: [2001:db8::5]:8443\r\n')
    expect(run.http?.status).toBe(200)
  })

  it('may answer in pieces, and with the target’s first bytes behind its head', async () => {
    const port = await answering((socket) => {
      void (async () => {
        for (const piece of ['HTTP/1.', '0 200\r', '\nVia: x\r\n', '\r\nSSH-2.0-x\r\n']) {
          socket.write(piece)
          await sleep(10)
        }
      })()
    })
    const run = await runProbe(through(port))
    expect(stagesOf(run)).toBe('dns skipped, tcp done, proxy done, tls failed')
    expect(run.stages[3]?.summary).toContain('with an SSH banner: “SSH-2.0-x”')
    const said =
      run.connection?.exchanges.filter(({ from, kind }) => from === 'server' && kind === 'data') ?? []
    expect(said.map(({ bytes }) => latin1(bytes ?? new Uint8Array(0))).join('')).toBe(
      'HTTP/1.0 200\r\nVia: x\r\n\r\nSSH-2.0-x\r\n',
    )
  })

  it.each([
    [
      'wants a password',
      'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n<html>',
      /did not connect to apim\.contoso\.internal:443: it answered 407 Proxy Authentication Required, and wants Basic authentication\.$/,
    ],
    ['forbids', 'HTTP/1.1 403 Forbidden\r\n\r\n', /: it answered 403 Forbidden\.$/],
    ['cannot reach it', 'HTTP/1.1 503 \r\n\r\n', /: it answered 503\.$/],
    [
      'is none',
      'SSH-2.0-x\r\n',
      /^127\.0\.0\.1:\d+ is no HTTP proxy: it answered CONNECT with an SSH banner: “SSH-2\.0-x”\.$/,
    ],
    ['is TLS', '\x15\x03\x01\x00\x02\x02\x32', /is no HTTP proxy: it answered CONNECT with a TLS record\.$/],
    [
      'talks too much',
      `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(10_000)}`,
      /answered CONNECT with more than 16384 bytes of head\.$/,
    ],
  ])('that %s is told in one sentence', async (_what, answer, sentence) => {
    const run = await runProbe(through(await answering((socket) => void socket.write(answer, 'latin1'))))
    expect(stagesOf(run)).toBe('dns skipped, tcp done, proxy failed')
    expect(run.stages[2]?.summary).toMatch(sentence)
    expect(run.connection?.exchanges.at(-1)).toMatchObject({ from: 'client', kind: 'fin' })
    expect(run.ending).toBeNull()
  })

  it.each([
    [
      'closes',
      (socket: Socket) => void socket.end(),
      'closed the connection instead of answering CONNECT',
      'fin',
    ],
    [
      'resets',
      (socket: Socket) => void socket.resetAndDestroy(),
      'reset the connection instead of answering',
      'rst',
    ],
  ])('that %s is told in one sentence', async (_what, serve, words, kind) => {
    const run = await runProbe(through(await answering(serve)))
    expect(run.stages.at(-1)).toMatchObject({
      stage: 'proxy',
      result: 'failed',
      summary: expect.stringContaining(words),
    })
    expect(run.connection?.exchanges.filter(({ from }) => from === 'server')).toMatchObject([{ kind }])
  })

  it('that says nothing is waited for no longer than asked', async () => {
    const run = await runProbe(through(await answering(() => {}), { timeoutMs: 200 }))
    expect(run.stages[2]?.summary).toMatch(
      /^The proxy 127\.0\.0\.1:\d+ did not answer CONNECT apim\.contoso\.internal:443 within \d+ ms\.$/,
    )
  })

  it('is left at once on request', async () => {
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 100)
    const started = performance.now()
    const run = await runProbe(through(await answering(() => {}), { timeoutMs: 20_000 }), {}, abort.signal)
    expect(performance.now() - started).toBeLessThan(3000)
    expect(run).toMatchObject({ cancelled: true })
    expect(run.stages.at(-1)).toMatchObject({ stage: 'proxy', summary: 'Stopped on request.' })
  })

  it('that is not there is a closed port like any other', async () => {
    const run = await runProbe(through(await lab.closedPort()))
    expect(stagesOf(run)).toBe('dns skipped, tcp failed')
  })
})
