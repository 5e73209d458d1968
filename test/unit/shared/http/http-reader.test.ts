import { describe, expect, it } from 'vitest'
import { concat, utf8Bytes } from '../../../../src/shared/bytes/text.ts'
import type { HttpEvent, HttpPeer } from '../../../../src/shared/http/events.ts'
import { HttpReader } from '../../../../src/shared/http/http-reader.ts'
import { messageLine } from '../../../../src/shared/http/status.ts'

interface Heard {
  readonly reader: HttpReader
  readonly events: HttpEvent[]
  /** Pushes in pieces of that many bytes, each a packet of its own. */
  push(peer: HttpPeer, data: string | Uint8Array, piece?: number): void
  lines(): string[]
}

function listen(): Heard {
  const events: HttpEvent[] = []
  const reader = new HttpReader({ http: (event) => events.push(event) })
  let frame = 0
  return {
    reader,
    events,
    push(peer, data, piece = Number.POSITIVE_INFINITY) {
      const bytes = typeof data === 'string' ? utf8Bytes(data) : data
      for (let at = 0; at < bytes.length; at += piece) {
        frame++
        const part = bytes.subarray(at, Math.min(bytes.length, at + piece))
        reader.push(peer, part, { frames: [frame], startedMicros: frame, completedMicros: frame })
      }
    },
    lines() {
      reader.end()
      return events.map(({ peer, message }) => `${peer} ${messageLine(message)}`)
    },
  }
}

const GET = 'GET /orders?key=s3cret HTTP/1.1\r\nHost: apim.contoso.internal\r\nCookie: a=s3cret\r\n\r\n'
const PAGE = '<h1>400 Bad Request</h1><center>No required SSL certificate was sent</center>'

