import type { HttpRequest } from '../../../src/main/probe/probe.ts'
import type { AnswerReader } from '../../../src/main/probe/stages/answer-reader.ts'
import { Http1Answer } from '../../../src/main/probe/stages/http1-answer.ts'
import { Http2Answer } from '../../../src/main/probe/stages/http2-answer.ts'
import { encodeFrame, FLAG, FRAME } from '../../../src/main/probe/stages/http2-frames.ts'
import { concat, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { BODY_LIMIT } from '../../../src/shared/http/limits.ts'
import type { Element } from '../element.ts'
import { textElements } from '../grammar/text.ts'
import type { Random } from '../random.ts'
import { must, type Target } from '../target.ts'

const GET: HttpRequest = { method: 'GET', path: '/status-0123456789abcdef', headers: [] }
const HOST = 'apim.contoso.internal'

/** Whatever a server answers the probe: the same is understood of it however it is cut. */
function answerHolds(make: () => AnswerReader, bytes: Uint8Array, random: Random): void {
  const whole = make()
  whole.push(bytes, 1)
  const pieces = make()
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + 1 + random.small(200))
    pieces.push(bytes.subarray(at, end), 1)
    at = end
  }
  must(
    JSON.stringify(told(whole)) === JSON.stringify(told(pieces)),
    () => 'in pieces another answer than at once',
  )
  must(whole.answered === (whole.answer !== null), () => 'answered without an answer')
  must(whole.refusal === null || whole.answer === null, () => 'an answer that was refused')
  must((whole.answer?.body.length ?? 0) <= BODY_LIMIT, () => 'a body beyond its limit')
  must(!/undefined|NaN|\[object/.test(whole.refusal ?? ''), () => `a refusal that says ${whole.refusal}`)
}

function told(reader: AnswerReader): unknown {
  const { answer, state, answered, refusal } = reader
  return [
    answer && { ...answer, body: [...answer.body] },
    state,
    answered,
    refusal === null,
    [...reader.reply()],
  ]
}

const http1: Target = {
  name: 'answer',
  seeds: () =>
    [
      'HTTP/1.1 403 Forbidden\r\nServer: Microsoft-IIS/10.0\r\nContent-Length: 5\r\n\r\nhello',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nTrailer: z\r\n\r\n',
      'HTTP/1.0 400 \nServer: Microsoft-Azure-Application-Gateway/v2\n\n<html>no length</html>',
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nrest',
      'HTTP/1.1 204 No Content\r\n\r\n',
      'SSH-2.0-OpenSSH_9.2\r\n',
    ].map(utf8Bytes),
  grammar: textElements,
  run: (bytes, random) => {
    const method = random.pick(['GET', 'HEAD', 'CONNECT']) ?? 'GET'
    answerHolds(() => new Http1Answer({ ...GET, method }, HOST), bytes, random)
  },
}

/** Fields in HPACK without Huffman or table: literals with a new name (RFC 7541 6.2.2). */
function literal(name: string, value: string): Uint8Array {
  return concat([
    Uint8Array.of(0, name.length),
    utf8Bytes(name),
    Uint8Array.of(value.length),
    utf8Bytes(value),
  ])
}

const settings = encodeFrame(FRAME.settings, 0, 0)
const head = concat([
  Uint8Array.of(0x20, 0x88),
  literal('server', 'nginx'),
  Uint8Array.of(0x40, 1, 0x61, 1, 0x62),
])

const http2: Target = {
  name: 'answer-h2',
  seeds: () => [
    concat([
      settings,
      encodeFrame(FRAME.ping, 0, 0, new Uint8Array(8)),
      encodeFrame(FRAME.headers, FLAG.endHeaders, 1, head),
      encodeFrame(FRAME.data, FLAG.padded, 1, Uint8Array.of(2, 0x68, 0x69, 0, 0)),
      encodeFrame(FRAME.headers, FLAG.endHeaders | FLAG.endStream, 1, literal('grpc-status', '0')),
    ]),
    concat([
      settings,
      encodeFrame(
        FRAME.headers,
        FLAG.padded | FLAG.priority,
        1,
        concat([Uint8Array.of(1, 0, 0, 0, 0, 5), head]),
      ),
      encodeFrame(FRAME.continuation, 0, 1, literal('a', 'b')),
      encodeFrame(FRAME.continuation, FLAG.endHeaders, 1, Uint8Array.of(0xbe)),
      encodeFrame(FRAME.data, FLAG.endStream, 1, utf8Bytes('body')),
    ]),
    concat([settings, encodeFrame(FRAME.headers, FLAG.endHeaders, 1, Uint8Array.of(8, 3, 0x31, 0x30, 0x33))]),
    concat([settings, encodeFrame(FRAME.resetStream, 0, 1, Uint8Array.of(0, 0, 0, 13))]),
    encodeFrame(FRAME.goAway, 0, 0, new Uint8Array(8)),
    utf8Bytes('HTTP/1.1 400 Bad Request\r\n\r\n'),
  ],
  grammar: (bytes) => {
    const found: Element[] = []
    for (let at = 0; at + 9 <= bytes.length; ) {
      const end = at + 9 + (((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0))
      if (end > bytes.length) break
      found.push({ start: at, end, lengths: [{ at, size: 3 }] })
      at = end
    }
    return found
  },
  run: (bytes, random) => answerHolds(() => new Http2Answer(GET, HOST), bytes, random),
}

export const ANSWER_TARGETS: readonly Target[] = [http1, http2]
