import { describe, expect, it } from 'vitest'
import { Http1Answer } from '../../../../../src/main/probe/stages/http1-answer.ts'
import { latin1, utf8Bytes } from '../../../../../src/shared/bytes/text.ts'

const OK = 'HTTP/1.1 200 OK\r\n'

/** Reads the same answer whole and byte by byte: both have to say the same. */
function read(text: string, method = 'GET'): Http1Answer {
  const bytes = utf8Bytes(text)
  const [whole, bytewise] = [0, 1].map(() => new Http1Answer({ method, path: '/', headers: [] }, 'a'))
  if (whole === undefined || bytewise === undefined) throw new Error('two readers')
  whole.push(bytes, 1)
  for (const byte of bytes) bytewise.push(Uint8Array.of(byte), 1)
  expect({ ...bytewise.answer }).toEqual({ ...whole.answer })
  expect([bytewise.state, bytewise.refusal]).toEqual([whole.state, whole.refusal])
  return whole
}

const bodyOf = (reader: Http1Answer): string => latin1(reader.answer?.body ?? new Uint8Array(0))

describe('an answer of HTTP/1.1', () => {
  it('is a status, a reason, fields and a body', () => {
    const reader = read(
      'HTTP/1.1 403 Forbidden: no \r\nServer: nginx\r\nX-A:1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\nno!',
    )
    expect(reader.answer).toMatchObject({
      version: '1.1',
      status: 403,
      reason: 'Forbidden: no',
      headers: [
        ['Server', 'nginx'],
        ['X-A', '1'],
        ['x-a', '2'],
        ['Content-Length', '3'],
      ],
      atMicros: 1,
    })
    expect([bodyOf(reader), reader.state]).toEqual(['no!', 'whole'])
  })

  it.each([
    ['by its length', `${OK}Content-Length: 2\r\n\r\nokHTTP/1.1 500 x\r\n\r\n`, 'ok', 'whole'],
    ['not yet by its length', `${OK}Content-Length: 5\r\n\r\nok`, 'ok', 'open'],
    ['by nothing but the close', `${OK}\r\nok`, 'ok', 'open'],
    [
      'by its last chunk',
      `${OK}Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: x\r\n\r\n`,
      'abc0123456789',
      'whole',
    ],
    ['not yet by its last chunk', `${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`, 'abc', 'open'],
    [
      'where its chunks make no sense',
      `${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n`,
      'abc',
      'whole',
    ],
    ['where a chunk has no size', `${OK}Transfer-Encoding: chunked\r\n\r\nhello\r\n`, '', 'whole'],
    ['at once, having none', 'HTTP/1.1 204 No Content\r\n\r\nxx', '', 'whole'],
    ['at once, with a length of 0', `${OK}Content-Length: 0\r\n\r\nxx`, '', 'whole'],
    ['with bare line feeds', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok', 'ok', 'whole'],
    [
      'where another protocol begins',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nxx',
      '',
      'whole',
    ],
  ])('ends %s', (_how, text, body, state) => {
    const reader = read(text)
    expect([bodyOf(reader), reader.state]).toEqual([body, state])
  })

  it('to HEAD has no body', () => {
    const reader = read(`${OK}Content-Length: 100\r\n\r\n`, 'HEAD')
    expect([bodyOf(reader), reader.state]).toEqual(['', 'whole'])
  })

  it('comes after interim ones', () => {
    expect(
      read(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 \r\nLink: x\r\n\r\n${OK}\r\n`).answer?.status,
    ).toBe(200)
  })

  it('does not come after too many of them', () => {
    expect(read('HTTP/1.1 100 Continue\r\n\r\n'.repeat(40)).refusal).toBe('sends interim answers without end')
  })

  it('of any length is kept as far as 64 KiB', () => {
    const reader = new Http1Answer({ method: 'GET', path: '/', headers: [] }, 'a')
    reader.push(utf8Bytes(`${OK}\r\n`), 1)
    for (let count = 0; count < 100; count++) reader.push(utf8Bytes('x'.repeat(1000)), 2)
    expect(reader.answer?.body).toHaveLength(65_536)
    expect(reader.state).toBe('enough')
  })

  it('whose head has no end is given up', () => {
    const reader = new Http1Answer({ method: 'GET', path: '/', headers: [] }, 'a')
    reader.push(utf8Bytes(OK), 1)
    for (let count = 0; count < 300; count++) reader.push(utf8Bytes('X: y'.repeat(250)), 2)
    expect(reader.refusal).toBe('answered with a head that is too long for this program')
    expect(reader.answer).toBeNull()
  })

  it.each([
    ['\x15\x03\x03', 'answered with a TLS record where HTTP was expected'],
    ['SSH-2.0-x', 'answered with an SSH banner: “SSH-2.0-x” where HTTP was expected'],
    ['HTTP/2 200\r\n\r\n', 'answered with plain HTTP: “HTTP/2 200” where HTTP was expected'],
  ])('that is none is named: %j', (text, refusal) => {
    const reader = new Http1Answer({ method: 'GET', path: '/', headers: [] }, 'a')
    reader.push(utf8Bytes(text), 1)
    expect(reader).toMatchObject({ refusal, answer: null })
  })
})
