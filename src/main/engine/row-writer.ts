import { isAscii } from 'node:buffer'
import { type HandshakeOutline, handshakeOutline } from '../../shared/contract/handshake-document.ts'
import { JsonText } from '../../shared/contract/json-text.ts'
import type { HandshakeRow } from '../../shared/ipc/handshake-row.ts'
import { ascii, rowAround } from '../../shared/ipc/row-of.ts'
import type { JudgedConversation } from './judge.ts'

/** The documents that go along with the rows of one analysis are so much text; those of later rows are asked for. */
export const TOLD_TEXT = 24 * 1024 * 1024

/** Makes the window's rows; their documents are written as text at once, without being made. */
export class RowWriter {
  readonly #text = new JsonText()
  #left: number

  constructor(most = TOLD_TEXT) {
    this.#left = most
  }

  row({ facts, diagnosis, leg }: JudgedConversation): HandshakeRow {
    const outline = handshakeOutline(facts, diagnosis, leg)
    return rowAround(outline, this.#left > 0 ? this.#json(outline) : null)
  }

  #json(outline: HandshakeOutline): string {
    const start = this.#text.length
    this.#text.value(outline)
    const json = textOf(this.#text.out.since(start))
    if (this.#text.length > TAKEN_AT) this.#text.take()
    this.#left -= json.length
    return json
  }
}

/** What was written is let go of when there is so much. */
const TAKEN_AT = 32 * 1024

function textOf(json: Uint8Array): string {
  const bytes = Buffer.from(json.buffer, json.byteOffset, json.length)
  return isAscii(bytes) ? bytes.toString('latin1') : ascii(bytes.toString())
}
