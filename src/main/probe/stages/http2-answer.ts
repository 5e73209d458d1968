import { concat, latin1, utf8Bytes } from '../../../shared/bytes/text.ts'
import { HpackDecoder } from '../../../shared/http/hpack/decoder.ts'
import { PREFACE } from '../../../shared/http/http2-reader.ts'
import { BODY_LIMIT, HEAD_LIMIT } from '../../../shared/http/limits.ts'
import { errorName, HTTP_1_1_REQUIRED } from '../../../shared/http/status.ts'
import { firstWords } from '../../../shared/tls/record/first-words.ts'
import type { HttpAnswer, HttpRequest } from '../probe.ts'
import { type AnswerReader, Body } from './answer-reader.ts'
import type { AnswerHead } from './http1-head.ts'
import { encodeFields } from './http2-fields.ts'
import { encodeFrame, FLAG, FRAME, type Frame, FrameCutter, uint32 } from './http2-frames.ts'

/** The one stream that is asked on (RFC 9113 5.1.1). */
const STREAM = 1
const INTERIM_LIMIT = 16
/** Pings and settings that are answered; who sends more wants something else than to be asked. */
const REPLY_LIMIT = 64
const SETTING = { enablePush: 2, initialWindowSize: 4 } as const
/** Room for a body of which the limit is kept, and a byte that shows there is more. */
const WINDOW = BODY_LIMIT + 1
const INITIAL_WINDOW = 65_535

