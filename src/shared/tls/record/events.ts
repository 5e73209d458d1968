/**
 * What the record layer hands on, one direction of one stream at a time. Bytes belong to the receiver
 * (copied out of the capture buffer) unless the layer lends them; application data is never copied, only measured.
 */

/** Which packets, and when: `frames` ascending and without repeats, 1-based. */
export interface Provenance {
  readonly frames: readonly number[]
  /** Time of the packet that brought the first byte, microseconds since 1970 UTC. */
  readonly startedMicros: number
  /** Time of the packet that brought the last byte. */
  readonly completedMicros: number
}

/** The payload up to `end` (from the end of the part before) came in packet `frame`. */
export interface Arrival {
  readonly end: number
  readonly frame: number
  readonly atMicros: number
}

/** One whole TLS record (RFC 8446 5.1). `payload` is what follows the header. */
export interface TlsRecord extends Provenance {
  /**
   * Which packet brought which part of `payload`, in payload order; for a record whose payload was not kept,
   * and behind the bound of parts, empty.
   */
  readonly arrivals: readonly Arrival[]
  /**
   * A CLIENT-HELLO in the SSLv2 format (RFC 5246 E.2). Then `contentType` is 22, `length` the msg_length
   * without its high bit, `version` 0x0002, and `payload` what follows msg_length: it starts with msg_type 1.
   */
  readonly sslv2: boolean
  /** Outer ContentType: 20 change_cipher_spec, 21 alert, 22 handshake, 23 application_data, 24 heartbeat. */
  readonly contentType: number
  /** legacy_record_version as sent. */
  readonly version: number
  /** The length field of the header. */
  readonly length: number
  /**
   * The payload; shorter than `length` where the stream ended or lost bytes in the middle (then `cut`).
   * Empty for application data that nobody asked to keep.
   */
  readonly payload: Uint8Array
  readonly cut: boolean
}

/** One handshake message put together from one or more records: `raw` with its 4-byte header. */
export interface RawHandshake extends Provenance {
  /** HandshakeType, the first byte. */
  readonly handshakeType: number
  /** Shorter than announced where `cut`. */
  readonly raw: Uint8Array
  readonly cut: boolean
}

/** Receives one direction's records in order. */
export interface RecordSink {
  /** Every record but application data, unknown content types included. */
  record(record: TlsRecord): void
  /** A record of type 23. Its payload is empty unless `wantApplicationData` said yes at its header. */
  applicationData(record: TlsRecord): void
  /** Asked at the header of every application data record of that length; not there: no. */
  wantApplicationData?(length: number): boolean
  /**
   * `bytes` of the stream belong to no record that was handed on: they were not captured, or skipped to find
   * the next header. `insideRecord`: the bytes are the rest, or part of the rest, of the record handed on cut
   * right before, so the records behind it are still known to follow each other (and a `HandshakeAssembler`
   * has learned of the loss from that record; it is told of other losses by its `lost`).
   */
  lost(bytes: number, frame: number, atMicros: number, insideRecord: boolean): void
  /** Bytes that are no record header where one had to be. `offset` counts the direction's bytes from 0. */
  malformed(problem: RecordProblem): void
}

export interface RecordProblem {
  readonly offset: number
  readonly expected: string
  /** The bytes found, in hex. */
  readonly found: string
  readonly frame: number
  readonly atMicros: number
}

/** Receives one direction's handshake messages in order. */
export interface HandshakeSink {
  message(message: RawHandshake): void
  problem(problem: HandshakeProblem): void
}

/**
 * `empty-record`: a handshake record without content (RFC 8446 5.1 forbids it). `interleaved`: another content
 * type in the middle of a message (forbidden there too). `lost-alignment`: bytes were lost and the next record does not start
 * a message, so it was skipped.
 */
export interface HandshakeProblem {
  readonly kind: 'empty-record' | 'interleaved' | 'lost-alignment'
  readonly detail: string
  readonly frame: number
  readonly atMicros: number
}
