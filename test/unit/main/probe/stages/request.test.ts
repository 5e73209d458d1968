import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../../../../src/main/probe/probe.ts'
import { runProbe } from '../../../../../src/main/probe/run-probe.ts'
import { encodeFields } from '../../../../../src/main/probe/stages/http2-fields.ts'
import { encodeRequest, requestFault } from '../../../../../src/main/probe/stages/request.ts'
import { latin1, utf8 } from '../../../../../src/shared/bytes/text.ts'
import { HpackDecoder } from '../../../../../src/shared/http/hpack/decoder.ts'
import { askedOf, loopback, stagesOf } from '../support/loopback.ts'

const lab = loopback()
const request = (more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  path: '/',
  headers: [],
  ...more,
})

describe('a request', () => {
  it('says who asks, and that it asks once', () => {
    expect(latin1(encodeRequest(request({ path: '/status?x=1' }), 'apim.contoso.com'))).toMatch(
      /^GET \/status\?x=1 HTTP\/1\.1\r\nHost: apim\.contoso\.com\r\nUser-Agent: tlscope\/\d+\.\d+\.\d+\r\nAccept: \*\/\*\r\nConnection: close\r\n\r\n$/,
    )
  })

  it('takes what is given instead of its own, in any case of letters, and keeps repeats', () => {
    const headers = [
      ['HOST', 'other'],
      ['user-agent', 'x'],
      ['Accept', 'text/html'],
      ['connection', 'keep-alive'],
      ['X-One', ' 1 '],
      ['X-One', '2'],
    ] as const
    expect(latin1(encodeRequest(request({ headers }), 'apim.contoso.com'))).toBe(
      'GET / HTTP/1.1\r\nHOST: other\r\nuser-agent: x\r\nAccept: text/html\r\nconnection: keep-alive\r\nX-One: 1\r\nX-One: 2\r\n\r\n',
    )
  })

  it('with a method that has a body says that there is none', () => {
    expect(latin1(encodeRequest(request({ method: 'POST' }), 'a'))).toContain('\r\nContent-Length: 0\r\n')
    expect(latin1(encodeRequest(request({ method: 'DELETE' }), 'a'))).not.toContain('Content-Length')
  })

  it('of HTTP/2 has the same fields, but for those of the connection', () => {
    const headers = [
      ['X-Name', 'Jürgen'],
      ['Host', 'other'],
      ['TE', 'trailers'],
      ['X-Long', 'y'.repeat(5000)],
    ] as const
    const block = encodeFields(request({ headers, path: '/p' }), 'apim.contoso.com')
    const { fields, bad } = new HpackDecoder().decode(block)
    expect(bad).toBe(false)
    expect(fields.map(({ name }) => name)).toEqual([
      ':method',
      ':scheme',
      ':authority',
      ':path',
      'user-agent',
      'accept',
      'x-name',
      'te',
      'x-long',
    ])
    expect(fields.slice(0, 4).map(({ value }) => value)).toEqual(['GET', 'https', 'other', '/p'])
    const name = fields.find((each) => each.name === 'x-name')?.value ?? ''
    expect(utf8(Uint8Array.from(name, (character) => character.charCodeAt(0)))).toBe('Jürgen')
    expect(fields.at(-1)?.value).toHaveLength(5000)
  })
})

describe('a request that would be another one', () => {
  it.each<[string, Partial<HttpRequest>, RegExp]>([
    [
      'a line break in a value',
      { headers: [['X', 'a\r\nY: b']] },
      /^The value of the header X holds a line break/,
    ],
    ['a bare line feed', { headers: [['X', 'a\nY: b']] }, /holds a line break/],
    ['a zero', { headers: [['X', 'a\0']] }, /holds a line break or control character/],
    ['a colon in a name', { headers: [['X: y', 'a']] }, /is no name of an HTTP header/],
    ['a line break in a name', { headers: [['X\r\nY', 'a']] }, /^"X\\r\\nY" is no name/],
    ['an empty name', { headers: [['', 'a']] }, /^"" is no name/],
    ['a pseudo-header', { headers: [[':path', '/x']] }, /is no name/],
    ['a space in the method', { method: 'GET /x' }, /is no HTTP method/],
    ['no method', { method: '' }, /is no HTTP method/],
    ['a space in the path', { path: '/a b' }, /is no HTTP path/],
    ['a line break in the path', { path: '/ HTTP/1.1\r\nX: y' }, /is no HTTP path/],
    ['a whole address for a path', { path: 'https://x/' }, /is no HTTP path/],
    ['letters beyond ASCII in the path', { path: '/ü' }, /written as %XX/],
    ['too much of it', { headers: [['X', 'y'.repeat(70_000)]] }, /is too long/],
  ])('is refused: %s', (_what, more, sentence) => {
    expect(requestFault(request(more))).toMatch(sentence)
    expect(requestFault(request(more))).not.toMatch(/[\r\n]/)
  })

  it.each<[string, Partial<HttpRequest>]>([
    ['a tab in a value', { headers: [['X', 'a\tb']] }],
    ['letters beyond ASCII in a value', { headers: [['X', 'ü']] }],
    ['an empty value', { headers: [['X', '']] }],
    ['any method', { method: 'PROPFIND' }],
    ['the asterisk', { method: 'OPTIONS', path: '*' }],
    ['a query', { path: '/a?b=%20&c=d#' }],
  ])('is none: %s', (_what, more) => {
    expect(requestFault(request(more))).toBeNull()
  })

  it('is refused before anything is sent', async () => {
    let connections = 0
    const port = await lab.server(() => connections++)
    const run = await runProbe(askedOf({ port, http: request({ path: '/\r\nX: y' }) }))
    expect(stagesOf(run)).toBe('http failed')
    expect(run).toMatchObject({ connection: null, attempts: [], cancelled: false })
    expect(connections).toBe(0)
  })
})
