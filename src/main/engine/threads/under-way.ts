import { ThreadTotals } from './add-totals.ts'
import type { PlainTotals, Told } from './messages.ts'
import { keyLogsOn, SharedTapes, withoutConnection } from './shared-tape.ts'

/** A tape that is not answered yet. */
export interface SentTape {
  readonly kind: 'tape'
  readonly tape: Uint8Array<SharedArrayBuffer>
}

interface Waiting extends SentTape {
  tape: Uint8Array<SharedArrayBuffer>
  /** The connection under which a thread died already, counted from 1; 0: none. */
  suspect: number
}

/** What one judging thread was sent: whoever takes its place can be told the same. */
export class UnderWay {
  readonly #shared = new SharedTapes()
  /** Not done with. First stands a tape, or nothing. */
  readonly #waiting: (Told | Waiting)[] = []
  #known: Told[] = []
  #totals = new ThreadTotals()
  #tapes = 0

  /** Tapes that are not answered. */
  get tapes(): number {
    return this.#tapes
  }

  /** What was told of the source ahead of every tape that waits. It grows; of another source it is another list. */
  get known(): readonly Told[] {
    return this.#known
  }

  /** What was sent behind that, in order. */
  get waiting(): readonly (Told | SentTape)[] {
    return this.#waiting
  }

  /** What the tapes that were answered came to since the source began. */
  get totals(): ThreadTotals {
    return this.#totals
  }

  told(message: Told): void {
    this.#waiting.push(message)
    this.#settle()
  }

  /** @param written copied */
  tape(written: Uint8Array): SentTape {
    const sent: Waiting = { kind: 'tape', tape: this.#shared.copyOf(written), suspect: 0 }
    this.#waiting.push(sent)
    this.#tapes++
    return sent
  }

  /** The first tape is answered. */
  answered(totals: PlainTotals): void {
    const tape = this.#waiting.shift()
    if (tape?.kind !== 'tape') return
    this.#tapes--
    for (const keyLog of keyLogsOn(tape.tape)) this.#known.push({ kind: 'secrets', keyLog })
    this.#shared.giveBack(tape.tape)
    this.#totals.add(totals)
    this.#settle()
  }

  /**
   * A thread died under a connection of the first tape: the second time it is taken off, and counts as not judged.
   * @param connection counted from 1; 0: it died under none
   */
  died(connection: number): void {
    const [first] = this.#waiting
    if (first?.kind !== 'tape' || connection === 0) return
    const rest = first.suspect === connection ? withoutConnection(first.tape, connection) : null
    first.suspect = rest === null ? connection : 0
    if (rest === null) return
    first.tape = rest.tape
    this.#totals.notJudged.add(rest.tcpStream)
  }

  /** What stands before the next tape is known to whoever is there. */
  #settle(): void {
    for (let [next] = this.#waiting; next !== undefined && next.kind !== 'tape'; [next] = this.#waiting) {
      this.#waiting.shift()
      if (next.kind === 'source') {
        this.#known = []
        this.#totals = new ThreadTotals()
      }
      this.#known.push(next)
    }
  }
}
