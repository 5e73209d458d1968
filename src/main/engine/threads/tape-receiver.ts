import type { Peer } from '../../../shared/conversation/vocabulary.ts'
import type { RecordProblem, TlsRecord } from '../../../shared/tls/record/events.ts'
import { RECEIVER_COST } from '../ladder-cost.ts'
import type { ConnectionSummary, RecordReceiver } from '../record-receiver.ts'
import { ENTRY, FLAG_CUT, FLAG_SSLV2 } from './tape.ts'
import type { TapeBuffer } from './tape-buffer.ts'
import { TRANSPORT_NUMBERS, writeTransport } from './transport-codec.ts'

/** Where the buffers come from, and where they go. */
export interface Tape {
  readonly keepsData: boolean
  lend(): TapeBuffer
  finished(connection: TapeBuffer): void
}

/** Writes down what is told of one connection, in the form of `tape.ts`. */
export class TapeReceiver implements RecordReceiver {
  readonly copiesPayloads = true
  readonly #tape: Tape
  #own: TapeBuffer | null = null

  constructor(tape: Tape) {
    this.#tape = tape
  }

  get held(): number {
    return RECEIVER_COST + (this.#own?.capacity ?? 0)
  }

  /** What was written so far, which it knows no more; `null`: nothing was. The buffer belongs to the caller. */
  giveUp(): TapeBuffer | null {
    const own = this.#own
    this.#own = null
    return own
  }

  transport(
    from: Peer,
    type: string,
    bytes: number,
    frame: number,
    atMicros: number,
    detail: string | null,
  ): void {
    const own = this.#begin(ENTRY.transport, from, 20 + 2 * (type.length + (detail?.length ?? 0)))
    own.u32(bytes)
    own.u32(frame)
    own.f64(atMicros)
    own.text(type)
    own.text(detail ?? '')
  }

  plainHttp(
    from: Peer,
    type: 'Request' | 'Response',
    line: string,
    frame: number,
    atMicros: number,
    length: number,
  ): void {
    const own = this.#begin(ENTRY.http, from, 20 + 2 * line.length)
    own.u8(type === 'Request' ? 1 : 0)
    own.u32(length)
    own.u32(frame)
    own.f64(atMicros)
    own.text(line)
  }

  record(from: Peer, record: TlsRecord): void {
    this.#record(ENTRY.record, from, record)
  }

  applicationData(from: Peer, record: TlsRecord): void {
    this.#record(ENTRY.data, from, record)
  }

  wantsApplicationData(): boolean {
    return this.#tape.keepsData
  }

  lost(from: Peer): void {
    this.#begin(ENTRY.lost, from, 0)
  }

  malformed(from: Peer, problem: RecordProblem): void {
    const { offset, expected, found, frame, atMicros } = problem
    const own = this.#begin(ENTRY.malformed, from, 24 + 2 * (expected.length + found.length))
    own.f64(offset)
    own.u32(frame)
    own.f64(atMicros)
    own.text(expected)
    own.text(found)
  }

  finish(summary: ConnectionSummary): void {
    const client = summary.client?.address ?? ''
    const server = summary.server?.address ?? ''
    const startedBy = summary.startedBy ?? ''
    const notTls = summary.notTls ?? ''
    const texts = client.length + server.length + startedBy.length + notTls.length
    const own = this.#begin(ENTRY.finish, 'client', 32 + 2 * texts + 8 * TRANSPORT_NUMBERS)
    own.u32(summary.tcpStream)
    own.text(client)
    own.u16(summary.client?.port ?? 0)
    own.text(server)
    own.u16(summary.server?.port ?? 0)
    own.text(startedBy)
    own.text(notTls)
    own.f64(summary.startedMicros)
    own.f64(summary.endedMicros)
    writeTransport(own, summary.transport)
    this.#own = null
    this.#tape.finished(own)
  }

  #record(kind: number, from: Peer, record: TlsRecord): void {
    const { frames, arrivals, payload } = record
    const own = this.#begin(kind, from, 32 + 4 * frames.length + 16 * arrivals.length)
    own.u8(record.contentType)
    own.u8((record.cut ? FLAG_CUT : 0) | (record.sslv2 ? FLAG_SSLV2 : 0))
    own.u16(record.version)
    own.u32(record.length)
    own.f64(record.startedMicros)
    own.f64(record.completedMicros)
    own.u16(frames.length)
    for (const frame of frames) own.u32(frame)
    own.u16(arrivals.length)
    for (const arrival of arrivals) {
      own.u32(arrival.end)
      own.u32(arrival.frame)
      own.f64(arrival.atMicros)
    }
    own.u32(payload.length)
    own.raw(payload)
  }

  /** @param length of the numbers and texts that follow, at most */
  #begin(kind: number, from: Peer, length: number): TapeBuffer {
    this.#own ??= this.#tape.lend()
    this.#own.makeRoom(2 + length)
    this.#own.u8(kind)
    this.#own.u8(from === 'client' ? 0 : 1)
    return this.#own
  }
}
