import type { ConnectionPlace } from './places.ts'

/** What is left of a handshake whose records are not kept: they stand in its capture. */
export interface DroppedHandshake {
  readonly source: number
  readonly tcpStream: number
  /** `null`: not known; its whole capture is to be read. */
  readonly place: ConnectionPlace | null
  /** Of what was kept before. */
  readonly digest: Digest
}

/** The beginning of a SHA-256: two numbers of 32 bits. */
export type Digest = readonly [number, number]

const FIRST_ROWS = 256

const WORDS = 5
const WORD = { stream: 0, firstFrame: 1, lastFrame: 2, digest: 3 } as const
const TIMES = 2
const TIME = { closed: 0, source: 1 } as const

/** The dropped handshakes of one source: 36 bytes each, in typed arrays that grow by half. */
export class DroppedHandshakes {
  readonly #source: number
  #words = new Uint32Array(FIRST_ROWS * WORDS)
  /** Not a number as the time of closing: judged early. */
  #times = new Float64Array(FIRST_ROWS * TIMES)
  #rows = 0
  /** Rows before are of a reading that another one is about to replace. */
  #earlier = 0

  constructor(source: number) {
    this.#source = source
  }

  get size(): number {
    return this.#rows
  }

  add(tcpStream: number, place: ConnectionPlace | null, [high, low]: Digest): void {
    this.#makeRoom()
    const at = this.#rows * WORDS
    this.#words[at + WORD.stream] = tcpStream
    // Packets count from 1.
    this.#words[at + WORD.firstFrame] = place?.firstFrame ?? 0
    this.#words[at + WORD.lastFrame] = place?.lastFrame ?? 0
    this.#words[at + WORD.digest] = high
    this.#words[at + WORD.digest + 1] = low
    const times = this.#rows * TIMES
    this.#times[times + TIME.closed] = place === null || place.early ? Number.NaN : place.closedMicros
    this.#times[times + TIME.source] = place?.sourceMicros ?? 0
    this.#rows++
  }

  /** The one dropped last under that number; `null`: none was. */
  find(tcpStream: number): DroppedHandshake | null {
    for (let row = this.#rows - 1; row >= 0; row--) {
      if (this.#words[row * WORDS + WORD.stream] === tcpStream) return this.#row(row)
    }
    return null
  }

  /** The source is read again from its beginning. */
  begin(): void {
    this.#earlier = this.#rows
  }

  /** It was read to its end: what was dropped before is told anew. */
  end(): void {
    this.#words.copyWithin(0, this.#earlier * WORDS, this.#rows * WORDS)
    this.#times.copyWithin(0, this.#earlier * TIMES, this.#rows * TIMES)
    this.#rows -= this.#earlier
    this.#earlier = 0
  }

  #row(row: number): DroppedHandshake {
    const word = (which: number): number => this.#words[row * WORDS + which] ?? 0
    const closed = this.#times[row * TIMES + TIME.closed] ?? Number.NaN
    const place: ConnectionPlace = {
      firstFrame: word(WORD.firstFrame),
      lastFrame: word(WORD.lastFrame),
      closedMicros: closed,
      sourceMicros: this.#times[row * TIMES + TIME.source] ?? 0,
      early: Number.isNaN(closed),
    }
    return {
      source: this.#source,
      tcpStream: word(WORD.stream),
      place: place.firstFrame === 0 ? null : place,
      digest: [word(WORD.digest), word(WORD.digest + 1)],
    }
  }

  #makeRoom(): void {
    if ((this.#rows + 1) * WORDS <= this.#words.length) return
    const rows = this.#rows + (this.#rows >> 1)
    const [words, times] = [this.#words, this.#times]
    this.#words = new Uint32Array(rows * WORDS)
    this.#times = new Float64Array(rows * TIMES)
    this.#words.set(words)
    this.#times.set(times)
  }
}
