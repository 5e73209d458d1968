import type { Peer } from '../../../shared/conversation/vocabulary.ts'
import type { TlsRecord } from '../../../shared/tls/record/events.ts'
import type { ConnectionSummary, RecordReceiver } from '../record-receiver.ts'
import { ENTRY, FLAG_CUT, FLAG_SSLV2, NUMBERS, numbersOf, TAPE_FULL } from './tape.ts'

/** Writes what happens on many connections onto one tape (`tape.ts`). */
export class TapeWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  #at = 0
  /** Buffers that came back. */
  readonly #spare: ArrayBuffer[] = []
  /** Whether the other end may want application data: secrets are known there. */
  keepsData = false

  constructor() {
    this.#bytes = new Uint8Array(TAPE_FULL * 2)
    this.#view = new DataView(this.#bytes.buffer)
  }

  get length(): number {
    return this.#at
  }

  /** What was written; the tape is empty again. The buffer belongs to the caller. */
  take(): { buffer: ArrayBuffer; length: number } {
    const taken = { buffer: this.#bytes.buffer, length: this.#at }
    this.#bytes = new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(TAPE_FULL * 2))
    this.#view = new DataView(this.#bytes.buffer)
    this.#at = 0
    return taken
  }

  /** A buffer that was taken is done with. */
  giveBack(buffer: ArrayBuffer): void {
    if (buffer.byteLength === TAPE_FULL * 2 && this.#spare.length < 8) this.#spare.push(buffer)
  }

  /** What the reader of one connection tells goes onto the tape. */
  receiver(stream: number): RecordReceiver {
    return new TapeReceiver(this, stream)
  }

  transport(
    stream: number,
    from: Peer,
    type: string,
    bytes: number,
    frame: number,
    atMicros: number,
    detail: string | null,
  ): void {
    this.#begin(ENTRY.transport, from, stream, 24 + 2 * (type.length + (detail?.length ?? 0)))
    this.#u32(bytes)
    this.#u32(frame)
    this.#f64(atMicros)
    this.#text(type)
    this.#text(detail ?? '')
  }

  plainHttp(
    stream: number,
    from: Peer,
    type: 'Request' | 'Response',
    line: string,
    frame: number,
    atMicros: number,
    length: number,
  ): void {
    this.#begin(ENTRY.http, from, stream, 24 + 2 * line.length)
    this.#u8(type === 'Request' ? 1 : 0)
    this.#u32(length)
    this.#u32(frame)
    this.#f64(atMicros)
    this.#text(line)
  }

  lost(stream: number, from: Peer): void {
    this.#begin(ENTRY.lost, from, stream, 0)
  }

  secrets(keyLog: Uint8Array): void {
    this.#begin(ENTRY.secrets, 'client', 0, 4 + keyLog.length)
    this.#u32(keyLog.length)
    this.#raw(keyLog)
  }

  record(kind: number, stream: number, from: Peer, record: TlsRecord): void {
    const { frames, arrivals, payload } = record
    this.#begin(kind, from, stream, 40 + 4 * frames.length + 16 * arrivals.length + payload.length)
    this.#u8(record.contentType)
    this.#u8((record.cut ? FLAG_CUT : 0) | (record.sslv2 ? FLAG_SSLV2 : 0))
    this.#u16(record.version)
    this.#u32(record.length)
    this.#f64(record.startedMicros)
    this.#f64(record.completedMicros)
    this.#u16(frames.length)
    for (const frame of frames) this.#u32(frame)
    this.#u16(arrivals.length)
    for (const arrival of arrivals) {
      this.#u32(arrival.end)
      this.#u32(arrival.frame)
      this.#f64(arrival.atMicros)
    }
    this.#u32(payload.length)
    this.#raw(payload)
  }

  finish(stream: number, summary: ConnectionSummary): void {
    const client = summary.client?.address ?? ''
    const server = summary.server?.address ?? ''
    const startedBy = summary.startedBy ?? ''
    const notTls = summary.notTls ?? ''
    const texts = client.length + server.length + startedBy.length + notTls.length
    this.#begin(ENTRY.finish, 'client', stream, 16 + 2 * texts + 8 * NUMBERS)
    this.#text(client)
    this.#u16(summary.client?.port ?? 0)
    this.#text(server)
    this.#u16(summary.server?.port ?? 0)
    this.#text(startedBy)
    this.#text(notTls)
    for (const number of numbersOf(summary)) this.#f64(number)
  }

  /** @param length of what follows, at most */
  #begin(kind: number, from: Peer, stream: number, length: number): void {
    const needed = this.#at + 6 + length
    if (needed > this.#bytes.length) this.#grow(needed)
    this.#u8(kind)
    this.#u8(from === 'client' ? 0 : 1)
    this.#u32(stream)
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#at))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }

  #u8(value: number): void {
    this.#bytes[this.#at++] = value
  }

  #u16(value: number): void {
    this.#view.setUint16(this.#at, value, true)
    this.#at += 2
  }

  #u32(value: number): void {
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  #f64(value: number): void {
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  #text(text: string): void {
    this.#u16(text.length)
    for (let index = 0; index < text.length; index++) this.#u16(text.charCodeAt(index))
  }

  #raw(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#at)
    this.#at += bytes.length
  }
}

class TapeReceiver implements RecordReceiver {
  readonly copiesPayloads = true
  readonly #tape: TapeWriter
  readonly #stream: number

  constructor(tape: TapeWriter, stream: number) {
    this.#tape = tape
    this.#stream = stream
  }

  transport(...told: Parameters<RecordReceiver['transport']>): void {
    this.#tape.transport(this.#stream, ...told)
  }

  plainHttp(...told: Parameters<RecordReceiver['plainHttp']>): void {
    this.#tape.plainHttp(this.#stream, ...told)
  }

  record(from: Peer, record: TlsRecord): void {
    this.#tape.record(ENTRY.record, this.#stream, from, record)
  }

  applicationData(from: Peer, record: TlsRecord): void {
    this.#tape.record(ENTRY.data, this.#stream, from, record)
  }

  wantsApplicationData(): boolean {
    return this.#tape.keepsData
  }

  lost(from: Peer): void {
    this.#tape.lost(this.#stream, from)
  }

  finish(summary: ConnectionSummary): void {
    this.#tape.finish(this.#stream, summary)
  }
}
