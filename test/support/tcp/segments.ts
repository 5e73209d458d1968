import type { Direction, TcpMark, TcpSink, TcpStream } from '../../../src/main/tcp/events.ts'
import { TcpReassembler, type TcpReassemblerOptions } from '../../../src/main/tcp/reassembler.ts'
import {
  TCP_ACK,
  TCP_FIN,
  TCP_PSH,
  TCP_RST,
  TCP_SYN,
  type TcpSegmentView,
} from '../../../src/shared/packet/segment.ts'

const FLAGS: Record<string, number> = { S: TCP_SYN, A: TCP_ACK, F: TCP_FIN, R: TCP_RST, P: TCP_PSH }

export interface SegmentOptions {
  /** Letters of S A F R P. */
  readonly flags?: string
  readonly data?: string | Uint8Array
  readonly missing?: number
  readonly at?: number
  readonly window?: number
  readonly ttl?: number
  readonly ipId?: number
  readonly mss?: number
  readonly windowScale?: number
}

/** `a` opens connections, `b` answers; ports and addresses can be set to have several connections. */
export interface WireOptions extends TcpReassemblerOptions {
  readonly aIsn?: number
  readonly bIsn?: number
  readonly aPort?: number
  readonly ipv6?: boolean
}

/**
 * A capture written by hand: `wire.a(seq, ack, {...})` is one packet from a to b. Sequence numbers are relative
 * to the ISNs (a SYN is 0, the first payload byte 1), so wrapping is a matter of choosing an ISN. Each packet
 * is later than the last by one millisecond.
 */
export class Wire {
  readonly seen = new Recorder()
  readonly reassembler: TcpReassembler
  aIsn: number
  bIsn: number
  aPort: number
  frame = 0
  micros = 1_000_000
  readonly #ipv6: boolean

  constructor(options: WireOptions = {}) {
    this.aIsn = options.aIsn ?? 1000
    this.bIsn = options.bIsn ?? 5000
    this.aPort = options.aPort ?? 40_000
    this.#ipv6 = options.ipv6 ?? false
    this.reassembler = new TcpReassembler(this.seen, options)
  }

  a(sequence: number, acknowledgement: number | null, options: SegmentOptions = {}): this {
    return this.#send(0, sequence, acknowledgement, options)
  }

  b(sequence: number, acknowledgement: number | null, options: SegmentOptions = {}): this {
    return this.#send(1, sequence, acknowledgement, options)
  }

  /** SYN, SYN-ACK, ACK. */
  handshake(): this {
    return this.a(0, null, { flags: 'S', mss: 1460 }).b(0, 1, { flags: 'SA', mss: 1400 }).a(1, 1)
  }

  end(): this {
    this.reassembler.end()
    return this
  }

  #send(from: 0 | 1, sequence: number, acknowledgement: number | null, options: SegmentOptions): this {
    this.frame++
    this.micros = options.at ?? this.micros + 1000
    const payload =
      typeof options.data === 'string' ? ascii(options.data) : (options.data ?? new Uint8Array(0))
    const addressLength = this.#ipv6 ? 16 : 4
    const bytes = new Uint8Array(2 * addressLength + payload.length)
    bytes[addressLength - 1] = from === 0 ? 1 : 2
    bytes[2 * addressLength - 1] = from === 0 ? 2 : 1
    bytes.set(payload, 2 * addressLength)
    let flags = acknowledgement === null ? 0 : TCP_ACK
    for (const letter of options.flags ?? '') flags |= FLAGS[letter] ?? 0
    const own = from === 0 ? this.aIsn : this.bIsn
    const other = from === 0 ? this.bIsn : this.aIsn
    const view: TcpSegmentView = {
      frame: this.frame,
      atMicros: this.micros,
      bytes,
      sourceAt: 0,
      destinationAt: addressLength,
      addressLength,
      sourcePort: from === 0 ? this.aPort : 443,
      destinationPort: from === 0 ? 443 : this.aPort,
      sequence: (own + sequence) >>> 0,
      acknowledgement: acknowledgement === null ? 0 : (other + acknowledgement) >>> 0,
      flags,
      window: options.window ?? 65_535,
      payloadStart: 2 * addressLength,
      payloadEnd: bytes.length,
      missing: options.missing ?? 0,
      ttl: options.ttl ?? 64,
      ipId: options.ipId ?? 0,
      mss: options.mss ?? 0,
      windowScale: options.windowScale ?? 0,
    }
    this.reassembler.segment(view)
    // The view and its buffer are the decoder's: whoever kept them without a copy shows it here.
    bytes.fill(0xee)
    return this
  }
}

/** Writes down what a `TcpSink` is told, one line an event: `0 "text" @7`, `1 hole 12 @9`, `0 SYN @1`. */
export class Recorder implements TcpSink {
  readonly streams: TcpStream[] = []
  readonly lines: string[] = []
  readonly marks: { stream: number; direction: Direction; mark: TcpMark; frame: number }[] = []
  /** Delivered bytes of each stream and direction, holes as `_`. */
  readonly text = new Map<string, string>()

  opened(stream: TcpStream): void {
    this.streams.push(stream)
    this.lines.push(`opened ${stream.index}${stream.synSeen ? '' : ' mid-way'}`)
  }

  mark(stream: TcpStream, direction: Direction, mark: TcpMark, frame: number): void {
    this.marks.push({ stream: stream.index, direction, mark, frame })
    this.lines.push(`${direction} ${mark.kind} @${frame}`)
  }

  data(
    stream: TcpStream,
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
  ): void {
    const text = latin(bytes, start, end)
    this.#append(stream, direction, text)
    this.lines.push(`${direction} "${text}" @${frame}`)
  }

  hole(stream: TcpStream, direction: Direction, length: number, frame: number): void {
    this.#append(stream, direction, '_'.repeat(Math.min(length, 100_000)))
    this.lines.push(`${direction} hole ${length} @${frame}`)
  }

  closed(stream: TcpStream, why: 'fin' | 'rst' | 'reused' | 'end'): void {
    this.lines.push(`closed ${stream.index} ${why}`)
  }

  /** Lines about payload and holes only. */
  get payload(): string[] {
    return this.lines.filter((line) => /^[01] ("|hole)/.test(line))
  }

  of(stream: number, direction: Direction): string {
    return this.text.get(`${stream}/${direction}`) ?? ''
  }

  #append(stream: TcpStream, direction: Direction, text: string): void {
    const key = `${stream.index}/${direction}`
    this.text.set(key, (this.text.get(key) ?? '') + text)
  }
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0))
}

function latin(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 10_000)))
}
