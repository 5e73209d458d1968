import type { Direction, TcpMark, TcpSink, TcpStream } from '../tcp/events.ts'
import { ConnectionReader } from './connection-reader.ts'
import type { RecordReceiver } from './record-receiver.ts'

/** What the ladders of connections that are still open may hold together. */
const HELD_BYTES = 64 * 1024 * 1024
/** A connection whose own ladder holds so much is the first to be judged early. */
const LARGE_LADDER = 1024 * 1024

/** One reader a connection. Whoever is still open when the source ends is judged by the source's last packet. */
export class ConnectionReaders implements TcpSink {
  readonly #receiverFor: (stream: TcpStream) => RecordReceiver
  readonly #limitMet: (message: string) => void
  readonly #readers = new Map<number, ConnectionReader>()
  /** Bytes that all ladders hold. */
  #held = 0
  #heldLimitTold = false
  #lastMicros = 0

  constructor(receiverFor: (stream: TcpStream) => RecordReceiver, limitMet: (message: string) => void) {
    this.#receiverFor = receiverFor
    this.#limitMet = limitMet
  }

  /** Lets the source's clock run: the last packet of all tells how long a stream was silent. */
  now(atMicros: number): void {
    if (atMicros > this.#lastMicros) this.#lastMicros = atMicros
  }

  opened(stream: TcpStream): void {
    const reader = new ConnectionReader(stream, () => this.#receiverFor(stream))
    stream.consumer = reader
    this.#readers.set(stream.index, reader)
  }

  mark(stream: TcpStream, direction: Direction, mark: TcpMark, frame: number, atMicros: number): void {
    readerOf(stream)?.mark(direction, mark, frame, atMicros)
  }

  data(
    stream: TcpStream,
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void {
    const reader = readerOf(stream)
    if (reader === null) return
    reader.payload(direction, bytes, start, end, frame, atMicros)
    if (reader.cost === reader.counted) return
    this.#held += reader.cost - reader.counted
    reader.counted = reader.cost
    if (this.#held > HELD_BYTES) this.#judgeEarly(reader)
  }

  hole(stream: TcpStream, direction: Direction, length: number, frame: number, atMicros: number): void {
    readerOf(stream)?.missing(direction, length, frame, atMicros)
  }

  closed(stream: TcpStream, why: 'fin' | 'rst' | 'reused' | 'end', atMicros: number): void {
    const reader = readerOf(stream)
    if (reader === null) return
    this.#drop(reader)
    // Only what the source's end closes, or the limit of connections, was silent: for as long as is known by now.
    const silence = why === 'end' ? Math.max(0, this.#lastMicros - atMicros) : 0
    reader.finish(why, atMicros, silence)
  }

  /** The ladders hold too much: the one that grows, if it is large, else the oldest, is judged as far as it came. */
  #judgeEarly(reader: ConnectionReader): void {
    if (!this.#heldLimitTold) {
      const mebibytes = HELD_BYTES / 1024 / 1024
      this.#limitMet(`open connections hold more than ${mebibytes} MiB: some were judged before their end`)
    }
    this.#heldLimitTold = true
    const [oldest] = this.#readers.values()
    const early = reader.cost > LARGE_LADDER || oldest === undefined ? reader : oldest
    this.#drop(early)
    early.finish('end', this.#lastMicros, 0)
  }

  #drop(reader: ConnectionReader): void {
    const { stream } = reader
    stream.consumer = null
    this.#readers.delete(stream.index)
    this.#held -= reader.counted
  }
}

function readerOf(stream: TcpStream): ConnectionReader | null {
  return stream.consumer instanceof ConnectionReader ? stream.consumer : null
}
