import type { LadderMessage } from '../conversation/conversation.ts'
import { rowDetail } from '../conversation/row-detail.ts'
import type { MessageDocument } from './analysis.ts'
import type { JsonBytes } from './json-bytes.ts'
import { type Fragment, fitsFragment } from './json-fragments.ts'
import { type JsonText, POOL, SelfWriting } from './json-text.ts'
import { atOf, type Ladder, messageDocument } from './message-document.ts'

const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d

/** The rows of a ladder as they stand in a document, written without making a document of each. */
export class LadderText extends SelfWriting {
  readonly #ladder: Ladder

  constructor(ladder: Ladder) {
    super()
    this.#ladder = ladder
  }

  writeTo(text: JsonText): void {
    const { rows, startedMicros, likely } = this.#ladder
    text.out.byte(OPEN_BRACKET)
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]
      if (row === undefined) continue
      if (at > 0) text.out.byte(COMMA)
      const guess = row.encrypted ? likely.get(at) : undefined
      const around = TEXTS.around(row, guess)
      if (around === null) text.value(messageDocument(row, guess, startedMicros))
      else write(text.out, row, atOf(row, startedMicros), around)
    }
    text.out.byte(CLOSE_BRACKET)
  }
}

/** The text of a row around its numbers, which are those of one case: the rest is the same in thousands of rows. */
interface Around {
  readonly beforeAt: Fragment
  readonly beforeLength: Fragment
  readonly beforeFrames: Fragment
  readonly behindFrames: Fragment
}

function write(out: JsonBytes, { length, frames }: LadderMessage, atMicros: number, around: Around): void {
  out.fragment(around.beforeAt)
  out.number(atMicros)
  out.fragment(around.beforeLength)
  out.number(length)
  out.fragment(around.beforeFrames)
  for (let at = 0; at < frames.length; at++) {
    if (at > 0) out.byte(COMMA)
    out.number(frames[at] ?? 0)
  }
  out.fragment(around.behindFrames)
}

/** Rows told apart by one of their texts, and how many may have one in common. */
const MOST_KINDS = 2048
const MOST_ALIKE = 8

/** A row as far as its text depends on it; the text is absent where a row of that kind is written each for itself. */
interface Kind {
  readonly row: Pick<LadderMessage, 'from' | 'layer' | 'type' | 'encrypted' | 'decrypted'>
  readonly likely: string | undefined
  readonly detail: string | null
  readonly around: Around | null
}

class RowTexts {
  readonly #kinds = new Map<string, Kind[]>()
  /** What was said last is most often said again: data comes in runs. */
  #latest: Kind | null = null

  /** `null` where this row's text is none of those that are remembered. */
  around(row: LadderMessage, likely: string | undefined): Around | null {
    const detail = rowDetail(row)
    if (this.#latest !== null && isOfKind(this.#latest, row, likely, detail)) return this.#latest.around
    const telling = detail ?? likely ?? row.type
    const kinds = this.#kinds.get(telling)
    if (kinds === undefined) return this.#learn(telling, row, likely, detail)
    for (let at = 0; at < kinds.length; at++) {
      const kind = kinds[at]
      if (kind === undefined || !isOfKind(kind, row, likely, detail)) continue
      this.#latest = kind
      return kind.around
    }
    return this.#learn(telling, row, likely, detail)
  }

  #learn(
    telling: string,
    row: LadderMessage,
    likely: string | undefined,
    detail: string | null,
  ): Around | null {
    const kinds = this.#kinds.get(telling) ?? []
    if (kinds.length >= MOST_ALIKE) return null
    if (kinds.length === 0) {
      if (this.#kinds.size >= MOST_KINDS) return null
      this.#kinds.set(telling, kinds)
    }
    const { from, layer, type, encrypted, decrypted } = row
    const around = aroundOf(messageDocument(row, likely, 0))
    kinds.push({ row: { from, layer, type, encrypted, decrypted }, likely, detail, around })
    return around
  }
}

const TEXTS = new RowTexts()

function isOfKind(
  { row: of, likely, detail }: Kind,
  row: LadderMessage,
  rowLikely: string | undefined,
  rowDetails: string | null,
): boolean {
  return (
    of.type === row.type &&
    of.from === row.from &&
    of.encrypted === row.encrypted &&
    of.decrypted === row.decrypted &&
    of.layer === row.layer &&
    likely === rowLikely &&
    detail === rowDetails
  )
}

/** A number that stands in no row, in the place of those that stand in every one. */
const HOLE = 0.123456789

/** The document's own text, cut where its numbers stand; `null` where it is too long for fragments. */
function aroundOf(document: MessageDocument): Around | null {
  const example: MessageDocument = { ...document, atMicros: HOLE, length: HOLE, frames: [HOLE] }
  const [beforeAt, beforeLength, beforeFrames, behindFrames, ...more] = JSON.stringify(example).split(
    String(HOLE),
  )
  if (beforeAt === undefined || beforeLength === undefined || more.length > 0) return null
  if (beforeFrames === undefined || behindFrames === undefined) return null
  if (![beforeAt, beforeLength, beforeFrames, behindFrames].every(fitsFragment)) return null
  return {
    beforeAt: fragmentOf(beforeAt),
    beforeLength: fragmentOf(beforeLength),
    beforeFrames: fragmentOf(beforeFrames),
    behindFrames: fragmentOf(behindFrames),
  }
}

/** Few texts stand before the numbers, whatever stands behind them. There are at most four of each kind of row. */
const FRAGMENTS = new Map<string, Fragment>()

function fragmentOf(text: string): Fragment {
  let fragment = FRAGMENTS.get(text)
  if (fragment === undefined) {
    fragment = POOL.add(text)
    FRAGMENTS.set(text, fragment)
  }
  return fragment
}
