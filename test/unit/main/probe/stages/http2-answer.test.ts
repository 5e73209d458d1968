import { constants, createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2'
import type { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chainPem, type Identity, keyPem } from '../../../../../src/main/lab/certificates/profile.ts'
import { listenOnLoopback } from '../../../../../src/main/lab/recorder.ts'
import type { HttpRequest, ProbeRun } from '../../../../../src/main/probe/probe.ts'
import { runProbe } from '../../../../../src/main/probe/run-probe.ts'
import { Http2Answer } from '../../../../../src/main/probe/stages/http2-answer.ts'
import { encodeFrame, FLAG, FRAME, uint32 } from '../../../../../src/main/probe/stages/http2-frames.ts'
import { EVERYTHING } from '../../../../../src/main/probe/tls-client/index.ts'
import { concat, latin1, utf8Bytes } from '../../../../../src/shared/bytes/text.ts'
import { askedOf, certificates, loopback, stagesOf } from '../support/loopback.ts'

const lab = loopback()
const HELLO = { ...EVERYTHING, serverName: 'apim.contoso.internal', alpn: ['h2', 'http/1.1'] }
const GET: HttpRequest = { method: 'GET', path: '/status', headers: [] }
const HTTP_1_1_REQUIRED = 13

const servers: Http2SecureServer[] = []
let identity: Identity
beforeAll(async () => {
  identity = await certificates.server()
}, 60_000)
afterAll(() => {
  for (const server of servers) server.close()
})

/** node:http2, which does with a stream as told. */
async function http2Server(serve: (stream: ServerHttp2Stream, path: string) => void): Promise<number> {
  const server = createSecureServer({ cert: chainPem(identity), key: keyPem(identity.privateKey) })
  servers.push(server)
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {})
    serve(stream, `${headers[':authority']} ${headers[':path']} ${headers['user-agent']}`)
  })
  server.on('sessionError', () => {})
  return listenOnLoopback(server)
}

const probed = (port: number, http: Partial<HttpRequest> = {}, more: object = {}): Promise<ProbeRun> =>
  runProbe(askedOf({ port, hello: HELLO, http: { ...GET, ...http }, ...more }))

const httpStage = ({ stages }: ProbeRun) => stages.find(({ stage }) => stage === 'http')

describe('a server of HTTP/2', () => {
  it('is asked in HTTP/2 where ALPN chose it', async () => {
    const asked: string[] = []
    const port = await http2Server((stream, path) => {
      asked.push(path)
      stream.respond({ ':status': 403, server: 'apim', 'x-ms-request-id': '1' })
      stream.end('no client certificate')
    })
    const run = await probed(port, { headers: [['X-Test', 'y'.repeat(30_000)]] })
    expect(stagesOf(run)).toBe('dns skipped, tcp done, tls done, http done, late-client-auth skipped')
    expect(run.negotiated?.alpn).toBe('h2')
    expect(asked[0]).toMatch(/^127\.0\.0\.1:\d+ \/status tlscope\/\d/)
    expect(run.http).toMatchObject({ version: '2', status: 403, reason: '' })
    expect(run.http?.headers).toContainEqual(['x-ms-request-id', '1'])
    expect(latin1(run.http?.body ?? new Uint8Array(0))).toBe('no client certificate')
    expect(httpStage(run)?.summary).toMatch(/^HTTP 403 Forbidden, server apim after [\d.]+ ms\.$/)
  })

  it('is read as far as 64 KiB of its body', async () => {
    const port = await http2Server((stream) => {
      stream.respond({ ':status': 200 })
      stream.end('x'.repeat(1_000_000))
    })
    expect((await probed(port)).http?.body).toHaveLength(65_536)
  })

  it('may answer without a body, and after interim answers', async () => {
    const port = await http2Server((stream) => {
      stream.additionalHeaders({ ':status': 103, link: '</x>' })
      stream.respond({ ':status': 204 }, { endStream: true })
    })
    const run = await probed(port, { method: 'HEAD' })
    expect(run.http).toMatchObject({ status: 204, body: new Uint8Array(0) })
  })

  it('may refuse the stream', async () => {
    const port = await http2Server((stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM))
    const run = await probed(port)
    expect(run.http).toBeNull()
    expect(httpStage(run)).toMatchObject({
      result: 'failed',
      summary: 'The server refused the request with RST_STREAM REFUSED_STREAM of HTTP/2.',
    })
  })

  it('may want HTTP/1.1, as those do that ask for a certificate late', async () => {
    const port = await http2Server((stream) => stream.session?.goaway(HTTP_1_1_REQUIRED))
    const run = await probed(port)
    expect(httpStage(run)?.summary).toBe(
      'The server refused the request with GOAWAY HTTP_1_1_REQUIRED of HTTP/2: it wants HTTP/1.1, as servers do that ask for a certificate late.',
    )
  })

  it('may not answer', async () => {
    const run = await probed(await http2Server(() => {}), {}, { timeoutMs: 500 })
    expect(httpStage(run)?.summary).toMatch(/did not answer the request within \d+ ms\.$/)
  })

  it('may agree on HTTP/2 and speak HTTP/1.1', async () => {
    const serve = (socket: TLSSocket) =>
      void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    const port = await lab.tlsServer({ ALPNProtocols: ['h2'] }, serve)
    expect(httpStage(await probed(port))?.summary).toBe(
      'The server agreed on HTTP/2 by ALPN, and then answered with HTTP/1.1.',
    )
  })
})

const frame = encodeFrame
const SETTINGS = frame(FRAME.settings, 0, 0)
/** `:status: 200` of the static table. */
const STATUS_200 = Uint8Array.of(0x88)
const END = FLAG.endHeaders | FLAG.endStream

