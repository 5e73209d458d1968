import type { Peer } from '../../shared/conversation/vocabulary.ts'
import type { RecordProblem, TlsRecord } from '../../shared/tls/record/events.ts'
import { type ConnectionSummary, NOBODY, type RecordReceiver } from './record-receiver.ts'

/** What was thrown while a connection was judged, told when the connection is over. */
export type Defect = (tcpStream: number, error: unknown) => void

/** Hands one connection on. Whatever that throws costs this connection alone: the rest of it is heard by nobody. */
export class GuardedReceiver implements RecordReceiver {
  readonly copiesPayloads: boolean
  readonly #defect: Defect
  #to: RecordReceiver
  #thrown: { readonly error: unknown } | null = null

  constructor(to: RecordReceiver, defect: Defect) {
    this.copiesPayloads = to.copiesPayloads
    this.#to = to
    this.#defect = defect
  }

  get held(): number {
    return this.#to.held
  }

  /** Something else is done to whom it is handed on to. */
  attempt(act: () => void): void {
    if (this.#thrown !== null) return
    try {
      act()
    } catch (error) {
      this.#caught(error)
    }
  }

  transport(
    from: Peer,
    type: string,
    bytes: number,
    frame: number,
    atMicros: number,
    detail: string | null,
  ): void {
    try {
      this.#to.transport(from, type, bytes, frame, atMicros, detail)
    } catch (error) {
      this.#caught(error)
    }
  }

  plainHttp(
    from: Peer,
    type: 'Request' | 'Response',
    line: string,
    frame: number,
    atMicros: number,
    length: number,
  ): void {
    try {
      this.#to.plainHttp(from, type, line, frame, atMicros, length)
    } catch (error) {
      this.#caught(error)
    }
  }

  record(from: Peer, record: TlsRecord): void {
    try {
      this.#to.record(from, record)
    } catch (error) {
      this.#caught(error)
    }
  }

  applicationData(from: Peer, record: TlsRecord): void {
    try {
      this.#to.applicationData(from, record)
    } catch (error) {
      this.#caught(error)
    }
  }

  wantsApplicationData(from: Peer, length: number): boolean {
    try {
      return this.#to.wantsApplicationData(from, length)
    } catch (error) {
      this.#caught(error)
      return false
    }
  }

  lost(from: Peer): void {
    try {
      this.#to.lost(from)
    } catch (error) {
      this.#caught(error)
    }
  }

  malformed(from: Peer, problem: RecordProblem): void {
    try {
      this.#to.malformed(from, problem)
    } catch (error) {
      this.#caught(error)
    }
  }

  finish(summary: ConnectionSummary): void {
    try {
      this.#to.finish(summary)
    } catch (error) {
      this.#caught(error)
    }
    if (this.#thrown !== null) this.#defect(summary.tcpStream, this.#thrown.error)
  }

  #caught(error: unknown): void {
    this.#thrown = { error }
    this.#to = NOBODY
  }
}
