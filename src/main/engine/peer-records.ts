import type { Peer } from '../../shared/conversation/vocabulary.ts'
import type { RecordProblem, RecordSink, TlsRecord } from '../../shared/tls/record/events.ts'

/** Hears of the records of both peers. */
export interface RecordsOfPeers {
  record(peer: Peer, record: TlsRecord): void
  applicationData(peer: Peer, record: TlsRecord): void
  wantApplicationData(peer: Peer, length: number): boolean
  lost(peer: Peer): void
  malformed(peer: Peer, problem: RecordProblem): void
}

/** One direction's records, told with whose they are. */
export class PeerRecords implements RecordSink {
  readonly #reader: RecordsOfPeers
  readonly #peer: Peer

  constructor(reader: RecordsOfPeers, peer: Peer) {
    this.#reader = reader
    this.#peer = peer
  }

  record(record: TlsRecord): void {
    this.#reader.record(this.#peer, record)
  }

  applicationData(record: TlsRecord): void {
    this.#reader.applicationData(this.#peer, record)
  }

  wantApplicationData(length: number): boolean {
    return this.#reader.wantApplicationData(this.#peer, length)
  }

  lost(_bytes: number, _frame: number, _atMicros: number, insideRecord: boolean): void {
    if (!insideRecord) this.#reader.lost(this.#peer)
  }

  malformed(problem: RecordProblem): void {
    this.#reader.malformed(this.#peer, problem)
  }
}
