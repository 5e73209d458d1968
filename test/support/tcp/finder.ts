import type { Direction } from '../../../src/main/tcp/events.ts'
import {
  type NotTls,
  type TlsByteSink,
  TlsFinder,
  type TlsFinderOptions,
  type TlsStart,
} from '../../../src/main/tcp/tls-finder.ts'
import { ascii } from './segments.ts'

/** Feeds a `TlsFinder` packet by packet and writes down what comes out. */
export class FinderRun implements TlsByteSink {
  readonly finder: TlsFinder
  start: TlsStart | null = null
  readonly refusals: NotTls[] = []
  readonly offsets: [number | null, number | null] = [null, null]
  readonly searching: [boolean, boolean] = [false, false]
  readonly bytes: [number[], number[]] = [[], []]
  readonly frames: [number[], number[]] = [[], []]
  readonly holes: [number, number] = [0, 0]
  #frame = 0

  constructor(options: TlsFinderOptions = {}) {
    this.finder = new TlsFinder(this, options)
  }

  /** One packet of direction 0. */
  c(payload: string | Uint8Array): this {
    return this.#packet(0, payload)
  }

  /** One packet of direction 1. */
  s(payload: string | Uint8Array): this {
    return this.#packet(1, payload)
  }

  lose(direction: Direction, length: number): this {
    this.#frame++
    this.finder.hole(direction, length, this.#frame, this.#frame * 1000)
    return this
  }

  end(): this {
    this.finder.end()
    return this
  }

  tls(start: TlsStart): void {
    if (this.start !== null) throw new Error('tls was told twice')
    this.start = start
  }

  starts(direction: Direction, offset: number, searching: boolean): void {
    if (this.start === null || this.offsets[direction] !== null) throw new Error('starts out of turn')
    this.offsets[direction] = offset
    this.searching[direction] = searching
  }

  data(direction: Direction, bytes: Uint8Array, start: number, end: number, frame: number): void {
    if (this.offsets[direction] === null) throw new Error('data before starts')
    for (let at = start; at < end; at++) this.bytes[direction].push(bytes[at] ?? 0)
    this.frames[direction].push(frame)
  }

  hole(direction: Direction, length: number): void {
    this.holes[direction] += length
  }

  notTls(what: NotTls): void {
    this.refusals.push(what)
  }

  #packet(direction: Direction, payload: string | Uint8Array): this {
    this.#frame++
    const bytes = typeof payload === 'string' ? ascii(payload) : payload
    const buffer = new Uint8Array(bytes.length + 7)
    buffer.set(bytes, 7)
    this.finder.data(direction, buffer, 7, buffer.length, this.#frame, this.#frame * 1000)
    buffer.fill(0xee)
    return this
  }
}

/** A record: header and `content`. */
export function record(contentType: number, content: Uint8Array, version = 0x0303): Uint8Array {
  const { length } = content
  return Uint8Array.from([contentType, version >> 8, version & 0xff, length >> 8, length & 0xff, ...content])
}

/** A handshake message of `length` content bytes: a version, then a pattern. */
export function handshakeMessage(type: number, length: number): Uint8Array {
  const body = Array.from({ length }, (_, at) => (at < 2 ? 3 : (at * 7 + type) & 0xff))
  return Uint8Array.from([type, length >> 16, (length >> 8) & 0xff, length & 0xff, ...body])
}

export const clientHello = record(22, handshakeMessage(1, 180), 0x0301)
export const serverHello = record(22, handshakeMessage(2, 70))
export const alertRecord = record(21, Uint8Array.of(2, 70))
