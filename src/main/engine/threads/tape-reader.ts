import type { Peer } from '../../../shared/conversation/vocabulary.ts'
import type { Arrival, TlsRecord } from '../../../shared/tls/record/events.ts'
import type { ConnectionSummary, RecordReceiver } from '../record-receiver.ts'
import { ENTRY, FLAG_CUT, FLAG_SSLV2, PART } from './tape.ts'
import { readTransport } from './transport-codec.ts'

export interface TapeListener {
  /** Of a connection that was not heard of before. @param content all that was written down of it */
  open(content: Uint8Array): RecordReceiver
  secrets(keyLog: Uint8Array): void
}

const NO_BYTES = new Uint8Array(0)

/** Plays tapes (`tape.ts`) to one receiver a connection, one after the other. */
export class TapeReader {
  readonly #listener: TapeListener

  constructor(listener: TapeListener) {
    this.#listener = listener
  }

  play(tape: Uint8Array): void {
    const parts = new DataView(tape.buffer, tape.byteOffset, tape.length)
    for (let at = 0; at < tape.length; ) {
      const kind = parts.getUint8(at)
      const start = at + 5
      at = start + parts.getUint32(at + 1, true)
      // A copy, since the tape is written again.
      const content = tape.slice(start, at)
      if (kind === PART.secrets) this.#listener.secrets(content)
      else playConnection(content, this.#listener.open(content))
    }
  }
}

/** Tells what was written down of one connection. Payloads are views of `content`. */
export function playConnection(content: Uint8Array, receiver: RecordReceiver): void {
  new ConnectionTape(content).play(receiver)
}

class ConnectionTape {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(content: Uint8Array) {
    this.#bytes = content
    this.#view = new DataView(content.buffer, content.byteOffset, content.length)
  }

  play(receiver: RecordReceiver): void {
    while (this.#at < this.#bytes.length) this.#entry(receiver)
  }

  #entry(receiver: RecordReceiver): void {
    const kind = this.#u8()
    const from: Peer = this.#u8() === 0 ? 'client' : 'server'
    switch (kind) {
      case ENTRY.transport: {
        const [bytes, frame, atMicros, type, detail] = [
          this.#u32(),
          this.#u32(),
          this.f64(),
          this.#text(),
          this.#text(),
        ]
        receiver.transport(from, type, bytes, frame, atMicros, detail === '' ? null : detail)
        break
      }
      case ENTRY.http: {
        const type = this.#u8() === 1 ? 'Request' : 'Response'
        const [length, frame, atMicros] = [this.#u32(), this.#u32(), this.f64()]
        receiver.plainHttp(from, type, this.#text(), frame, atMicros, length)
        break
      }
      case ENTRY.record:
        receiver.record(from, this.#record())
        break
      case ENTRY.data: {
        const record = this.#record()
        const wanted = record.payload.length > 0 && receiver.wantsApplicationData(from, record.length)
        receiver.applicationData(from, wanted ? record : { ...record, payload: NO_BYTES, arrivals: [] })
        break
      }
      case ENTRY.lost:
        receiver.lost(from)
        break
      case ENTRY.malformed: {
        const [offset, frame, atMicros] = [this.f64(), this.#u32(), this.f64()]
        const [expected, found] = [this.#text(), this.#text()]
        receiver.malformed(from, { offset, expected, found, frame, atMicros })
        break
      }
      default:
        receiver.finish(this.#summary(this.#u32()))
    }
  }

  #record(): TlsRecord {
    const contentType = this.#u8()
    const flags = this.#u8()
    const version = this.#u16()
    const length = this.#u32()
    const startedMicros = this.f64()
    const completedMicros = this.f64()
    const frames = new Array<number>(this.#u16())
    for (let index = 0; index < frames.length; index++) frames[index] = this.#u32()
    const arrivals = new Array<Arrival>(this.#u16())
    for (let index = 0; index < arrivals.length; index++) {
      arrivals[index] = { end: this.#u32(), frame: this.#u32(), atMicros: this.f64() }
    }
    return {
      contentType,
      version,
      length,
      payload: this.#raw(this.#u32()),
      cut: (flags & FLAG_CUT) !== 0,
      sslv2: (flags & FLAG_SSLV2) !== 0,
      arrivals,
      frames,
      startedMicros,
      completedMicros,
    }
  }

  #summary(stream: number): ConnectionSummary {
    const client = { address: this.#text(), port: this.#u16() }
    const server = { address: this.#text(), port: this.#u16() }
    const startedBy = this.#text()
    const notTls = this.#text()
    return {
      tcpStream: stream,
      client,
      server,
      startedBy: startedBy === '' ? null : startedBy,
      notTls: isNotTls(notTls) ? notTls : null,
      startedMicros: this.f64(),
      endedMicros: this.f64(),
      transport: readTransport(this),
    }
  }

  #u8(): number {
    return this.#bytes[this.#at++] ?? 0
  }

  #u16(): number {
    this.#at += 2
    return this.#view.getUint16(this.#at - 2, true)
  }

  #u32(): number {
    this.#at += 4
    return this.#view.getUint32(this.#at - 4, true)
  }

  /** The next number of the connection at hand. */
  f64(): number {
    this.#at += 8
    return this.#view.getFloat64(this.#at - 8, true)
  }

  #text(): string {
    const length = this.#u16()
    let text = ''
    for (let index = 0; index < length; index++) text += String.fromCharCode(this.#u16())
    return text
  }

  #raw(length: number): Uint8Array {
    const start = this.#at
    this.#at += length
    return length === 0 ? NO_BYTES : this.#bytes.subarray(start, this.#at)
  }
}

function isNotTls(text: string): text is 'http' | 'other' | 'nothing' {
  return text === 'http' || text === 'other' || text === 'nothing'
}
