import { type Exchange, synthesiseCapture } from '../../../src/main/capture-file/synthesise.ts'
import { type KeyLogEntry, KeyLogReader } from '../../../src/main/decrypt/key-log.ts'
import { SecretStore } from '../../../src/main/decrypt/secret-store.ts'
import { concat, hex, utf8Bytes } from '../../../src/shared/bytes/text.ts'
import { HpackDecoder } from '../../../src/shared/http/hpack/decoder.ts'
import { HttpReader } from '../../../src/shared/http/http-reader.ts'
import type { Element } from '../element.ts'
import { textElements } from '../grammar/text.ts'
import { handshakeElements } from '../grammar/tls.ts'
import { KEY_LOG, PLAINTEXTS, seal } from '../seeds/sealed.ts'
import { must, type Target } from '../target.ts'
import { analyseHolds } from './river.ts'

function entriesOf(bytes: Uint8Array, size: () => number): { entries: KeyLogEntry[]; malformed: number[] } {
  const entries: KeyLogEntry[] = []
  const malformed: number[] = []
  const reader = new KeyLogReader({
    entry: (entry) => entries.push(entry),
    malformed: (line) => malformed.push(line),
  })
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + size())
    reader.push(bytes.subarray(at, end))
    at = end
  }
  reader.end()
  return { entries, malformed }
}

const keyLog: Target = {
  name: 'key-log',
  seeds: () => [
    utf8Bytes(KEY_LOG),
    utf8Bytes(
      `# a comment\r\nCLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\r\nRSA ${'0a'.repeat(8)} ${'0b'.repeat(48)}\n`,
    ),
    utf8Bytes(
      `RSA Session-ID:${'ef'.repeat(32)} Master-Key:${'01'.repeat(48)}\nEXPORTER_SECRET ${'ab'.repeat(32)} 00\nnonsense`,
    ),
  ],
  grammar: textElements,
  run: (bytes, random) => {
    const whole = entriesOf(bytes, () => bytes.length)
    const pieces = entriesOf(bytes, () => 1 + random.below(90))
    const told = ({ entries, malformed }: ReturnType<typeof entriesOf>): string =>
      [...entries.map(({ label, id, secret }) => `${label} ${id} ${hex(secret)}`), ...malformed].join('\n')
    must(told(whole) === told(pieces), () => 'in pieces other secrets than at once')
    for (const { label, id, secret } of whole.entries) {
      must(label !== '' && /^[0-9a-f]*$/.test(id) && secret.length > 0, () => `${label} has no secret`)
    }
    new SecretStore().addKeyLog('the input', bytes)
  },
}

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

/** What stands inside the protection, mutated before it is sealed: opened with the capture's own secrets. */
const sealed: Target = {
  name: 'sealed',
  seeds: () => PLAINTEXTS,
  grammar: (bytes) => {
    const found: Element[] = []
    for (let at = 0; at + 3 <= bytes.length; ) {
      const end = at + 3 + (((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0))
      if (end > bytes.length) break
      found.push({ start: at, end, lengths: [{ at: at + 1, size: 2 }] })
      let message = at + 3
      while (((bytes[at] ?? 0) & 3) === 0 && message + 4 <= end) {
        const length =
          ((bytes[message + 1] ?? 0) << 16) | ((bytes[message + 2] ?? 0) << 8) | (bytes[message + 3] ?? 0)
        if (message + 4 + length > end) break
        const raw = bytes.subarray(message, message + 4 + length)
        found.push(...handshakeElements(raw, message, { version: 0x0304, cipherSuite: 0x1301 }))
        message += 4 + length
      }
      at = end
    }
    return found
  },
  run: async (bytes, random) => {
    await analyseHolds(captureOf(bytes), random)
  },
}

/** A capture, with its secrets, of peers that say what `plaintext` holds. */
export function captureOf(plaintext: Uint8Array): Uint8Array {
  const start = 1_790_000_000_000_000
  const exchanges: Exchange[] = [{ atMicros: start, from: 'client', kind: 'open' }]
  seal(plaintext).forEach((turn, index) => {
    exchanges.push({ atMicros: start + 5000 * (index + 1), from: turn.from, kind: 'data', bytes: turn.bytes })
  })
  exchanges.push({ atMicros: start + 5_000_000, from: 'server', kind: 'fin' })
  const client = { address: '10.20.0.4', port: 50_000 }
  const server = { address: '10.20.1.10', port: 443 }
  return synthesiseCapture([{ client, server, exchanges }], { keyLog: KEY_LOG })
}

export const DECRYPTED_TARGETS: readonly Target[] = [keyLog, http, sealed]
