/**
 * What the record layer hands on, one direction of one stream at a time. Bytes belong to the receiver
 * (copied out of the capture buffer); application data is never copied, only measured.
 */

/** Which packets, and when: `frames` ascending and without repeats, 1-based. */
export interface Provenance {
  readonly frames: readonly number[]
  /** Time of the packet that brought the first byte, microseconds since 1970 UTC. */
  readonly startedMicros: number
  /** Time of the packet that brought the last byte. */
  readonly completedMicros: number
}

/** One whole TLS record (RFC 8446 5.1) that is not application data. `payload` is what follows the header. */
export interface TlsRecord extends Provenance {
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
