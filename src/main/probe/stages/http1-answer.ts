import { latin1 } from '../../../shared/bytes/text.ts'
import { BODY_LIMIT } from '../../../shared/http/limits.ts'
import { firstWords } from '../../../shared/tls/record/first-words.ts'
import type { HttpAnswer, HttpRequest } from '../probe.ts'
import { type AnswerReader, Body } from './answer-reader.ts'
import { type AnswerHead, HeadReader, headerOf } from './http1-head.ts'
import { encodeRequest } from './request.ts'

type State = 'head' | 'counted' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer' | 'until-close' | 'over'

const LF = 10
/** A chunk's size with its extensions, or a line of the trailer. */
const LINE_LIMIT = 8 * 1024
/** Interim answers ahead of the real one. */
const INTERIM_LIMIT = 16

/** One request of HTTP/1.1 and its answer (RFC 9112). Linear in the bytes; keeps one head and the limit of a body. */
export class Http1Answer implements AnswerReader {
  readonly request: Uint8Array
  readonly #method: string
  readonly #body = new Body(BODY_LIMIT)
  #reader = new HeadReader()
  #head: AnswerHead | null = null
  #firstMicros: number | null = null
  #interim = 0
  #state: State = 'head'
  /** Bytes of the body or chunk that are still to come. */
  #left = 0
  #line = ''
  #refusal: string | null = null

  constructor(request: HttpRequest, host: string) {
    this.request = encodeRequest(request, host)
    this.#method = request.method
  }

  get answered(): boolean {
    return this.#head !== null
  }

  get answer(): HttpAnswer | null {
    if (this.#head === null) return null
    return { ...this.#head, body: this.#body.bytes(), atMicros: this.#firstMicros ?? 0 }
  }

  get state(): AnswerReader['state'] {
    if (this.#state === 'over') return 'whole'
    return this.#body.full ? 'enough' : 'open'
  }

  get refusal(): string | null {
    return this.#refusal
  }

  reply(): Uint8Array {
    return new Uint8Array(0)
  }

  push(bytes: Uint8Array, atMicros: number): void {
    let rest = bytes
    while (rest.length > 0 && this.#state !== 'over') {
      rest = this.#state === 'head' ? this.#takeHead(rest, atMicros) : this.#takeBody(rest)
    }
  }

  /** @returns what follows the head */
  #takeHead(bytes: Uint8Array, atMicros: number): Uint8Array {
    this.#firstMicros ??= atMicros
    const reading = this.#reader.push(bytes)
    switch (reading.kind) {
      case 'more':
        return NOTHING
      case 'not-http':
        return this.#refuse(`answered with ${firstWords(reading.start)} where HTTP was expected`)
      case 'too-long':
        return this.#refuse('answered with a head that is too long for this program')
      case 'head':
        break
    }
    const { head, rest } = reading
    if (head.status < 200 && head.status !== 101) {
      if (++this.#interim > INTERIM_LIMIT) return this.#refuse('sends interim answers without end')
      this.#reader = new HeadReader()
      this.#firstMicros = null
      return rest
    }
    this.#head = head
    this.#state = this.#framing(head)
    return rest
  }

  /** RFC 9112 6.3. */
  #framing(head: AnswerHead): State {
    const { status } = head
    if (this.#method === 'HEAD' || status === 204 || status === 304) return 'over'
    // What comes behind these is another protocol.
    if (status === 101 || (this.#method === 'CONNECT' && status < 300)) return 'over'
    if (/\bchunked\s*$/i.test(headerOf(head, 'transfer-encoding') ?? '')) return 'chunk-size'
    const length = headerOf(head, 'content-length') ?? ''
    if (!/^\d{1,15}$/.test(length)) return 'until-close'
    this.#left = Number(length)
    return this.#left === 0 ? 'over' : 'counted'
  }

  #takeBody(bytes: Uint8Array): Uint8Array {
    if (this.#state === 'until-close') {
      this.#body.push(bytes)
      return NOTHING
    }
    if (this.#state !== 'counted' && this.#state !== 'chunk') return this.#takeLine(bytes)
    const taken = bytes.subarray(0, this.#left)
    this.#body.push(taken)
    this.#left -= taken.length
    if (this.#left === 0) this.#state = this.#state === 'counted' ? 'over' : 'chunk-end'
    return bytes.subarray(taken.length)
  }

  /** RFC 9112 7.1. A body whose chunks make no sense is over where they cease to. */
  #takeLine(bytes: Uint8Array): Uint8Array {
    const found = bytes.indexOf(LF)
    const end = found < 0 ? bytes.length : found + 1
    this.#line += latin1(bytes, 0, end)
    if (this.#line.length > LINE_LIMIT) this.#state = 'over'
    if (found < 0 || this.#state === 'over') return bytes.subarray(end)
    const line = this.#line.replace(/\r?\n$/, '')
    this.#line = ''
    switch (this.#state) {
      case 'chunk-size': {
        this.#left = Number.parseInt(/^\s*([0-9a-f]{1,12})/i.exec(line)?.[1] ?? '', 16)
        this.#state = Number.isNaN(this.#left) ? 'over' : this.#left === 0 ? 'trailer' : 'chunk'
        break
      }
      case 'chunk-end':
        this.#state = line === '' ? 'chunk-size' : 'over'
        break
      default:
        if (line === '') this.#state = 'over'
    }
    return bytes.subarray(end)
  }

  #refuse(why: string): Uint8Array {
    this.#refusal = why
    this.#state = 'over'
    return NOTHING
  }
}

const NOTHING = new Uint8Array(0)
