import { OUTCOMES, type Outcome } from '../../../shared/conversation/vocabulary.ts'
import type { HandshakeRow, ListedHandshake } from '../../../shared/ipc/handshake-row.ts'
import { HandshakeTable, orderOf } from './table.ts'

/** Rows of a table that no list holds any more are swept out when they are more than those that are, and so many. */
const SWEPT_AT = 4096

/**
 * Handshakes by source and TCP stream, which is the order of their first packets. A list never changes: what comes
 * makes another one, over the same table.
 */
export class HandshakeList implements Iterable<ListedHandshake> {
  readonly table: HandshakeTable
  /** Rows of the table. */
  readonly #rows: Uint32Array
  #outcomes: Readonly<Record<Outcome, number>> | null = null

  private constructor(table: HandshakeTable, rows: Uint32Array) {
    this.table = table
    this.#rows = rows
  }

  static of(rows: readonly HandshakeRow[] = []): HandshakeList {
    return new HandshakeList(new HandshakeTable(), new Uint32Array()).with(rows)
  }

  get length(): number {
    return this.#rows.length
  }

  /** `null`: it has no such place. */
  at(place: number): ListedHandshake | null {
    const row = this.#rows[place]
    return row === undefined ? null : this.table.row(row)
  }

  *[Symbol.iterator](): Generator<ListedHandshake> {
    for (const row of this.#rows) yield this.table.freshRow(row)
  }

  /** The place of a handshake; -1: it is not in this list. */
  placeOf(id: string): number {
    const order = orderOfId(id)
    const place = this.#placeFor(order)
    return this.#orderAt(place) === order ? place : -1
  }

  byId(id: string): ListedHandshake | null {
    return this.at(this.placeOf(id))
  }

  /** Its document as text, where that came with it, and which telling of it this is; `null`: there is none of that id. */
  tellingOf(id: string): { readonly told: number; readonly json: string | null } | null {
    const row = this.#rows[this.placeOf(id)]
    if (row === undefined) return null
    return { told: this.table.columns.told[row] ?? 0, json: this.table.textOf(row) }
  }

  /** Those whose row of the table is wanted. */
  where(wants: (row: number) => boolean): HandshakeList {
    return new HandshakeList(this.table, this.#rows.filter(wants))
  }

  /** The first that broke; `null`: none did. */
  firstBroken(): ListedHandshake | null {
    const { outcome } = this.table.columns
    const broken = OUTCOMES.indexOf('broken')
    return this.at(this.#rows.findIndex((row) => outcome[row] === broken))
  }

  /** How many ended in which way. */
  outcomes(): Readonly<Record<Outcome, number>> {
    this.#outcomes ??= this.#count()
    return this.#outcomes
  }

  /**
   * These, and those that arrived. A handshake that arrives again (it was extended by a late request, or decrypted
   * meanwhile) replaces its earlier self.
   */
  with(arrived: readonly HandshakeRow[]): HandshakeList {
    if (arrived.length === 0) return this
    const latest = new Map(arrived.map((row) => [orderOf(row), row]))
    const coming = [...latest].sort(([a], [b]) => a - b)
    const [known, { order }] = [this.#rows, this.table.columns]
    const merged = new Uint32Array(known.length + coming.length)
    // What stands before the first that arrives is not looked at: of a hundred thousand rows most do.
    let from = this.#placeFor(coming[0]?.[0] ?? 0)
    merged.set(known.subarray(0, from))
    let to = from
    const takeBefore = (next: number): void => {
      for (let row = known[from]; row !== undefined && (order[row] ?? 0) < next; row = known[++from])
        merged[to++] = row
    }
    for (const [next, row] of coming) {
      takeBefore(next)
      if (this.#orderAt(from) === next) from++
      merged[to++] = this.table.add(row)
    }
    takeBefore(Number.POSITIVE_INFINITY)
    return new HandshakeList(this.table, merged.slice(0, to)).#swept()
  }

  #swept(): HandshakeList {
    const { table, length } = this
    if (table.size - length < SWEPT_AT || table.size < 2 * length) return this
    const rows = Uint32Array.from({ length }, (_, at) => at)
    return new HandshakeList(table.only(this.#rows), rows)
  }

  #count(): Record<Outcome, number> {
    const counts = OUTCOMES.map(() => 0)
    const { outcome } = this.table.columns
    for (const row of this.#rows) {
      const which = outcome[row] ?? 0
      counts[which] = (counts[which] ?? 0) + 1
    }
    const [completed = 0, broken = 0, incomplete = 0] = counts
    return { completed, broken, incomplete }
  }

  /** How many stand before that one. */
  #placeFor(order: number): number {
    let low = 0
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#orderAt(middle) < order) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Not a number behind the last. */
  #orderAt(place: number): number {
    return this.table.columns.order[this.#rows[place] ?? -1] ?? Number.NaN
  }
}

/** Not a number where it is no id. */
function orderOfId(id: string): number {
  const [, source = '0', tcpStream] = /^(?:s(\d+))?h(\d+)$/.exec(id) ?? []
  return tcpStream === undefined
    ? Number.NaN
    : orderOf({ source: Number(source), tcpStream: Number(tcpStream) })
}
