import { ConversationBuilder } from '../../shared/conversation/builder.ts'
import type { Conversation } from '../../shared/conversation/conversation.ts'
import type { Peer } from '../../shared/conversation/vocabulary.ts'
import type { HttpSink } from '../../shared/http/events.ts'
import { HttpReader } from '../../shared/http/http-reader.ts'
import type { RecordProblem, TlsRecord } from '../../shared/tls/record/events.ts'
import { type TlsEvent, TlsSession } from '../../shared/tls/session.ts'
import type { ConversationOpener, HttpReading } from './conversation-opener.ts'
import { FRAME_COST, LADDER_COST, ROW_COST, ROWS_OF_DATA, ROWS_OF_TRANSPORT } from './ladder-cost.ts'
import { type Fault, RecordFaults } from './malformed-tls.ts'
import type { ConnectionSummary, RecordReceiver } from './record-receiver.ts'

/** @param faults what was wrong with its records */
export type ConversationDone = (conversation: Conversation, faults: readonly Fault[]) => void

/** Makes a conversation of one connection's records: the session understood, opened where it can be, HTTP read. */
export class ConversationMaker implements RecordReceiver {
  readonly copiesPayloads = false
  readonly #source: number
  readonly #done: ConversationDone
  readonly #faults = new RecordFaults()
  readonly #builder = new ConversationBuilder()
  readonly #session: TlsSession
  readonly #opener: ConversationOpener | null
  #held = LADDER_COST
  #transportRows = 0
  readonly #dataRows = { client: 0, server: 0 }
  /** From the first plaintext on. */
  #http: HttpReading | null = null

  constructor(source: number, opener: ConversationOpener | null, done: ConversationDone) {
    this.#source = source
    this.#opener = opener
    this.#done = done
    this.#session = new TlsSession((event) => this.#tls(event), {
      opener,
      onPlaintext: (peer, bytes, at) => {
        this.#http ??= this.#readHttp()
        this.#http.push(peer, bytes, at)
      },
    })
  }

  get held(): number {
    return this.#held
  }

  transport(
    from: Peer,
    type: string,
    bytes: number,
    frame: number,
    atMicros: number,
    detail: string | null,
  ): void {
    if (this.#transportRows++ < ROWS_OF_TRANSPORT) this.#held += ROW_COST
    this.#builder.transport(from, type, bytes, frame, atMicros, detail)
  }

  plainHttp(
    from: Peer,
    type: 'Request' | 'Response',
    line: string,
    frame: number,
    atMicros: number,
    length: number,
  ): void {
    this.#builder.http(from, type, line, frame, atMicros, length)
  }

  record(from: Peer, record: TlsRecord): void {
    this.#held += ROW_COST + record.payload.length + FRAME_COST * record.frames.length
    this.#session.record(from, record)
  }

  applicationData(from: Peer, record: TlsRecord): void {
    if (this.#dataRows[from]++ < ROWS_OF_DATA) this.#held += ROW_COST
    this.#session.applicationData(from, record.length, record, record)
  }

  wantsApplicationData(from: Peer, length: number): boolean {
    return this.#opener !== null && this.#session.wantsApplicationData(from, length)
  }

  lost(from: Peer): void {
    this.#session.lost(from)
  }

  malformed(from: Peer, problem: RecordProblem): void {
    this.#session.malformed(from, problem)
  }

  finish(summary: ConnectionSummary): void {
    this.#session.end()
    this.#http?.end()
    const decryption = this.#opener?.outcome ?? null
    this.#done(this.#builder.finish({ ...summary, source: this.#source, decryption }), this.#faults.told)
  }

  #readHttp(): HttpReading {
    const sink: HttpSink = { http: (event) => this.#builder.decryptedHttp(event) }
    return this.#opener?.httpReading?.(sink) ?? new HttpReader(sink)
  }

  #tls(event: TlsEvent): void {
    this.#faults.add(event)
    this.#builder.tls(event)
    // Application data that could not be opened is missing from what HTTP is read from.
    if (event.kind === 'protected' && event.contentType === 23) this.#http?.lost(event.peer)
  }
}