describe('HTTP/1.1', () => {
  it.each([1, 7, 1000])('reads requests and responses that come in pieces of %i bytes', (piece) => {
    const heard = listen()
    heard.push('client', GET + GET, piece)
    heard.push('server', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nServer: nginx\r\n\r\nhello', piece)
    heard.push('server', `HTTP/1.1 400 Bad Request\r\nContent-Length: ${PAGE.length}\r\n\r\n${PAGE}`, piece)
    expect(heard.lines()).toEqual([
      'client GET /orders HTTP/1.1',
      'client GET /orders HTTP/1.1',
      'server HTTP/1.1 200 OK',
      'server HTTP/1.1 400 Bad Request',
    ])
    const [first, , ok, bad] = heard.events.map(({ message }) => message)
    expect(first).toMatchObject({ kind: 'request', stream: 0, host: 'apim.contoso.internal' })
    expect(ok).toMatchObject({ stream: 0, server: 'nginx', page: null })
    expect(bad).toMatchObject({ stream: 1, page: 'no-certificate' })
    expect(JSON.stringify(heard.events)).not.toContain('s3cret')
  })

  it('names the packets of the head, and counts the whole message', () => {
    const heard = listen()
    heard.push('client', 'POST / HTTP/1.1\r\n')
    heard.push('client', 'Content-Length: 4\r\n\r\n')
    heard.push('client', 'body')
    heard.reader.end()
    expect(heard.events[0]).toMatchObject({
      at: { frames: [1, 2], startedMicros: 1, completedMicros: 2 },
      length: 42,
    })
  })

  it('finds the next response behind chunks, their extensions and trailers', () => {
    const heard = listen()
    heard.push(
      'server',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5;x=y\r\nhello\r\n3\r\nHTT\r\n0\r\nTrailer: 1\r\n\r\n',
      3,
    )
    heard.push('server', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
    expect(heard.lines()).toEqual(['server HTTP/1.1 200 OK', 'server HTTP/1.1 404 Not Found'])
  })

  it('reads the page out of chunks', () => {
    const heard = listen()
    const [one, two] = [PAGE.slice(0, 40), PAGE.slice(40)]
    const chunks = [one, two].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')
    heard.push('server', `HTTP/1.1 400 Bad Request\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`)
    heard.reader.end()
    expect(heard.events[0]?.message).toMatchObject({ page: 'no-certificate' })
  })

  it('keeps an interim response apart from the final one', () => {
    const heard = listen()
    heard.push('client', 'POST /o HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n')
    heard.push(
      'server',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Invalid client certificate\r\nContent-Length: 0\r\n\r\n',
    )
    expect(heard.lines().slice(0, 2)).toEqual([
      'server HTTP/1.1 100 Continue',
      'server HTTP/1.1 403 Invalid client certificate',
    ])
    expect(heard.events.map(({ message }) => ('stream' in message ? message.stream : null))).toEqual([
      0, 0, 0,
    ])
    expect(heard.events[2]?.message).toMatchObject({ kind: 'request', expectsContinue: true })
  })

  it('knows that answers to HEAD, 204 and 304 have no body, whatever they announce', () => {
    const heard = listen()
    heard.push('client', 'HEAD / HTTP/1.1\r\n\r\n')
    heard.push(
      'server',
      'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    )
    expect(heard.lines()).toHaveLength(4)
  })

  it('reads a body without length up to the end of the connection', () => {
    const heard = listen()
    heard.push('server', `HTTP/1.0 400 Bad Request\r\n\r\n${PAGE}`, 11)
    expect(heard.lines()).toEqual(['server HTTP/1.0 400 Bad Request'])
    expect(heard.events[0]?.message).toMatchObject({ page: 'no-certificate' })
  })

  it('begins again behind a loss, at a record that starts like a message', () => {
    const heard = listen()
    heard.push('server', 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nabc')
    heard.reader.lost('server')
    heard.push('server', 'HTTP/2 is mentioned here')
    heard.push('server', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n')
    expect(heard.lines()).toEqual(['server HTTP/1.1 200 OK', 'server HTTP/1.1 502 Bad Gateway'])
  })

  it('is over where the connection becomes something else', () => {
    const heard = listen()
    heard.push('client', 'GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n')
    heard.push('server', 'HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x05hello')
    expect(heard.reader.wants('server')).toBe(false)
    expect(heard.lines()).toHaveLength(2)
  })

  it('shows the path of any form of target, without control characters', () => {
    const heard = listen()
    heard.push(
      'client',
      'GET https://user:s3cret@host/a%20b?c#d HTTP/1.1\r\n\r\nGET /\x1b[31m HTTP/1.1\r\n\r\nCONNECT h:1 HTTP/1.1\r\n\r\n',
    )
    expect(heard.lines()).toEqual([
      'client GET /a%20b HTTP/1.1',
      'client GET /\\x1b[31m HTTP/1.1',
      'client CONNECT h:1 HTTP/1.1',
    ])
  })
})

describe('HTTP/2', () => {
  /** 9 bytes of header and the payload (RFC 9113 4.1). */
  const frame = (
    type: number,
    flags: number,
    stream: number,
    payload: Uint8Array | number[] = [],
  ): Uint8Array => {
    const body = Uint8Array.from(payload)
    const head = [
      body.length >> 16,
      (body.length >> 8) & 255,
      body.length & 255,
      type,
      flags,
      0,
      0,
      0,
      stream,
    ]
    return concat([Uint8Array.from(head), body])
  }
  const PREFACE = utf8Bytes('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  const literal = (name: string, value: string): number[] => [
    0x00,
    name.length,
    ...utf8Bytes(name),
    value.length,
    ...utf8Bytes(value),
  ]
  /** GET, https, / and :authority by Huffman code (RFC 7541 C.4.1). */
  const REQUEST = [
    0x82, 0x87, 0x84, 0x41, 0x8c, 0xf1, 0xe3, 0xc2, 0xe5, 0xf2, 0x3a, 0x6b, 0xa0, 0xab, 0x90, 0xf4, 0xff,
  ]
  const settings = frame(4, 0, 0)

  it.each([1, 5, 1000])('reads heads, CONTINUATION, padding and pages in pieces of %i bytes', (piece) => {
    const heard = listen()
    const client = concat([PREFACE, settings, frame(1, 0x5, 1, REQUEST)])
    const block = [0x8c, ...literal('server', 'Microsoft-Azure-Application-Gateway/v2')]
    const server = concat([
      settings,
      frame(1, 0x8 | 0x20, 1, [2, 0, 0, 0, 0, 9, ...block.slice(0, 10), 0, 0]),
      frame(9, 0x4, 1, block.slice(10)),
      frame(0, 0, 1, utf8Bytes(PAGE.slice(0, 50))),
      frame(0, 0x1, 1, utf8Bytes(PAGE.slice(50))),
      frame(7, 0, 0, [0, 0, 0, 1, 0, 0, 0, 0]),
    ])
    heard.push('client', client, piece)
    heard.push('server', server, piece)
    expect(heard.lines()).toEqual(['client GET / HTTP/2', 'server HTTP/2 400 Bad Request'])
    expect(heard.events.map(({ message }) => message)).toMatchObject([
      { stream: 1, host: 'www.example.com' },
      { stream: 1, server: 'Microsoft-Azure-Application-Gateway/v2', page: 'no-certificate' },
    ])
  })

  it('tells resets with an error, and leaves peaceful ones alone', () => {
    const heard = listen()
    heard.push('server', concat([settings, frame(3, 0, 1, [0, 0, 0, 8]), frame(3, 0, 3, [0, 0, 0, 13])]))
    heard.push('server', frame(7, 0, 0, [0, 0, 0, 3, 0, 0, 0, 11]))
    expect(heard.lines()).toEqual(['server RST_STREAM HTTP_1_1_REQUIRED', 'server GOAWAY ENHANCE_YOUR_CALM'])
  })

  it('lets each side choose tables as large as the other one announced', () => {
    const heard = listen()
    const larger = frame(4, 0, 0, [0, 1, 0, 1, 0, 0])
    heard.push('client', concat([PREFACE, larger, frame(1, 0x5, 1, REQUEST)]))
    // A size update to 65,536, then :status 403 as a literal.
    heard.push(
      'server',
      concat([settings, frame(1, 0x5, 1, [0x3f, 0xe1, 0xff, 0x03, 0x08, 0x03, 0x34, 0x30, 0x33])]),
    )
    expect(heard.lines()).toEqual(['client GET / HTTP/2', 'server HTTP/2 403 Forbidden'])
  })

  it('does not take trailers, or an interim response, for the answer', () => {
    const heard = listen()
    const status = (code: string): number[] => [0x08, 0x03, ...utf8Bytes(code)]
    heard.push('server', concat([settings, frame(1, 0x4, 1, status('100')), frame(1, 0x4, 1, status('401'))]))
    heard.push('server', frame(1, 0x5, 1, literal('grpc-status', '0')))
    expect(heard.lines()).toEqual(['server HTTP/2 100', 'server HTTP/2 401 Unauthorized'])
  })

  it('gives a direction up at a hole, a bad block or a header block without end', () => {
    const holed = listen()
    holed.push('server', settings)
    holed.reader.lost('server')
    expect(holed.reader.wants('server')).toBe(false)
    const bad = listen()
    bad.push('server', concat([settings, frame(1, 0x4, 1, [0x80]), frame(1, 0x5, 3, [0x88])]))
    expect(bad.lines()).toEqual([])
    const endless = listen()
    endless.push('server', concat([settings, frame(1, 0, 1, [0x88])]))
    for (let at = 0; at < 40; at++) endless.push('server', frame(9, 0, 1, new Uint8Array(16_000)))
    expect(endless.reader.wants('server')).toBe(false)
  })
})

describe('bytes that are not what they seem', () => {
  it.each([
    ['another protocol', [0x16, 3, 1, 2, 3, 4, 5, 6, 7, 8]],
    ['a text protocol', [...utf8Bytes('220 mail.contoso ESMTP ready\r\n')]],
  ])('ignores %s', (_what, bytes) => {
    const heard = listen()
    heard.push('server', Uint8Array.from(bytes))
    expect(heard.reader.wants('server')).toBe(false)
    expect(heard.lines()).toEqual([])
  })

  it('holds a bounded line and gives up a head without end', () => {
    const heard = listen()
    heard.push('client', 'GET / HTTP/1.1\r\n')
    for (let at = 0; at < 300; at++) heard.push('client', `X-${at}: ${'a'.repeat(2000)}\r\n`)
    expect(heard.reader.wants('client')).toBe(false)
  })

  it('tells a bounded number of messages', () => {
    const heard = listen()
    heard.push('client', 'GET / HTTP/1.1\r\n\r\n'.repeat(5000))
    expect(heard.lines()).toHaveLength(200)
    expect(heard.reader.wants('client')).toBe(false)
  })

  it('takes time that grows with the bytes alone', () => {
    const started = performance.now()
    const slow = listen()
    slow.push('client', `GET /${'a'.repeat(200_000)} HTTP/1.1\r\n\r\n`, 1)
    const many = listen()
    many.push('server', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
    many.push('server', '1\r\na\r\n'.repeat(200_000))
    slow.reader.end()
    many.reader.end()
    expect(many.events[0]?.length).toBeGreaterThan(1_200_000)
    expect(performance.now() - started).toBeLessThan(4000)
  })

  it('never throws, whatever comes in whatever pieces', () => {
    const seeds = [
      GET,
      `HTTP/1.1 400 Bad\r\nContent-Length: 9\r\n\r\n${PAGE}`,
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x05\x01\x05\0\0\0\x01',
    ]
    let state = 11
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
      return (state >> 8) % below
    }
    let told = 0
    for (let round = 0; round < 4000; round++) {
      const heard = listen()
      for (const peer of ['client', 'server'] as const) {
        const bytes = Uint8Array.from(seeds[random(seeds.length)] ?? '', (c) => c.charCodeAt(0))
        for (let flip = random(6); flip > 0; flip--) bytes[random(bytes.length)] = random(256)
        heard.push(peer, bytes, 1 + random(40))
        if (random(3) === 0) heard.reader.lost(peer)
        heard.push(peer, bytes, 1 + random(40))
      }
      told += heard.lines().length
    }
    expect(told).toBeGreaterThan(1000)
  })
})
