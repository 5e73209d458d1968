import { writeHandshake } from '../../../shared/contract/handshake-document.ts'
import { JsonText } from '../../../shared/contract/json-text.ts'
import type { HandshakeRow } from '../../../shared/ipc/handshake-row.ts'
import type { JudgedConversation } from '../judge.ts'
import { RowWriter } from '../row-writer.ts'
import type { Framing, PlainTotals, ThreadAnswer } from './messages.ts'

/** What a judging thread made of the tape at hand. */
export interface ThreadAnswers {
  /** If it throws, nothing of that one is added. */
  add(judged: JudgedConversation): void
  /** Everything since the last time. */
  take(totals: PlainTotals): { readonly answer: ThreadAnswer; readonly transfer: ArrayBuffer[] }
}

/** @param framing `null`: rows are wanted */
export function answersFor(framing: Framing | null): ThreadAnswers {
  return framing === null ? new Rows() : new Lines(framing)
}

class Lines implements ThreadAnswers {
  readonly #framing: Framing
  readonly #text = new JsonText()

  constructor(framing: Framing) {
    this.#framing = framing
  }

  add({ facts, diagnosis, leg }: JudgedConversation): void {
    const { before, after, brokenOnly } = this.#framing
    if (brokenOnly && diagnosis.verdict.break === null) return
    const start = this.#text.length
    try {
      this.#text.ascii(before)
      writeHandshake(this.#text, facts, diagnosis, leg)
      this.#text.ascii(after)
    } catch (error) {
      this.#text.out.copy(this.#text.take().subarray(0, start))
      throw error
    }
  }

  take(totals: PlainTotals): { answer: ThreadAnswer; transfer: ArrayBuffer[] } {
    const lines = this.#text.take()
    return { answer: { kind: 'lines', lines, totals }, transfer: [lines.buffer] }
  }
}

class Rows implements ThreadAnswers {
  readonly #writer = new RowWriter()
  #rows: HandshakeRow[] = []

  add(judged: JudgedConversation): void {
    this.#rows.push(this.#writer.row(judged))
  }

  take(totals: PlainTotals): { answer: ThreadAnswer; transfer: ArrayBuffer[] } {
    const rows = this.#rows
    this.#rows = []
    return { answer: { kind: 'rows', rows, totals }, transfer: [] }
  }
}
