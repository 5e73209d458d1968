/** Encoders of records and of the payloads that are no handshake messages. */
import { ByteWriter } from '../../bytes/writer.ts'
import { CONTENT_TYPE, VERSION } from '../registry/index.ts'

/** The most plaintext a record may carry (RFC 8446 5.1). */
export const MAX_PLAINTEXT_LENGTH = 2 ** 14

export interface RecordOptions {
  /** legacy_record_version; TLS 1.2 if not given. */
  readonly version?: number
  /**
   * Sizes of the fragments in order; the last one repeats. One number: all of that size. The most a record
   * may carry if not given.
   */
  readonly fragments?: number | readonly number[]
}

/**
 * `payload` as one or more records of one content type (IANA ContentType). An empty payload is one empty
 * record. Throws RangeError on a fragment size below 1.
 */
export function encodeRecords(
  contentType: number,
  payload: Uint8Array,
  options: RecordOptions = {},
): Uint8Array {
  const sizes = typeof options.fragments === 'number' ? [options.fragments] : (options.fragments ?? [])
  const out = new ByteWriter()
  let at = 0
  let record = 0
  do {
    const size = sizes[Math.min(record, sizes.length - 1)] ?? MAX_PLAINTEXT_LENGTH
    if (!(size >= 1)) throw new RangeError(`a fragment of ${size} bytes would never end`)
    const fragment = payload.subarray(at, at + size)
    out
      .u8(contentType)
      .u16(options.version ?? VERSION.tls12)
      .vector(2, (inner) => inner.raw(fragment))
    at += size
    record++
  } while (at < payload.length)
  return out.bytes()
}

/** Handshake messages, one after the other, in as few records as hold them or in fragments. */
export function encodeHandshakeRecords(
  messages: readonly Uint8Array[],
  options: RecordOptions = {},
): Uint8Array {
  const joined = new ByteWriter()
  for (const message of messages) joined.raw(message)
  return encodeRecords(CONTENT_TYPE.handshake, joined.bytes(), options)
}

/** An alert's two bytes (RFC 8446 6): `fatal` is level 2, else warning. */
export function encodeAlert(description: number, level: 'warning' | 'fatal' = 'fatal'): Uint8Array {
  return Uint8Array.of(level === 'fatal' ? 2 : 1, description)
}

/** A whole alert record. */
export function encodeAlertRecord(
  description: number,
  level: 'warning' | 'fatal' = 'fatal',
  options: RecordOptions = {},
): Uint8Array {
  return encodeRecords(CONTENT_TYPE.alert, encodeAlert(description, level), options)
}

/** A whole change_cipher_spec record (RFC 5246 7.1). */
export function encodeChangeCipherSpecRecord(options: RecordOptions = {}): Uint8Array {
  return encodeRecords(CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1), options)
}
