import { concat, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { HpackDecoder } from '../../../src/shared/http/hpack/decoder.ts'
import { HttpReader } from '../../../src/shared/http/http-reader.ts'
import type { Element } from '../element.ts'
import { must, type Target } from '../target.ts'

const nowhere = { frames: [1], startedMicros: 0, completedMicros: 0 }

/** One direction bit and 15 bits of length, then so many bytes of plaintext. */
const http: Target = {
  name: 'http',
  seeds: () => [
    concat([
      said(
        'client',
        utf8Bytes(
          'POST /a/b?c=d HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n5\r\nhello\r\n0\r\nTrailer: y\r\n\r\n',
        ),
      ),
      said(
        'server',
        utf8Bytes(
          'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: 5\r\n\r\n<html',
        ),
      ),
    ]),
    concat([
      said('client', utf8Bytes('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')),
      said('client', frame(4, 0, 0, Uint8Array.of(0, 1, 0, 0, 16, 0))),
      said(
        'client',
        frame(
          1,
          5,
          1,
          Uint8Array.of(
            0x82,
            0x84,
            0x86,
            0x41,
            0x8c,
            0xf1,
            0xe3,
            0xc2,
            0xe5,
            0xf2,
            0x3a,
            0x6b,
            0xa0,
            0xab,
            0x90,
            0xf4,
            0xff,
          ),
        ),
      ),
      said(
        'server',
        concat([
          frame(4, 0, 0, new Uint8Array(0)),
          frame(1, 4, 1, Uint8Array.of(0x8c, 0x0f, 0x0d, 1, 0x35)),
          frame(0, 1, 1, utf8Bytes('<html')),
        ]),
      ),
      said(
        'server',
        concat([
          frame(1, 0x28, 3, Uint8Array.of(2, 0, 0, 0, 0, 5, 0x20, 0x88, 0, 0)),
          frame(9, 0, 3, Uint8Array.of(0x40, 1, 0x61, 1, 0x62)),
          frame(9, 4, 3, Uint8Array.of(0xbe, 0x3f, 0xe1, 0x1f)),
          frame(5, 4, 1, Uint8Array.of(0, 0, 0, 2, 0x82)),
        ]),
      ),
      said('server', concat([frame(3, 0, 1, Uint8Array.of(0, 0, 0, 13)), frame(7, 0, 0, new Uint8Array(8))])),
    ]),
  ],
  grammar: (bytes) => {
    const found: Element[] = []
    for (let at = 0; at + 2 <= bytes.length; ) {
      const end = at + 2 + ((((bytes[at] ?? 0) & 0x7f) << 8) | (bytes[at + 1] ?? 0))
      if (end > bytes.length) break
      found.push({ start: at, end, lengths: [{ at, size: 2 }] })
      for (let inner = at + 2; inner + 9 <= end; ) {
        const length = ((bytes[inner] ?? 0) << 16) | ((bytes[inner + 1] ?? 0) << 8) | (bytes[inner + 2] ?? 0)
        if (inner + 9 + length > end) break
        found.push({ start: inner, end: inner + 9 + length, lengths: [{ at: inner, size: 3 }] })
        inner += 9 + length
      }
      at = end
    }
    return found
  },
  run: (bytes, random) => {
    let events = 0
    const reader = new HttpReader({
      http: ({ length, message }) => {
        events++
        must(
          length >= 0 && length <= 2 * bytes.length + 64,
          () => `a message of ${length} bytes out of ${bytes.length}`,
        )
        if (message.kind === 'response')
          must(Number.isInteger(message.status), () => `status ${message.status}`)
        must(!JSON.stringify(message).includes('\\u0000'), () => 'a control character that was not made safe')
      },
    })
    for (let at = 0; at + 2 <= bytes.length; ) {
      const peer = ((bytes[at] ?? 0) & 0x80) === 0 ? 'client' : 'server'
      const end = Math.min(bytes.length, at + 2 + ((((bytes[at] ?? 0) & 0x7f) << 8) | (bytes[at + 1] ?? 0)))
      if (random.chance(0.02)) reader.lost(peer)
      reader.push(peer, bytes.subarray(at + 2, end), nowhere)
      at = end
    }
    reader.end()
    must(events <= bytes.length, () => `${events} messages out of ${bytes.length} bytes`)
    if (!random.chance(0.2)) return
    const decoder = new HpackDecoder()
    decoder.decode(bytes.subarray(2))
    decoder.decode(bytes)
  },
}

function said(from: 'client' | 'server', bytes: Uint8Array): Uint8Array {
  return concat([
    Uint8Array.of((from === 'server' ? 0x80 : 0) | (bytes.length >> 8), bytes.length & 0xff),
    bytes,
  ])
}

/** RFC 9113 4.1. */
function frame(type: number, flags: number, stream: number, payload: Uint8Array): Uint8Array {
  const { length } = payload
  return concat([Uint8Array.of(0, length >> 8, length & 0xff, type, flags, 0, 0, 0, stream), payload])
}

export const HTTP_TARGETS: readonly Target[] = [http]
