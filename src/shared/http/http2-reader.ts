import { concat } from '../bytes/text.ts'
import type { Provenance } from '../tls/record/events.ts'
import type { HttpEvent, HttpPeer } from './events.ts'
import { HeadFields, joinProvenance, requestOf, responseOf } from './head.ts'
import { HpackDecoder } from './hpack/decoder.ts'
import { BODIES_AT_ONCE, HEAD_LIMIT, PENDING_LIMIT } from './limits.ts'
import { OpenMessage } from './open-message.ts'
import { CANCEL, errorName, NO_ERROR } from './status.ts'

/** RFC 9113 3.4. */
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

const FRAME_HEADER = 9
/** RFC 9113 6. */
const FRAME = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  pushPromise: 5,
  goAway: 7,
  continuation: 9,
} as const
const FLAG = { endStream: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const
const HEADER_TABLE_SIZE = 1

interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly length: number
}

/**
 * Reads one direction of HTTP/2 (RFC 9113): the heads of requests and responses, refusals of streams and of the
 * connection, and the bodies of refusals. Linear in the bytes; memory is one header block, its table and a few bodies.
 */
export class Http2Reader {
  readonly #peer: HttpPeer
  readonly #emit: (event: HttpEvent) => void
  readonly #tableSize: (size: number) => void
  readonly #hpack = new HpackDecoder()
  readonly #frameHeader = new Uint8Array(FRAME_HEADER)
  #headerBytes = 0
  #frame: Frame | null = null
  /** Bytes of the frame's payload that are still to come. */
  #left = 0
  #payload: Uint8Array[] = []
  #skip: number
  /** A header block that CONTINUATION frames go on with. */
  #block: {
    stream: number
    endsStream: boolean
    promise: boolean
    pieces: Uint8Array[]
    length: number
  } | null = null
  #at: Provenance | null = null
  readonly #open = new Map<number, OpenMessage>()
  #over = false

  /** @param tableSize told of this peer's SETTINGS_HEADER_TABLE_SIZE, which binds the other one's encoder */
  constructor(peer: HttpPeer, emit: (event: HttpEvent) => void, tableSize: (size: number) => void) {
    this.#peer = peer
    this.#emit = emit
    this.#tableSize = tableSize
    this.#skip = peer === 'client' ? PREFACE.length : 0
  }

  get over(): boolean {
    return this.#over
  }

  /** The other peer's SETTINGS_HEADER_TABLE_SIZE. */
  allowTable(size: number): void {
    this.#hpack.allow(size)
  }

  /** The next bytes in order; what has to outlive the call is copied. */
  push(bytes: Uint8Array, at: Provenance): void {
    let position = Math.min(this.#skip, bytes.length)
    this.#skip -= position
    while (position < bytes.length && !this.#over) {
      const frame = this.#frame
      if (frame === null) {
        position = this.#header(bytes, position)
        continue
      }
      const to = Math.min(bytes.length, position + this.#left)
      this.#take(frame, bytes, position, to, at)
      this.#left -= to - position
      position = to
      if (this.#left === 0) this.#frameDone(frame, at)
    }
  }

  /** Header blocks depend on those before: nothing can be read behind a hole. */
  lost(): void {
    this.end()
  }

  end(): void {
    for (const stream of [...this.#open.keys()]) this.#close(stream)
    this.#over = true
    this.#payload = []
    this.#block = null
  }

  #header(bytes: Uint8Array, from: number): number {
    const to = Math.min(bytes.length, from + FRAME_HEADER - this.#headerBytes)
    this.#frameHeader.set(bytes.subarray(from, to), this.#headerBytes)
    this.#headerBytes += to - from
    if (this.#headerBytes < FRAME_HEADER) return to
    this.#headerBytes = 0
    const at = (index: number): number => this.#frameHeader[index] ?? 0
    const length = (at(0) << 16) | (at(1) << 8) | at(2)
    const stream = ((at(5) & 0x7f) << 24) | (at(6) << 16) | (at(7) << 8) | at(8)
    const frame: Frame = { type: at(3), flags: at(4), stream, length }
    this.#frame = frame
    this.#left = length
    if (isHead(frame.type) && length > HEAD_LIMIT) this.end()
    else if (length === 0) this.#frameDone(frame, null)
    return to
  }

  #take(frame: Frame, bytes: Uint8Array, from: number, to: number, at: Provenance): void {
    if (isHead(frame.type)) {
      this.#at = joinProvenance(this.#at, at)
      this.#payload.push(bytes.slice(from, to))
    } else if (isControl(frame.type) && frame.length <= HEAD_LIMIT) {
      this.#payload.push(bytes.slice(from, to))
    } else if (frame.type === FRAME.data) {
      this.#open.get(frame.stream)?.body(bytes, from, to)
    }
  }

  #frameDone(frame: Frame, at: Provenance | null): void {
    const payload = concat(this.#payload)
    this.#payload = []
    this.#frame = null
    switch (frame.type) {
      case FRAME.headers:
      case FRAME.pushPromise:
        this.#blockBegins(frame, payload)
        return
      case FRAME.continuation:
        this.#blockGoesOn(frame, payload)
        return
      case FRAME.data:
        if ((frame.flags & FLAG.endStream) !== 0) this.#close(frame.stream)
        return
      case FRAME.settings:
        this.#settings(payload)
        return
      case FRAME.resetStream:
        this.#close(frame.stream)
        if (at !== null) this.#reset(frame.stream, uint32(payload, 0), frame, at)
        return
      case FRAME.goAway:
        if (at !== null) this.#reset(null, uint32(payload, 4), frame, at)
        return
      default:
        return
    }
  }

  #blockBegins(frame: Frame, payload: Uint8Array): void {
    const padded = (frame.flags & FLAG.padded) !== 0
    const promise = frame.type === FRAME.pushPromise
    const priority = !promise && (frame.flags & FLAG.priority) !== 0
    const start = (padded ? 1 : 0) + (promise ? 4 : priority ? 5 : 0)
    const end = payload.length - (padded ? (payload[0] ?? 0) : 0)
    if (start > end || this.#block !== null) {
      this.end()
      return
    }
    const endsStream = !promise && (frame.flags & FLAG.endStream) !== 0
    const piece = payload.subarray(start, end)
    this.#block = { stream: frame.stream, endsStream, promise, pieces: [piece], length: piece.length }
    if ((frame.flags & FLAG.endHeaders) !== 0) this.#blockDone()
  }

  #blockGoesOn(frame: Frame, payload: Uint8Array): void {
    const block = this.#block
    if (block === null || block.stream !== frame.stream || block.length + payload.length > HEAD_LIMIT) {
      this.end()
      return
    }
    if (payload.length > 0) block.pieces.push(payload)
    block.length += payload.length
    if ((frame.flags & FLAG.endHeaders) !== 0) this.#blockDone()
  }

  #blockDone(): void {
    const block = this.#block
    const at = this.#at
    this.#block = null
    this.#at = null
    if (block === null || at === null) return
    const { fields, bad } = this.#hpack.decode(concat(block.pieces))
    const head = new HeadFields()
    for (const { name, value } of fields) head.add(name, value)
    if (!block.promise) this.#message(block.stream, head, at, block.length)
    if (block.endsStream) this.#close(block.stream)
    if (bad) this.end()
  }

  /** A head; or trailers, which have neither :method nor :status. */
  #message(stream: number, head: HeadFields, at: Provenance, length: number): void {
    const method = head.get(':method')
    const status = head.get(':status')
    if (this.#peer === 'client' && method !== null) {
      const request = requestOf('2', stream, method, head.get(':path') ?? '', head)
      this.#begin(stream, new OpenMessage(request, at, length))
    } else if (this.#peer === 'server' && status !== null && /^[1-9]\d{2}$/.test(status)) {
      const response = responseOf('2', stream, Number(status), null, head)
      this.#begin(stream, new OpenMessage(response, at, length))
    }
  }

  #begin(stream: number, message: OpenMessage): void {
    // An interim response ends where the next head of the stream begins.
    this.#close(stream)
    if (message.wantsBody) {
      const bodies = [...this.#open].filter(([, open]) => open.wantsBody)
      if (bodies.length >= BODIES_AT_ONCE) this.#close(bodies[0]?.[0] ?? stream)
    }
    if (this.#open.size >= PENDING_LIMIT) this.#close(this.#open.keys().next().value ?? stream)
    this.#open.set(stream, message)
  }

  #close(stream: number): void {
    const open = this.#open.get(stream)
    if (open === undefined) return
    this.#open.delete(stream)
    this.#emit(open.event(this.#peer))
  }

  #settings(payload: Uint8Array): void {
    for (let at = 0; at + 6 <= payload.length; at += 6) {
      const identifier = ((payload[at] ?? 0) << 8) | (payload[at + 1] ?? 0)
      if (identifier === HEADER_TABLE_SIZE) this.#tableSize(uint32(payload, at + 2))
    }
  }

  /** CANCEL and NO_ERROR are how streams and connections end in peace. */
  #reset(stream: number | null, code: number, frame: Frame, at: Provenance): void {
    if (code === NO_ERROR || code === CANCEL) return
    this.#emit({
      peer: this.#peer,
      at,
      length: FRAME_HEADER + frame.length,
      message: { kind: 'reset', version: '2', stream, code, name: errorName(code) },
    })
  }
}

function isHead(type: number): boolean {
  return type === FRAME.headers || type === FRAME.pushPromise || type === FRAME.continuation
}

function isControl(type: number): boolean {
  return type === FRAME.settings || type === FRAME.resetStream || type === FRAME.goAway
}

function uint32(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) * 0x1000000 +
    (bytes[at + 1] ?? 0) * 0x10000 +
    (bytes[at + 2] ?? 0) * 0x100 +
    (bytes[at + 3] ?? 0)
  )
}