/** Reads the same frames whole and byte by byte. */
function read(...frames: Uint8Array[]): Http2Answer {
  const bytes = concat(frames)
  const whole = new Http2Answer(GET, 'a')
  const bytewise = new Http2Answer(GET, 'a')
  whole.push(bytes, 1)
  for (const byte of bytes) bytewise.push(Uint8Array.of(byte), 1)
  expect(bytewise.answer).toEqual(whole.answer)
  expect([bytewise.state, bytewise.refusal]).toEqual([whole.state, whole.refusal])
  return whole
}

describe('frames of HTTP/2', () => {
  it('settings and pings are acknowledged, but not without end', () => {
    const ping = frame(FRAME.ping, 0, 0, utf8Bytes('12345678'))
    const reader = read(SETTINGS, ping)
    expect(reader.reply()).toEqual(
      concat([frame(FRAME.settings, FLAG.ack, 0), frame(FRAME.ping, FLAG.ack, 0, utf8Bytes('12345678'))]),
    )
    expect(reader.reply()).toHaveLength(0)
    for (let count = 0; count < 1000; count++) reader.push(ping, 1)
    expect(reader.reply().length).toBeLessThan(64 * 17 + 1)
  })

  it('a head may be padded, prioritised and continued', () => {
    const head = concat([Uint8Array.of(2), uint32(0), Uint8Array.of(15), STATUS_200, new Uint8Array(2)])
    const flags = FLAG.padded | FLAG.priority
    const reader = read(
      SETTINGS,
      frame(FRAME.headers, flags, 1, head),
      frame(
        FRAME.continuation,
        FLAG.endHeaders,
        1,
        concat([Uint8Array.of(0, 1), utf8Bytes('a'), Uint8Array.of(1), utf8Bytes('b')]),
      ),
      frame(
        FRAME.data,
        FLAG.padded | FLAG.endStream,
        1,
        concat([Uint8Array.of(3), utf8Bytes('ok'), new Uint8Array(3)]),
      ),
    )
    expect(reader.answer).toMatchObject({ status: 200, headers: [['a', 'b']], body: utf8Bytes('ok') })
    expect(reader.state).toBe('whole')
  })

  it('other streams, unknown frames and trailers are passed over', () => {
    const reader = read(
      SETTINGS,
      frame(0xfa, 0xff, 7, utf8Bytes('grease')),
      frame(FRAME.windowUpdate, 0, 0, uint32(5)),
      frame(FRAME.headers, FLAG.endHeaders, 1, STATUS_200),
      frame(FRAME.data, 0, 3, utf8Bytes('not ours')),
      frame(FRAME.data, 0, 1, utf8Bytes('ours')),
      frame(FRAME.headers, END, 1, Uint8Array.of(0, 1, 0x78, 1, 0x79)),
    )
    expect(reader).toMatchObject({
      state: 'whole',
      answer: { status: 200, headers: [], body: utf8Bytes('ours') },
    })
  })

  it('a GOAWAY without an error lets our stream be answered', () => {
    const goAway = frame(FRAME.goAway, 0, 0, concat([uint32(1), uint32(0)]))
    expect(read(SETTINGS, goAway, frame(FRAME.headers, END, 1, STATUS_200)).answer?.status).toBe(200)
  })

  it.each<[string, Uint8Array[], RegExp]>([
    [
      'a GOAWAY before our stream',
      [SETTINGS, frame(FRAME.goAway, 0, 0, new Uint8Array(8))],
      /GOAWAY NO_ERROR/,
    ],
    ['a GOAWAY of nothing', [frame(FRAME.goAway, 0, 0)], /GOAWAY NO_ERROR/],
    [
      'a head first',
      [frame(FRAME.headers, END, 1, STATUS_200)],
      /agreed on HTTP\/2 by ALPN, and then answered/,
    ],
    ['a body without a head', [SETTINGS, frame(FRAME.data, 1, 1, utf8Bytes('x'))], /without a head/],
    ['no HPACK', [SETTINGS, frame(FRAME.headers, END, 1, Uint8Array.of(0xff, 0xff))], /no HPACK/],
    ['no status', [SETTINGS, frame(FRAME.headers, END, 1, Uint8Array.of(0x82))], /without a status/],
    [
      'a broken block',
      [SETTINGS, frame(FRAME.headers, 0, 1, STATUS_200), SETTINGS],
      /broke off a header block/,
    ],
    ['a loose end', [SETTINGS, frame(FRAME.continuation, 4, 1)], /that had not begun/],
    [
      'a huge frame',
      [SETTINGS, Uint8Array.of(0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1)],
      /too long for this program/,
    ],
    [
      'a huge head',
      [
        SETTINGS,
        frame(FRAME.headers, 0, 1),
        ...new Array<Uint8Array>(30).fill(frame(FRAME.continuation, 0, 1, new Uint8Array(16_000))),
      ],
      /a head that is too long/,
    ],
    [
      'interim answers without end',
      [
        SETTINGS,
        ...new Array<Uint8Array>(40).fill(
          frame(FRAME.headers, FLAG.endHeaders, 1, Uint8Array.of(8, 3, 0x31, 0x30, 0x33)),
        ),
      ],
      /without end/,
    ],
  ])('%s is no answer', (_what, frames, refusal) => {
    const reader = read(...frames)
    expect(reader.answer).toBeNull()
    expect(reader.refusal).toMatch(refusal)
  })

  it('a stream that is reset behind its head leaves what came', () => {
    const reader = read(
      SETTINGS,
      frame(FRAME.headers, FLAG.endHeaders, 1, STATUS_200),
      frame(FRAME.resetStream, 0, 1, uint32(2)),
    )
    expect(reader).toMatchObject({ state: 'whole', refusal: null, answer: { status: 200 } })
  })
})
