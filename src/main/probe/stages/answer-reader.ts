import type { HttpAnswer } from '../probe.ts'

/** Speaks as much of one version of HTTP as it takes to ask once and read the answer. */
export interface AnswerReader {
  /** What to say first. */
  readonly request: Uint8Array
  /** Next application data of the server, in order. */
  push(bytes: Uint8Array, atMicros: number): void
  /** What has to be said in answer to what came; empty most of the time. */
  reply(): Uint8Array
  /** Whether its head is whole: the answer has said what matters. */
  readonly answered: boolean
  /** As far as it came; `null` before its head is whole. */
  readonly answer: HttpAnswer | null
  /** `whole`: nothing more belongs to the answer; `enough`: more would follow, but nobody wants it. */
  readonly state: 'open' | 'whole' | 'enough'
  /** Why there will be no answer, for the end of a sentence that begins with “The server”. */
  readonly refusal: string | null
}

/** The beginning of a body. */
export class Body {
  readonly #limit: number
  readonly #pieces: Uint8Array[] = []
  #length = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get full(): boolean {
    return this.#length >= this.#limit
  }

  /** Copies what it keeps. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.full) return
    const piece = bytes.slice(0, this.#limit - this.#length)
    this.#pieces.push(piece)
    this.#length += piece.length
  }

  bytes(): Uint8Array {
    const out = new Uint8Array(this.#length)
    let at = 0
    for (const piece of this.#pieces) {
      out.set(piece, at)
      at += piece.length
    }
    return out
  }
}
