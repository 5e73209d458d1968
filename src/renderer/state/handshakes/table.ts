import { handshakeId } from '../../../shared/contract/handshake-document.ts'
import { rfc3339 } from '../../../shared/contract/time.ts'
import { LEGS, OUTCOMES } from '../../../shared/conversation/vocabulary.ts'
import type { HandshakeRow, ListedHandshake } from '../../../shared/ipc/handshake-row.ts'
import { DECRYPTION_STATES } from '../../../shared/tls/record-opener.ts'
import { Words } from './words.ts'

const FIRST_ROWS = 256
/** Rows that are kept as objects: those on screen, and some more. */
const MOST_MADE = 512

/** What is kept of `rows` rows: some 55 bytes each, and once for all what they share. */
function columnsOf(rows: number) {
  return {
    /** `orderOf` its source and TCP stream. */
    order: new Float64Array(rows),
    /** Microseconds since 1970; not a number where the time is none that can be written so. */
    started: new Float64Array(rows),
    /** Which telling it was, by a count over all tables: the same handshake told again has another one. */
    told: new Uint32Array(rows),
    outcome: new Uint8Array(rows),
    leg: new Uint8Array(rows),
    /** From 1; 0: no secrets were asked for. */
    decryption: new Uint8Array(rows),
    clientPort: new Uint16Array(rows),
    serverPort: new Uint16Array(rows),
    // Numbers of `Words`.
    client: new Uint32Array(rows),
    server: new Uint32Array(rows),
    sni: new Uint32Array(rows),
    version: new Uint32Array(rows),
    summary: new Uint32Array(rows),
    words: new Uint32Array(rows),
  }
}

export type Columns = Readonly<ReturnType<typeof columnsOf>>

const SOURCE = 2 ** 32

/** A number that is larger for a later source, and in a source for a later TCP stream. */
export function orderOf({ source, tcpStream }: Pick<ListedHandshake, 'source' | 'tcpStream'>): number {
  return source * SOURCE + tcpStream
}

let lastTold = 0

/**
 * Rows of handshakes, column by column, in the order in which they were told. Rows are only ever added: whoever knows
 * a row's number finds the same there for ever.
 */
export class HandshakeTable {
  readonly addresses = new Words()
  readonly names = new Words()
  readonly versions = new Words()
  readonly summaries = new Words()
  /** What else a row may be searched by, a line each. */
  readonly words = new Words()
  #columns: Columns = columnsOf(FIRST_ROWS)
  #size = 0
  /** Documents that came with their rows. */
  readonly #texts = new Map<number, string>()
  /** Times that `started` cannot hold. */
  readonly #times = new Map<number, string>()
  readonly #made = new Map<number, ListedHandshake>()

  get size(): number {
    return this.#size
  }

  /** Longer than `size`; others once rows were added. */
  get columns(): Columns {
    return this.#columns
  }

  /** @returns the number of the row */
  add(row: HandshakeRow, told = ++lastTold): number {
    this.#makeRoom()
    const at = this.#size++
    const columns = this.#columns
    const started = microsOf(row.startedAt)
    if (Number.isNaN(started)) this.#times.set(at, row.startedAt)
    if (row.json !== null) this.#texts.set(at, row.json)
    columns.order[at] = orderOf(row)
    columns.started[at] = started
    columns.told[at] = told
    columns.outcome[at] = OUTCOMES.indexOf(row.outcome)
    columns.leg[at] = LEGS.indexOf(row.leg)
    columns.decryption[at] = row.decryption === null ? 0 : 1 + DECRYPTION_STATES.indexOf(row.decryption)
    columns.clientPort[at] = row.client?.port ?? 0
    columns.serverPort[at] = row.server?.port ?? 0
    columns.client[at] = this.addresses.numberOf(row.client?.address ?? null)
    columns.server[at] = this.addresses.numberOf(row.server?.address ?? null)
    columns.sni[at] = this.names.numberOf(row.sni)
    columns.version[at] = this.versions.numberOf(row.version)
    columns.summary[at] = this.summaries.numberOf(row.summary)
    columns.words[at] = this.words.numberOf(row.words.join('\n'))
    return at
  }

  /** The same one while few others are asked for. */
  row(at: number): ListedHandshake {
    const known = this.#made.get(at)
    if (known !== undefined) return known
    if (this.#made.size >= MOST_MADE) this.#made.clear()
    const row = this.freshRow(at)
    this.#made.set(at, row)
    return row
  }

  /** For who goes through all of them. */
  freshRow(at: number): ListedHandshake {
    const columns = this.#columns
    const order = columns.order[at] ?? 0
    const [source, tcpStream] = [Math.floor(order / SOURCE), order % SOURCE]
    const words = this.words.textOf(columns.words[at] ?? 0) ?? ''
    return {
      id: handshakeId(source, tcpStream),
      source,
      tcpStream,
      leg: LEGS[columns.leg[at] ?? 0] ?? 'unknown',
      client: this.#endpoint(columns.client[at], columns.clientPort[at]),
      server: this.#endpoint(columns.server[at], columns.serverPort[at]),
      startedAt: this.startedAt(at),
      sni: this.names.textOf(columns.sni[at] ?? 0),
      version: this.versions.textOf(columns.version[at] ?? 0),
      outcome: OUTCOMES[columns.outcome[at] ?? 0] ?? 'incomplete',
      decryption: DECRYPTION_STATES[(columns.decryption[at] ?? 0) - 1] ?? null,
      summary: this.summaries.textOf(columns.summary[at] ?? 0) ?? '',
      words: words === '' ? [] : words.split('\n'),
    }
  }

  idOf(at: number): string {
    const order = this.#columns.order[at] ?? 0
    return handshakeId(Math.floor(order / SOURCE), order % SOURCE)
  }

  startedAt(at: number): string {
    return this.#times.get(at) ?? rfc3339(this.#columns.started[at] ?? 0)
  }

  /** The document that came with the row; `null`: none did. */
  textOf(at: number): string | null {
    return this.#texts.get(at) ?? null
  }

  /** The same rows in a table that holds no others, in this order. */
  only(rows: Uint32Array): HandshakeTable {
    const table = new HandshakeTable()
    for (const at of rows) table.add({ ...this.freshRow(at), json: this.textOf(at) }, this.#columns.told[at])
    return table
  }

  #endpoint(address = 0, port = 0): ListedHandshake['client'] {
    const text = this.addresses.textOf(address)
    return text === null ? null : { address: text, port }
  }

  #makeRoom(): void {
    const before = this.#columns
    if (this.#size < before.order.length) return
    const columns = columnsOf(this.#size + (this.#size >> 1))
    for (const name of Object.keys(columns) as (keyof Columns)[]) columns[name].set(before[name])
    this.#columns = columns
  }
}

/** The inverse of `rfc3339`; not a number where that would not give the same text. */
function microsOf(text: string): number {
  const [, seconds, micros] = /^(.+)\.(\d{6})Z$/.exec(text) ?? []
  const started = Date.parse(`${seconds}Z`) * 1000 + Number(micros)
  return rfc3339(started) === text ? started : Number.NaN
}
