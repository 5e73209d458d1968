import { Gather } from './gather.ts'
import { RecordSearch } from './record-search.ts'

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
 * Looks for the next record header in a stream whose record borders are lost. Little more than one record's length is
 * held back.
 */
export class Resync {
  #held = new Gather()
  #chunks: Chunk[] = []
  readonly #search = new RecordSearch()
  /** Skipped bytes that are no longer held. */
  #gone = 0

  /** Positions judged so far: the measure of work that tests hold against the input's size. */
  get steps(): number {
    return this.#search.steps
  }

  get gaveUp(): boolean {
    return this.#gone + this.#search.at > SEARCH_LIMIT
  }

  push(bytes: Uint8Array, start: number, end: number, frame: number, atMicros: number): Found | null {
    this.#chunks.push({ start: this.#held.length, end: this.#held.length + end - start, frame, atMicros })
    this.#held.append(bytes, start, end)
    if (this.#search.found(this.#held)) return this.#found()
    if (this.#search.at >= JUDGED_KEPT) this.#letGo()
    return null
  }

  /** The stream ends or loses bytes here: nothing held can be believed any more. Returns the bytes lost. */
  drop(): number {
    const dropped = this.#gone + this.#held.length
    this.#held = new Gather()
    this.#chunks = []
    this.#search.at = 0
    this.#gone = 0
    return dropped
  }

  #found(): Found {
    const skipped = this.#gone + this.#search.at
    this.#letGo()
    const found = { skipped, bytes: this.#held.take(), chunks: this.#chunks }
    this.#chunks = []
    this.#gone = 0
    return found
  }

  #letGo(): void {
    const from = this.#search.at
    const rest = this.#held.view().slice(from)
    this.#held = new Gather()
    this.#held.append(rest, 0, rest.length)
    this.#chunks = this.#chunks
      .filter((chunk) => chunk.end > from)
      .map((chunk) => ({ ...chunk, start: Math.max(chunk.start, from) - from, end: chunk.end - from }))
    this.#gone += from
    this.#search.at = 0
  }
}
