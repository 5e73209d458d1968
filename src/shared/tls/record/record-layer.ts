import { hex } from '../../bytes/text.ts'
import type { RecordSink, TlsRecord } from './events.ts'
import { Gather } from './gather.ts'
import { APPLICATION_DATA, HANDSHAKE, HEADER_LENGTH, LONGEST_RECORD, sslv2HelloLength } from './header.ts'
import { Resync } from './resync.ts'
import { Arrivals, Trail } from './trail.ts'

/** After so many contradictions the direction is taken to carry no TLS any more, and is only counted. */
const PROBLEMS_BORNE = 16

/** What one packet of an unfinished record is reckoned at, and the number of one. */
const ARRIVAL_COST = 56
const FRAME_COST = 8

/** Payloads of one direction share blocks of this length: few handshakes need more than a few of them. */
const PAYLOAD_BLOCK = 1024

/** Packets of one record that may be skimmed: what it holds is weighed when it is told of bytes. */
const SKIMMED = 64
export interface RecordLayerOptions {
  /** Whether the first record may be a CLIENT-HELLO in SSLv2 format: true for the client's direction. */
  readonly mayStartSslv2?: boolean
  /** Whether the bytes may begin in the middle of a record: then the first header is looked for. */
  readonly startsMidway?: boolean
  /** Whether payloads are lent: valid only during the call, so that none is copied that the sink does not keep. */
  readonly lendsPayloads?: boolean
}

/**
 * Cuts one direction of a TLS connection into records (RFC 8446 5.1, RFC 5246 6.2.1). Takes any chunking and
 * yields the same records; application data is measured, not copied, unless the sink wants it. After lost
 * bytes it goes on inside the record where its length allows, else looks for the next header.
 */
export class RecordLayer {
  readonly #sink: RecordSink
  #state: 'header' | 'payload' | 'searching' | 'dead' = 'header'
  #first: boolean
  /** Bytes of the direction so far, holes included. */
  #offset = 0

  /** Only of a header that comes in pieces, or that is none. */
  #header: Uint8Array | null = null
  #headerLength = 0

  #contentType = 0
  #version = 0
  #length = 0
  #sslv2 = false
  #wanted = false
  /** Payload bytes still to come, and whether the record was already handed on as cut. */
  #left = 0
  #handedOn = false

  readonly #lends: boolean
  readonly #payload: Gather
  /** A payload that stands whole in the packet at hand. */
  #inPlace: Uint8Array | null = null
  readonly #trail = new Trail()
  readonly #arrivals = new Arrivals()
  #resync: Resync | null = null
  #problems = 0
  #deadBytes = 0
  #lastFrame = 0
  #lastMicros = 0

  constructor(sink: RecordSink, options: RecordLayerOptions = {}) {
    this.#sink = sink
    this.#first = options.mayStartSslv2 ?? false
    this.#lends = options.lendsPayloads ?? false
    this.#payload = new Gather(this.#lends ? 0 : PAYLOAD_BLOCK)
    if (options.startsMidway ?? false) this.#state = 'searching'
  }

  /** Bytes it holds of a record that is not finished, roughly. */
  get cost(): number {
    return this.#payload.capacity + ARRIVAL_COST * this.#arrivals.count + FRAME_COST * this.#trail.capacity
  }

  /** How many of the next bytes it may be told of by their length alone: they end no record, and nobody wants them. */
  get skims(): number {
    return this.#state === 'payload' && !this.#wanted && this.#trail.count < SKIMMED ? this.#left - 1 : 0
  }

