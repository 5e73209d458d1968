import { latin1 } from '../bytes/text.ts'
import type { Provenance } from '../tls/record/events.ts'
import type { HttpEvent, HttpPeer, HttpVersion } from './events.ts'
import { HeadFields, joinProvenance, requestOf, responseOf } from './head.ts'
import { HEAD_LIMIT, LINE_LIMIT, PENDING_LIMIT } from './limits.ts'
import { OpenMessage } from './open-message.ts'

/** The requests of one connection whose final answers have not come yet, in order; both directions share it. */
export class PendingRequests {
  readonly #methods: string[] = []
  #asked = 0
  #answered = 0

  /** The number of a new request. */
  ask(method: string): number {
    if (this.#methods.length < PENDING_LIMIT) this.#methods.push(method)
    return this.#asked++
  }

  /** The request that a response answers; `method` is `null` where it was not seen. */
  get current(): { readonly stream: number; readonly method: string | null } {
    return { stream: this.#answered, method: this.#methods[0] ?? null }
  }

  answer(): void {
    this.#methods.shift()
    this.#answered++
  }
}

type State =
  | 'start-line'
  | 'headers'
  | 'counted-body'
  | 'chunk-size'
  | 'chunk'
  | 'chunk-end'
  | 'trailers'
  | 'body-until-close'
  /** Bytes were lost: the next record that starts like a message is one. */
  | 'lost'
  /** Not HTTP, or no longer (RFC 9110 7.8, 9.3.6). */
  | 'over'

const LF = 10

/**
 * Reads one direction of HTTP/1.0 and 1.1 (RFC 9112): heads, and as much of the bodies' framing as it takes to
 * find the next head. Time is linear in the bytes; memory is one line and the few fields of one head.
 */
export class Http1Reader {
  readonly #peer: HttpPeer
  readonly #pending: PendingRequests
  readonly #emit: (event: HttpEvent) => void
  #state: State = 'start-line'
  #line = ''
  #lineLength = 0
  #headLength = 0
  #at: Provenance | null = null
  #startLine = ''
  #fields = new HeadFields()
  #open: OpenMessage | null = null
  /** Bytes of the body or chunk that are still to come. */
  #left = 0

  constructor(peer: HttpPeer, pending: PendingRequests, emit: (event: HttpEvent) => void) {
    this.#peer = peer
    this.#pending = pending
    this.#emit = emit
  }

  get over(): boolean {
    return this.#state === 'over'
  }

  /** The next bytes in order; what has to outlive the call is copied. */
  push(bytes: Uint8Array, at: Provenance): void {
    if (this.#state === 'lost' && startsMessage(this.#peer, bytes)) this.#expectHead()
    let position = 0
    while (position < bytes.length && this.#state !== 'over' && this.#state !== 'lost') {
      position = this.#inBody() ? this.#body(bytes, position) : this.#text(bytes, position, at)
    }
  }

  lost(): void {
    if (this.#state === 'over') return
    this.#close()
    this.#state = 'lost'
  }

  end(): void {
    this.#close()
    this.#state = 'over'
  }

  #inBody(): boolean {
    return this.#state === 'counted-body' || this.#state === 'chunk' || this.#state === 'body-until-close'
  }

  #body(bytes: Uint8Array, from: number): number {
    const counted = this.#state !== 'body-until-close'
    const to = counted ? Math.min(bytes.length, from + this.#left) : bytes.length
    this.#open?.body(bytes, from, to)
    if (!counted) return to
    this.#left -= to - from
    if (this.#left === 0) {
      if (this.#state === 'chunk') this.#state = 'chunk-end'
      else this.#finish()
    }
    return to
  }

  /** One line, or the part of it that is here. */
  #text(bytes: Uint8Array, from: number, at: Provenance): number {
    const found = bytes.indexOf(LF, from)
    const to = found < 0 ? bytes.length : found + 1
    this.#line += latin1(bytes, from, Math.min(to, from + Math.max(0, LINE_LIMIT - this.#lineLength)))
    this.#lineLength += to - from
    const inHead = this.#state === 'start-line' || this.#state === 'headers'
    if (inHead) {
      this.#headLength += to - from
      this.#at = joinProvenance(this.#at, at)
      if (this.#headLength > HEAD_LIMIT) this.#state = 'over'
    } else this.#open?.framing(to - from)
    if (found < 0 || this.#state === 'over') return to
    const line = this.#line.replace(/\r?\n$/, '')
    this.#line = ''
    this.#lineLength = 0
    this.#takeLine(line)
    return to
  }

  #takeLine(line: string): void {
    switch (this.#state) {
      case 'start-line':
        // An empty line before a message is skipped (RFC 9112 2.2).
        if (line === '') this.#expectHead()
        else if (isStartLine(this.#peer, line)) {
          this.#startLine = line
          this.#state = 'headers'
        } else this.#state = 'over'
        return
      case 'headers':
        if (line === '') this.#headDone()
        else this.#header(line)
        return
      case 'chunk-size': {
        const size = Number.parseInt(/^\s*([0-9a-f]{1,12})/i.exec(line)?.[1] ?? '', 16)
        if (Number.isNaN(size)) this.lost()
        else if (size === 0) this.#state = 'trailers'
        else {
          this.#left = size
          this.#state = 'chunk'
        }
        return
      }
      case 'chunk-end':
        if (line === '') this.#state = 'chunk-size'
        else this.lost()
        return
      case 'trailers':
        if (line === '') this.#finish()
        return
      default:
        return
    }
  }

  #header(line: string): void {
    const colon = line.indexOf(':')
    if (colon > 0) this.#fields.add(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }

  #headDone(): void {
    const at = this.#at
    if (at === null) return
    if (this.#peer === 'client') this.#request(at)
    else this.#response(at)
  }

  #request(at: Provenance): void {
    const { method, target, version } = requestLine(this.#startLine)
    const stream = this.#pending.ask(method)
    this.#open = new OpenMessage(
      requestOf(version, stream, method, target, this.#fields),
      at,
      this.#headLength,
    )
    if (!this.#framedBody()) this.#finish()
  }

  #response(at: Provenance): void {
    const { version, status, reason } = statusLine(this.#startLine)
    const { stream, method } = this.#pending.current
    this.#open = new OpenMessage(
      responseOf(version, stream, status, reason, this.#fields),
      at,
      this.#headLength,
    )
    const interim = status < 200
    if (!interim) this.#pending.answer()
    if (status === 101 || (method === 'CONNECT' && status < 300)) {
      this.end()
      return
    }
    const bodiless = interim || status === 204 || status === 304 || method === 'HEAD'
    if (bodiless) this.#finish()
    else if (!this.#framedBody()) {
      if (this.#fields.get('content-length') === null) this.#state = 'body-until-close'
      else this.#finish()
    }
  }

  /** Whether a body of known end follows (RFC 9112 6.3). */
  #framedBody(): boolean {
    if (/\bchunked\s*$/i.test(this.#fields.get('transfer-encoding') ?? '')) {
      this.#state = 'chunk-size'
      return true
    }
    const length = this.#fields.get('content-length') ?? ''
    this.#left = /^\d{1,15}$/.test(length) ? Number(length) : 0
    if (this.#left === 0) return false
    this.#state = 'counted-body'
    return true
  }

  #finish(): void {
    this.#close()
    this.#expectHead()
  }

  #close(): void {
    const open = this.#open
    this.#open = null
    if (open !== null) this.#emit(open.event(this.#peer))
  }

  #expectHead(): void {
    this.#state = 'start-line'
    this.#line = ''
    this.#lineLength = 0
    this.#headLength = 0
    this.#at = null
    this.#startLine = ''
    this.#fields = new HeadFields()
  }
}

const REQUEST_LINE = /^([A-Za-z][A-Za-z0-9_-]{0,31}) (\S+)(?: HTTP\/(1\.[01]))?$/
const STATUS_LINE = /^HTTP\/(1\.[01]) ([1-9]\d{2})(?: (.*))?$/
/** Room for the longest start of a message that a line must show. */
const OPENING = 48

function isStartLine(peer: HttpPeer, line: string): boolean {
  if (peer === 'server') return STATUS_LINE.test(line)
  // A line that was cut at the limit has lost its version.
  return REQUEST_LINE.test(line) && (/ HTTP\/1\.[01]$/.test(line) || line.length >= LINE_LIMIT)
}

function startsMessage(peer: HttpPeer, bytes: Uint8Array): boolean {
  const text = latin1(bytes, 0, Math.min(bytes.length, OPENING))
  return peer === 'server' ? /^HTTP\/1\.[01] \d{3}/.test(text) : /^[A-Z]{3,16} [/*h]/.test(text)
}

function requestLine(line: string): { method: string; target: string; version: HttpVersion } {
  const [, method = '', target = '', version] = REQUEST_LINE.exec(line) ?? []
  return { method, target, version: version === '1.0' ? '1.0' : '1.1' }
}

function statusLine(line: string): { version: HttpVersion; status: number; reason: string } {
  const [, version, status = '0', reason = ''] = STATUS_LINE.exec(line) ?? []
  return { version: version === '1.0' ? '1.0' : '1.1', status: Number(status), reason: reason.trim() }
}
