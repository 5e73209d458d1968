import type { Direction, TcpMark, TcpSink, TcpStream } from '../tcp/events.ts'
import { ConnectionReader } from './connection-reader.ts'
import type { RecordReceiver } from './record-receiver.ts'

/** What connections that are still open may hold together: their ladders, and bytes that are no record yet. */
const HELD_BYTES = 20 * 1024 * 1024
/** A connection that holds so much itself is the first to be judged early. */
const LARGE_LADDER = 1024 * 1024
/** What connections that are over may have held before it is seen whether they are judged as fast. */
const MOST_AHEAD = 1024 * 1024

/** A connection is about to be told whole; `early`: more of it may follow. @param lastMicros the latest of all packets */
export type Ending = (stream: TcpStream, why: 'reused' | 'early' | 'other', lastMicros: number) => void

/** One reader a connection. Whoever is still open when the source ends is judged by the source's last packet. */
export class ConnectionReaders implements TcpSink {
  readonly #receiverFor: (stream: TcpStream) => RecordReceiver
  readonly #expectsTls: (port: number) => boolean
  readonly #limitMet: (message: string) => void
  readonly #ending: Ending
  /** Those that hold anything, in the order in which they began to. */
  readonly #holding = new Map<number, ConnectionReader>()
  /** Bytes that all of them hold. */
  #held = 0
  #heldLimitTold = false
  /** What those held that were told whole since `caughtUp`: whoever judges them has it now. */
  #handedOn = 0
  #lastMicros = 0

  constructor(
    receiverFor: (stream: TcpStream) => RecordReceiver,
    expectsTls: (port: number) => boolean,
    limitMet: (message: string) => void,
    ending: Ending = () => {},
  ) {
    this.#receiverFor = receiverFor
    this.#expectsTls = expectsTls
    this.#limitMet = limitMet
    this.#ending = ending
  }

  /** Lets the source's clock run: the last packet of all tells how long a stream was silent. */
  now(atMicros: number): void {
    if (atMicros > this.#lastMicros) this.#lastMicros = atMicros
  }

  /** Whether so much was handed on that whoever judges it should be waited for. */
  get isAhead(): boolean {
    return this.#handedOn > MOST_AHEAD
  }

  /** Whoever judges has taken what was handed on. */
  caughtUp(): void {
    this.#handedOn = 0
  }

  opened(stream: TcpStream): void {
    stream.consumer = new ConnectionReader(stream, () => this.#receiverFor(stream), this.#expectsTls)
  }

  mark(stream: TcpStream, direction: Direction, mark: TcpMark, frame: number, atMicros: number): void {
    const reader = readerOf(stream)
    if (reader === null) return
    reader.mark(direction, mark, frame, atMicros)
    if (reader.cost !== reader.counted) this.#count(reader)
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
    if (reader.cost !== reader.counted) this.#count(reader)
  }

  hole(stream: TcpStream, direction: Direction, length: number, frame: number, atMicros: number): void {
    const reader = readerOf(stream)
    if (reader === null) return
    reader.missing(direction, length, frame, atMicros)
    if (reader.cost !== reader.counted) this.#count(reader)
  }

  closed(stream: TcpStream, why: 'fin' | 'rst' | 'reused' | 'end', atMicros: number): void {
    const reader = readerOf(stream)
    if (reader === null) return
    this.#drop(reader)
    // Only what the source's end closes, or the limit of connections, was silent: for as long as is known by now.
    const silence = why === 'end' ? Math.max(0, this.#lastMicros - atMicros) : 0
    this.#ending(stream, why === 'reused' ? why : 'other', this.#lastMicros)
    reader.finish(why, atMicros, silence)
  }

  #count(reader: ConnectionReader): void {
    if (reader.counted === 0) this.#holding.set(reader.stream.index, reader)
    this.#held += reader.cost - reader.counted
    reader.counted = reader.cost
    if (this.#held > HELD_BYTES) this.#judgeEarly(reader)
  }

  /** Too much is held: the one that grows, if it is large, else the oldest ones, are judged as far as they came. */
  #judgeEarly(reader: ConnectionReader): void {
    if (!this.#heldLimitTold) {
      const mebibytes = HELD_BYTES / 1024 / 1024
      this.#limitMet(`open connections hold more than ${mebibytes} MiB: some were judged before their end`)
    }
    this.#heldLimitTold = true
    if (reader.cost > LARGE_LADDER) this.#finishEarly(reader)
    for (const oldest of this.#holding.values()) {
      if (this.#held <= HELD_BYTES) return
      this.#finishEarly(oldest)
    }
  }

  #finishEarly(reader: ConnectionReader): void {
    this.#drop(reader)
    this.#ending(reader.stream, 'early', this.#lastMicros)
    reader.finish('end', this.#lastMicros, 0)
    for (const side of reader.stream.sides) {
      side.forgetBytes()
      // Through it the connection, which may stay open for long, would hold its reader and all that this gathered.
      side.skimmer = null
    }
  }

  #drop(reader: ConnectionReader): void {
    const { stream } = reader
    stream.consumer = null
    this.#holding.delete(stream.index)
    this.#held -= reader.counted
    this.#handedOn += reader.counted
  }
}

function readerOf(stream: TcpStream): ConnectionReader | null {
  return stream.consumer instanceof ConnectionReader ? stream.consumer : null
}
