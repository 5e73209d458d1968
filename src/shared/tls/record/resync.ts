import { Gather } from './gather.ts'
import {
  ALERT,
  CHANGE_CIPHER_SPEC,
  HANDSHAKE,
  HEADER_LENGTH,
  HEARTBEAT,
  isPlausibleHandshake,
  isPlausibleHeader,
  recordLength,
} from './header.ts'

/** Bytes looked through in vain after which the search is given up for good. */
const SEARCH_LIMIT = 256 * 1024
/** Judged bytes are let go in pieces of this size. */
const JUDGED_KEPT = 20 * 1024

/** A run of bytes of one packet. */
export interface Chunk {
  readonly start: number
  readonly end: number
  readonly frame: number
  readonly atMicros: number
}

/** Where records start again: `bytes`, with the packets they came in. */
export interface Found {
  /** Bytes skipped since the search began. */
  readonly skipped: number
  readonly bytes: Uint8Array
  readonly chunks: readonly Chunk[]
}

/**
 * Looks for the next record header in a stream whose record borders are lost. A header is believed if its
 * content agrees with its type, if another header stands right behind its record, or if its record ends
 * exactly where a packet's bytes end. Every position is judged once (and once more for each packet while it
 * is waited for); little more than one record's length is held back.
 */
export class Resync {
  #held = new Gather()
  #chunks: Chunk[] = []
  /** The position in `#held` to judge next. */
  #at = 0
  /** Skipped bytes that are no longer held. */
  #gone = 0
  /** Positions judged so far: the measure of work that tests hold against the input's size. */
  steps = 0

  get gaveUp(): boolean {
    return this.#gone + this.#at > SEARCH_LIMIT
  }

  /** Whether something that may be a header was met and has yet to be proven. */
  get waits(): boolean {
    return this.#at + HEADER_LENGTH <= this.#held.length
  }

  push(bytes: Uint8Array, start: number, end: number, frame: number, atMicros: number): Found | null {
    this.#chunks.push({ start: this.#held.length, end: this.#held.length + end - start, frame, atMicros })
    this.#held.append(bytes, start, end)
    while (this.#at + HEADER_LENGTH <= this.#held.length) {
      this.#skipToContentType()
      if (this.#at + HEADER_LENGTH > this.#held.length) break
      this.steps++
      const verdict = this.#judge()
      if (verdict === 'wait') break
      if (verdict === 'yes') return this.#found()
      this.#at++
    }
    if (this.#at >= JUDGED_KEPT) this.#letGo()
    return null
  }

  /** The stream ends or loses bytes here: nothing held can be believed any more. Returns the bytes lost. */
  drop(): number {
    const dropped = this.#gone + this.#held.length
    this.#held = new Gather()
    this.#chunks = []
    this.#at = 0
    this.#gone = 0
    return dropped
  }

  /** Passes over bytes that no header starts with. */
  #skipToContentType(): void {
    const bytes = this.#held.view()
    const last = bytes.length - HEADER_LENGTH
    let at = this.#at
    while (at <= last) {
      const type = bytes[at] ?? 0
      if (type >= CHANGE_CIPHER_SPEC && type <= HEARTBEAT && bytes[at + 1] === 3) break
      at++
    }
    this.steps += at - this.#at
    this.#at = at
  }

  #judge(): 'yes' | 'no' | 'wait' {
    const held = this.#held
    if (!isPlausibleHeader(held, this.#at)) return 'no'
    const next = this.#at + HEADER_LENGTH + recordLength(held, this.#at)
    if (next === held.length) return 'yes'
    const content = this.#contentAgrees()
    if (content !== null) return content ? 'yes' : 'no'
    if (next + HEADER_LENGTH > held.length) return 'wait'
    return isPlausibleHeader(held, next) ? 'yes' : 'no'
  }

  /** `true`: the content is what plaintext of that type looks like; `false`: it cannot be; `null`: open. */
  #contentAgrees(): boolean | null {
    const held = this.#held
    const length = recordLength(held, this.#at)
    const content = this.#at + HEADER_LENGTH
    const available = held.length - content
    switch (held.at(this.#at)) {
      case CHANGE_CIPHER_SPEC:
        return length !== 1 ? false : available >= 1 ? held.at(content) === 1 : null
      case ALERT: {
        // Encrypted alerts have any content, so only the plain form proves itself.
        const level = held.at(content)
        return length === 2 && available >= 1 && (level === 1 || level === 2) ? true : null
      }
      case HANDSHAKE: {
        if (length < 4 || available < 4 || !isPlausibleHandshake(held, content)) return null
        const message = held.at(content + 1) * 65_536 + held.at(content + 2) * 256 + held.at(content + 3)
        return message + 4 === length ? true : null
      }
      default:
        return null
    }
  }

  #found(): Found {
    const skipped = this.#gone + this.#at
    this.#letGo()
    const found = { skipped, bytes: this.#held.take(), chunks: this.#chunks }
    this.#chunks = []
    this.#gone = 0
    return found
  }

  #letGo(): void {
    const from = this.#at
    const rest = this.#held.view().slice(from)
    this.#held = new Gather()
    this.#held.append(rest, 0, rest.length)
    this.#chunks = this.#chunks
      .filter((chunk) => chunk.end > from)
      .map((chunk) => ({ ...chunk, start: Math.max(chunk.start, from) - from, end: chunk.end - from }))
    this.#gone += from
    this.#at = 0
  }
}
