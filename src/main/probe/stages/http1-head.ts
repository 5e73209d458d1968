import { concat, latin1 } from '../../../shared/bytes/text.ts'
import { HEAD_LIMIT } from '../../../shared/http/limits.ts'

/** Status line and fields of an answer (RFC 9112 4, 5). */
export interface AnswerHead {
  readonly version: string
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

export type HeadReading =
  | { readonly kind: 'more' }
  | { readonly kind: 'head'; readonly head: AnswerHead; readonly rest: Uint8Array }
  | { readonly kind: 'not-http'; readonly start: Uint8Array }
  | { readonly kind: 'too-long' }

const LF = 10
const CR = 13
const OPENING = 'HTTP/'
const STATUS_LINE = /^HTTP\/(1\.[01]) ([1-9]\d{2})(?: (.*))?$/
/** Of something that is no HTTP: enough to name it. */
const SHOWN = 64

/** Collects the head of one answer. Linear in the bytes, and never more than the limit of them. */
export class HeadReader {
  readonly #limit: number
  readonly #pieces: Uint8Array[] = []
  #length = 0
  /** The first characters of all, until they have told what it is. */
  #opening = ''
  /** Bytes of the line that has begun, CR not counted. */
  #line = 0

  constructor(limit = HEAD_LIMIT) {
    this.#limit = limit
  }

  /** @param bytes the next in order; kept as they are */
  push(bytes: Uint8Array): HeadReading {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]
      if (byte === LF && this.#line === 0) {
        this.#pieces.push(bytes.subarray(0, at + 1))
        return this.#parse(bytes.subarray(at + 1))
      }
      if (byte === LF) this.#line = 0
      else if (byte !== CR) this.#line++
    }
    this.#pieces.push(bytes)
    this.#length += bytes.length
    if (this.#length > this.#limit) return { kind: 'too-long' }
    if (this.#opening.length < OPENING.length) {
      this.#opening += latin1(bytes, 0, Math.min(bytes.length, OPENING.length - this.#opening.length))
    }
    return OPENING.startsWith(this.#opening) ? { kind: 'more' } : this.#notHttp()
  }

  #notHttp(): HeadReading {
    return { kind: 'not-http', start: concat(this.#pieces).slice(0, SHOWN) }
  }

  #parse(rest: Uint8Array): HeadReading {
    const [first = '', ...lines] = latin1(concat(this.#pieces)).split(/\r?\n/)
    const status = STATUS_LINE.exec(first)
    if (status === null) return this.#notHttp()
    const headers: [string, string][] = []
    for (const line of lines) {
      const colon = line.indexOf(':')
      if (colon > 0) headers.push([line.slice(0, colon), line.slice(colon + 1).trim()])
    }
    const [, version = '', code, reason = ''] = status
    return { kind: 'head', head: { version, status: Number(code), reason: reason.trim(), headers }, rest }
  }
}

/** The value of the first field of that name. @param name in lower case */
export function headerOf({ headers }: Pick<AnswerHead, 'headers'>, name: string): string | null {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? null
}
