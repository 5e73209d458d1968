import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../../../../src/main/probe/probe.ts'
import type { AnswerReader } from '../../../../../src/main/probe/stages/answer-reader.ts'
import { Http1Answer } from '../../../../../src/main/probe/stages/http1-answer.ts'
import { Http2Answer } from '../../../../../src/main/probe/stages/http2-answer.ts'
import { encodeFrame, FRAME } from '../../../../../src/main/probe/stages/http2-frames.ts'
import { concat, utf8Bytes } from '../../../../../src/shared/bytes/text.ts'

/** Whatever a server says, however it is cut: the same is read of it, without an error and in linear time. */

const GET: HttpRequest = { method: 'GET', path: '/', headers: [] }

const lines = fc.constantFrom(
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.0 404\n',
  'Transfer-Encoding: chunked\r\n',
  'Content-Length: 5\r\n',
  ': no name\r\n',
  '\r\n',
  '\n',
  '5\r\nhello\r\n',
  'ffffffffffff\r\n',
  '0\r\n\r\n',
  'hello',
)
const http1 = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: lines.map(utf8Bytes) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }) },
    ),
  )
  .map(concat)
const frame = fc
  .record({
    type: fc.oneof(fc.constantFrom(...Object.values(FRAME)), fc.nat(255)),
    flags: fc.nat(255),
    stream: fc.constantFrom(0, 1, 3),
    payload: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(Uint8Array.of(0x88), Uint8Array.of(8, 3, 0x31, 0x30, 0x33)),
    ),
  })
  .map(({ type, flags, stream, payload }) => encodeFrame(type, flags, stream, payload))
const http2 = fc
  .tuple(fc.boolean(), fc.array(frame), fc.uint8Array({ maxLength: 12 }))
  .map(([settings, frames, rest]) =>
    concat([...(settings ? [encodeFrame(FRAME.settings, 0, 0)] : []), ...frames, rest]),
  )

const READERS: readonly [string, () => AnswerReader, fc.Arbitrary<Uint8Array>][] = [
  ['HTTP/1.1', () => new Http1Answer(GET, 'a'), http1],
  ['HTTP/2', () => new Http2Answer(GET, 'a'), http2],
]

describe.each(READERS)('an answer of %s', (_name, make, said) => {
  it('is the same however it is cut', () => {
    fc.assert(
      fc.property(said, fc.array(fc.nat(30)), (bytes, cuts) => {
        const whole = make()
        whole.push(bytes, 1)
        const cut = make()
        let at = 0
        for (const length of [...cuts, bytes.length]) {
          cut.push(bytes.subarray(at, at + length), 1)
          at += length
        }
        expect(cut.answer).toEqual(whole.answer)
        expect([cut.answered, cut.state]).toEqual([whole.answered, whole.state])
        expect(cut.reply()).toEqual(whole.reply())
        expect(cut.refusal === null).toBe(whole.refusal === null)
        if (whole.refusal !== null) expect(whole.answer).toBeNull()
        expect(whole.answered).toBe(whole.answer !== null)
      }),
      { numRuns: 2000 },
    )
  })

  it('takes no longer byte by byte', () => {
    const reader = make()
    const [head, body] =
      reader instanceof Http1Answer
        ? [utf8Bytes('HTTP/1.1 200 OK\r\n'), utf8Bytes('X: y\r\n')]
        : [encodeFrame(FRAME.settings, 0, 0), encodeFrame(0xfa, 0, 0, new Uint8Array(9))]
    for (const byte of head) reader.push(Uint8Array.of(byte), 1)
    const started = performance.now()
    for (let count = 0; count < 20_000; count++) for (const byte of body) reader.push(Uint8Array.of(byte), 1)
    expect(performance.now() - started).toBeLessThan(2000)
    expect([reader.answered, reader.refusal]).toEqual([false, null])
  })
})