  /** In place of `push`: `length` bytes of packet `frame`, at most `skims`. */
  skim(length: number, frame: number, atMicros: number): void {
    this.#lastFrame = frame
    this.#lastMicros = atMicros
    this.#offset += length
    this.#left -= length
    if (!this.#handedOn) this.#trail.add(frame, atMicros)
  }

  /** Whether a record has begun and not ended. */
  get insideRecord(): boolean {
    return this.#state === 'payload' || this.#headerLength > 0
  }

  /** In-order bytes `bytes[start, end)`, all of packet `frame`; valid only during the call. */
  push(bytes: Uint8Array, start: number, end: number, frame: number, atMicros: number): void {
    this.#lastFrame = frame
    this.#lastMicros = atMicros
    if (this.#state === 'searching') this.#search(bytes, start, end, frame, atMicros)
    else if (this.#state === 'dead') this.#deadBytes += end - start
    else this.#take(bytes, start, end, frame, atMicros)
  }

  /** `length` bytes are missing here for good. */
  hole(length: number, frame: number, atMicros: number): void {
    if (length <= 0) return
    this.#lastFrame = frame
    this.#lastMicros = atMicros
    this.#offset += length
    if (this.#state === 'dead') {
      this.#deadBytes += length
      return
    }
    if (this.#state === 'searching') {
      this.#sink.lost((this.#resync?.drop() ?? 0) + length, frame, atMicros, false)
      return
    }
    const fits = this.#state === 'payload' && length <= this.#left
    if (this.#state === 'payload' && !this.#handedOn) this.#handOn(true)
    this.#sink.lost(this.#headerLength + length, frame, atMicros, fits)
    this.#headerLength = 0
    this.#first = false
    if (fits) {
      this.#left -= length
      if (this.#left === 0) this.#state = 'header'
      return
    }
    this.#trail.takeFrames()
    this.#state = 'searching'
  }

  /** The direction ended: hands on what there is of the last record. */
  end(): void {
    if (this.#state === 'payload' && !this.#handedOn) this.#handOn(true)
    const lost = this.#headerLength + (this.#resync?.drop() ?? 0) + this.#deadBytes
    if (lost > 0) this.#sink.lost(lost, this.#lastFrame, this.#lastMicros, false)
    this.#headerLength = 0
    this.#deadBytes = 0
    this.#state = 'dead'
  }

  #take(bytes: Uint8Array, start: number, end: number, frame: number, atMicros: number): void {
    let at = start
    while (at < end) {
      if (this.#state === 'payload') {
        const stop = Math.min(end, at + this.#left)
        this.#takePayload(bytes, at, stop, frame, atMicros)
        at = stop
      } else if (this.#headerLength === 0 && end - at >= HEADER_LENGTH && this.#startsAt(bytes, at)) {
        this.#trail.add(frame, atMicros)
        this.#offset += HEADER_LENGTH
        at += HEADER_LENGTH
        if (this.#left === 0) this.#handOn(false)
      } else {
        this.#takeHeaderByte(bytes[at++] ?? 0, frame, atMicros)
        if (this.#headerLength < HEADER_LENGTH) continue
        if (!this.#startsInPieces(this.#header ?? bytes)) {
          this.#lose(frame, atMicros)
          if (at < end) this.push(bytes, at, end, frame, atMicros)
          return
        }
        if (this.#left === 0) this.#handOn(false)
      }
    }
  }

  #takePayload(bytes: Uint8Array, start: number, end: number, frame: number, atMicros: number): void {
    this.#offset += end - start
    this.#left -= end - start
    if (!this.#handedOn) {
      this.#trail.add(frame, atMicros)
      if (this.#wanted) {
        if (this.#lends && end - start === this.#length) this.#inPlace = bytes.subarray(start, end)
        else this.#payload.append(bytes, start, end, this.#length)
        this.#arrivals.add(this.#inPlace?.length ?? this.#payload.length, frame, atMicros)
      }
    }
    if (this.#left > 0) return
    if (this.#handedOn) this.#state = 'header'
    else this.#handOn(false)
  }

  #takeHeaderByte(byte: number, frame: number, atMicros: number): void {
    this.#header ??= new Uint8Array(HEADER_LENGTH)
    this.#header[this.#headerLength++] = byte
    this.#offset++
    this.#trail.add(frame, atMicros)
  }

  /** Whether a header stands at `at`, all of it: then its record begins. */
  #startsAt(bytes: Uint8Array, at: number): boolean {
    const contentType = bytes[at] ?? 0
    // Whoever may begin with SSL 2.0 has the bit set by which its first byte is told from a content type.
    if (this.#first && (contentType & 0x80) !== 0) return false
    const length = ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0)
    if (bytes[at + 1] !== 3 || length > LONGEST_RECORD) return false
    this.#begin(contentType, 0x0300 | (bytes[at + 2] ?? 0), length)
    return true
  }

  /** The same for one that was put together. */
  #startsInPieces(header: Uint8Array): boolean {
    if (this.#first && this.#startsSslv2(header)) return true
    this.#first = false
    return this.#startsAt(header, 0)
  }

  #startsSslv2(header: Uint8Array): boolean {
    const length = sslv2HelloLength(header)
    if (length === 0) return false
    this.#begin(HANDSHAKE, 2, length)
    this.#sslv2 = true
    this.#payload.append(header, 2, HEADER_LENGTH, length)
    this.#arrivals.add(3, this.#lastFrame, this.#lastMicros)
    this.#left -= 3
    return true
  }

  #begin(contentType: number, version: number, length: number): void {
    this.#first = false
    this.#headerLength = 0
    this.#contentType = contentType
    this.#version = version
    this.#length = length
    this.#left = length
    this.#sslv2 = false
    this.#handedOn = false
    this.#wanted = contentType !== APPLICATION_DATA || (this.#sink.wantApplicationData?.(length) ?? false)
    this.#state = 'payload'
  }

  #handOn(cut: boolean): void {
    this.#handedOn = true
    if (!cut) this.#state = 'header'
    const record: TlsRecord = {
      contentType: this.#contentType,
      version: this.#version,
      length: this.#length,
      payload: this.#takenPayload(),
      cut,
      sslv2: this.#sslv2,
      arrivals: this.#arrivals.take(),
      startedMicros: this.#trail.startedMicros,
      completedMicros: this.#trail.completedMicros,
      frames: this.#trail.takeFrames(),
    }
    if (this.#contentType === APPLICATION_DATA) this.#sink.applicationData(record)
    else this.#sink.record(record)
  }

  #takenPayload(): Uint8Array {
    const inPlace = this.#inPlace
    this.#inPlace = null
    return inPlace ?? (this.#lends ? this.#payload.lend() : this.#payload.take())
  }

  /** The five bytes in `#header` are no header: tells so and searches on behind the first of them. */
  #lose(frame: number, atMicros: number): void {
    const header = this.#header?.slice() ?? new Uint8Array(HEADER_LENGTH)
    this.#problems++
    this.#sink.malformed({
      offset: this.#offset - HEADER_LENGTH,
      expected: 'a TLS record header (type, version 3.x, length up to 18432)',
      found: hex(header),
      frame,
      atMicros,
    })
    this.#headerLength = 0
    if (this.#problems > PROBLEMS_BORNE) {
      this.#deadBytes += HEADER_LENGTH
      this.#state = 'dead'
      return
    }
    this.#first = false
    this.#trail.takeFrames()
    this.#state = 'searching'
    this.#offset -= HEADER_LENGTH
    this.#search(header, 0, HEADER_LENGTH, frame, atMicros)
  }

  #search(bytes: Uint8Array, start: number, end: number, frame: number, atMicros: number): void {
    this.#resync ??= new Resync()
    const found = this.#resync.push(bytes, start, end, frame, atMicros)
    this.#offset += end - start
    if (found !== null) {
      if (found.skipped > 0) this.#sink.lost(found.skipped, frame, atMicros, false)
      this.#offset -= found.bytes.length
      this.#state = 'header'
      for (const chunk of found.chunks) {
        this.push(found.bytes, chunk.start, chunk.end, chunk.frame, chunk.atMicros)
      }
    } else if (this.#resync.gaveUp) {
      this.#deadBytes += this.#resync.drop()
      this.#state = 'dead'
    }
  }
}