/** One request of HTTP/2 and its answer (RFC 9113): no more of the protocol than a status takes. */
export class Http2Answer implements AnswerReader {
  readonly request: Uint8Array
  readonly #hpack = new HpackDecoder()
  readonly #cutter = new FrameCutter(HEAD_LIMIT)
  readonly #body = new Body(BODY_LIMIT)
  #head: AnswerHead | null = null
  #firstMicros: number | null = null
  #interim = 0
  #replies: Uint8Array[] = []
  #replied = 0
  /** A header block that CONTINUATION frames go on with. */
  #block: {
    readonly pieces: Uint8Array[]
    length: number
    readonly last: boolean
    readonly ours: boolean
  } | null = null
  #over = false
  #settled = false
  #refusal: string | null = null

  constructor(request: HttpRequest, host: string) {
    const settings = Uint8Array.of(
      ...setting(SETTING.enablePush, 0),
      ...setting(SETTING.initialWindowSize, WINDOW),
    )
    this.request = concat([
      utf8Bytes(PREFACE),
      encodeFrame(FRAME.settings, 0, 0, settings),
      encodeFrame(FRAME.windowUpdate, 0, 0, uint32(WINDOW - INITIAL_WINDOW)),
      ...headerFrames(encodeFields(request, host)),
    ])
  }

  get answered(): boolean {
    return this.#head !== null
  }

  get answer(): HttpAnswer | null {
    if (this.#head === null) return null
    return { ...this.#head, body: this.#body.bytes(), atMicros: this.#firstMicros ?? 0 }
  }

  get state(): AnswerReader['state'] {
    if (this.#over) return 'whole'
    return this.#body.full ? 'enough' : 'open'
  }

  get refusal(): string | null {
    return this.#refusal
  }

  reply(): Uint8Array {
    return concat(this.#replies.splice(0))
  }

  push(bytes: Uint8Array, atMicros: number): void {
    for (const frame of this.#cutter.push(bytes)) {
      if (this.#over) return
      this.#take(frame, atMicros)
    }
    if (!this.#cutter.tooLong) return
    const tooLong = 'sent an HTTP/2 frame that is too long for this program'
    this.#refuse(this.#settled ? tooLong : notHttp2(this.#cutter.start))
  }

  #take(frame: Frame, atMicros: number): void {
    const { type, flags, stream, payload } = frame
    if (!this.#settled) {
      // RFC 9113 3.4: SETTINGS comes first; whatever else comes is another protocol.
      if (type !== FRAME.settings || stream !== 0) {
        if (type !== FRAME.goAway) {
          this.#refuse(notHttp2(this.#cutter.start))
          return
        }
      }
      this.#settled = true
    }
    if (this.#block !== null && type !== FRAME.continuation) {
      this.#refuse('broke off a header block of HTTP/2')
      return
    }
    switch (type) {
      case FRAME.headers:
        this.#blockBegins(frame, atMicros)
        return
      case FRAME.continuation:
        this.#blockGoesOn(frame)
        return
      case FRAME.data:
        if (stream !== STREAM) return
        if (this.#head === null) {
          this.#refuse('sent a body of HTTP/2 without a head')
          return
        }
        this.#body.push(unpadded(frame, 0))
        if ((flags & FLAG.endStream) !== 0) this.#over = true
        return
      case FRAME.settings:
        if ((flags & FLAG.ack) === 0) this.#answer(encodeFrame(FRAME.settings, FLAG.ack, 0))
        return
      case FRAME.ping:
        if ((flags & FLAG.ack) === 0) this.#answer(encodeFrame(FRAME.ping, FLAG.ack, 0, payload))
        return
      case FRAME.resetStream:
        if (stream === STREAM) this.#reset('RST_STREAM', number32(payload, 0))
        return
      case FRAME.goAway:
        // Our stream may still be answered, unless it lies beyond the last that is (RFC 9113 6.8).
        if ((number32(payload, 0) & 0x7fffffff) < STREAM || number32(payload, 4) !== 0) {
          this.#reset('GOAWAY', number32(payload, 4))
        }
        return
      default:
        return
    }
  }

  #blockBegins(frame: Frame, atMicros: number): void {
    const priority = (frame.flags & FLAG.priority) !== 0 ? 5 : 0
    if (frame.stream === STREAM) this.#firstMicros ??= atMicros
    const piece = unpadded(frame, priority)
    const last = (frame.flags & FLAG.endStream) !== 0
    this.#block = { pieces: [piece], length: piece.length, last, ours: frame.stream === STREAM }
    if ((frame.flags & FLAG.endHeaders) !== 0) this.#blockDone()
  }

  #blockGoesOn({ flags, payload }: Frame): void {
    const block = this.#block
    if (block === null) {
      this.#refuse('went on with a header block of HTTP/2 that had not begun')
      return
    }
    if (payload.length > 0) block.pieces.push(payload)
    block.length += payload.length
    if (block.length > HEAD_LIMIT) {
      this.#refuse('answered with a head that is too long for this program')
      return
    }
    if ((flags & FLAG.endHeaders) !== 0) this.#blockDone()
  }

  #blockDone(): void {
    const block = this.#block
    this.#block = null
    if (block === null) return
    const { fields, bad } = this.#hpack.decode(concat(block.pieces))
    const status = fields.find(({ name }) => name === ':status')?.value ?? ''
    if (bad) {
      this.#refuse('answered with a header block that is no HPACK')
      return
    }
    if (!block.ours) return
    if (this.#head === null) {
      if (!/^[1-9]\d{2}$/.test(status)) {
        this.#refuse('answered with an HTTP/2 head without a status')
        return
      }
      if (status.startsWith('1')) {
        this.#firstMicros = null
        if (++this.#interim > INTERIM_LIMIT) this.#refuse('sends interim answers without end')
        return
      }
      const headers = fields
        .filter(({ name }) => !name.startsWith(':'))
        .map(({ name, value }) => [name, value] as const)
      this.#head = { version: '2', status: Number(status), reason: '', headers }
    }
    // Anything after the head is a trailer.
    if (block.last) this.#over = true
  }

  #answer(frame: Uint8Array): void {
    if (++this.#replied <= REPLY_LIMIT) this.#replies.push(frame)
  }

  /** A refusal without a status; behind a head it only ends the body. */
  #reset(what: string, code: number): void {
    const why =
      code === HTTP_1_1_REQUIRED ? ': it wants HTTP/1.1, as servers do that ask for a certificate late' : ''
    if (this.#head === null)
      this.#refuse(`refused the request with ${what} ${errorName(code)} of HTTP/2${why}`)
    this.#over = true
  }

  #refuse(why: string): void {
    if (this.#head === null) this.#refusal ??= why
    this.#over = true
  }
}

function notHttp2(start: Uint8Array): string {
  const text = latin1(start)
  const what = text.startsWith('HTTP/1') ? 'HTTP/1.1' : firstWords(start)
  return `agreed on HTTP/2 by ALPN, and then answered with ${what}`
}

/** Without padding and what stands ahead of the content (RFC 9113 6.1, 6.2). */
function unpadded({ flags, payload }: Frame, ahead: number): Uint8Array {
  const padded = (flags & FLAG.padded) !== 0
  const start = ahead + (padded ? 1 : 0)
  const end = payload.length - (padded ? (payload[0] ?? 0) : 0)
  return start < end ? payload.subarray(start, end) : payload.subarray(0, 0)
}

function headerFrames(block: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let at = 0; at === 0 || at < block.length; at += FRAME_LENGTH) {
    const last = at + FRAME_LENGTH >= block.length ? FLAG.endHeaders : 0
    const piece = block.subarray(at, at + FRAME_LENGTH)
    frames.push(
      at === 0
        ? encodeFrame(FRAME.headers, FLAG.endStream | last, STREAM, piece)
        : encodeFrame(FRAME.continuation, last, STREAM, piece),
    )
  }
  return frames
}

/** SETTINGS_MAX_FRAME_SIZE of whoever has not said otherwise. */
const FRAME_LENGTH = 16_384

function setting(identifier: number, value: number): number[] {
  return [0, identifier, ...uint32(value)]
}

/** Big-endian; bytes that are not there are zero. */
function number32(payload: Uint8Array, at: number): number {
  const byte = (index: number): number => payload[at + index] ?? 0
  return byte(0) * 0x1000000 + ((byte(1) << 16) | (byte(2) << 8) | byte(3))
}
