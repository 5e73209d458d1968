import { createHash } from 'node:crypto'
import type { HttpMessage, HttpPeer } from '../../../shared/http/events.ts'
import type { SessionPeer } from '../../../shared/tls/record-opener.ts'

/**
 * What the protected records of one session said, as far as that may be shown: handshake messages and alerts, and of
 * HTTP what a diagnosis needs. No key, no application data: whoever has it can read nothing more with it. It opens the
 * very records it was made of and no others.
 */
export interface SessionTranscript {
  /** ClientHello.random in lower-case hex. */
  readonly clientRandom: string
  readonly records: readonly ToldRecord[]
  readonly http: readonly ToldHttp[]
}

/** One protected record that was opened. */
export interface ToldRecord {
  readonly peer: SessionPeer
  /** `recordDigest` of the record's payload as it was sent. */
  readonly digest: string
  readonly contentType: number
  readonly length: number
  /** Where in the payload the content began (`OpenedRecord.offset`). */
  readonly offset: number
  /** `null` for application data, which is not told. */
  readonly content: Uint8Array | null
}

/** An HTTP message, and which pieces of its peer's application data its head came in. */
export interface ToldHttp {
  readonly peer: HttpPeer
  /** Bytes of head and body. */
  readonly length: number
  readonly message: HttpMessage
  /** Numbers of pieces, from 0: the first and the last that carried the head. */
  readonly head: readonly [first: number, last: number]
  /** The piece behind which it was known whole; `null`: only at the end of the connection. */
  readonly knownAt: number | null
}

/** Enough to tell the records of a session apart, in hex. */
export function recordDigest(payload: Uint8Array): string {
  return createHash('sha256').update(payload).digest('hex').slice(0, 32)
}
