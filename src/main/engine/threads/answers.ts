import { writeHandshake } from '../../../shared/contract/handshake-document.ts'
import { JsonText } from '../../../shared/contract/json-text.ts'
import type { HandshakeRow } from '../../../shared/ipc/handshake-row.ts'
import type { JudgedConversation } from '../judge.ts'
import { RowWriter } from '../row-writer.ts'
import type { Framing, ThreadAnswer } from './messages.ts'

/** What a judging thread made of the tape at hand. */
export interface ThreadAnswers {
  add(judged: JudgedConversation): void
  /** Everything since the last time. @param buffer of the tape, which goes back */
  take(buffer: ArrayBuffer): { readonly answer: ThreadAnswer; readonly transfer: ArrayBuffer[] }
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
    this.#text.ascii(before)
    writeHandshake(this.#text, facts, diagnosis, leg)
    this.#text.ascii(after)
  }

  take(buffer: ArrayBuffer): { answer: ThreadAnswer; transfer: ArrayBuffer[] } {
    const lines = this.#text.take()
    return { answer: { kind: 'lines', lines, buffer }, transfer: [lines.buffer, buffer] }
  }
}

class Rows implements ThreadAnswers {
  readonly #writer = new RowWriter()
  #rows: HandshakeRow[] = []

  add(judged: JudgedConversation): void {
    this.#rows.push(this.#writer.row(judged))
  }

  take(buffer: ArrayBuffer): { answer: ThreadAnswer; transfer: ArrayBuffer[] } {
    const rows = this.#rows
    this.#rows = []
    return { answer: { kind: 'rows', rows, buffer }, transfer: [buffer] }
  }
}
