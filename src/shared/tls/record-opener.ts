import type { HandshakeBody } from './message/handshake.ts'

/** Who sends; a session knows its two peers by their TLS roles. */
export type SessionPeer = 'client' | 'server'

/** What a protected record held. */
export interface OpenedRecord {
  /** TLS 1.3: the inner content type (RFC 8446 5.2); else the record's own. */
  readonly contentType: number
  /** Without IV, MAC, tag and padding; belongs to the receiver. */
  readonly content: Uint8Array
  /** Where in the record's payload the first byte of `content` stood, so that packets can be told for each byte. */
  readonly offset: number
}

/**
 * `yes`: there are keys for this peer's next record. `wait`: they may yet come (the ServerHello is still to be
 * seen, or the key log is still being written). `no`: there are none.
 */
export type Readiness = 'yes' | 'wait' | 'no'

/**
 * How far decryption came. `decrypted`: every protected record that was kept could be opened. `partly`: some
 * could. `no-secret`: the secrets given have none for this session. `wrong-secret`: there was one, and it opens
 * nothing. `unsupported`: the host's crypto library lacks the cipher.
 */
export const DECRYPTION_STATES = ['decrypted', 'partly', 'no-secret', 'wrong-secret', 'unsupported'] as const
export type DecryptionState = (typeof DECRYPTION_STATES)[number]

/** With one sentence for people, which never holds a secret. */
export interface DecryptionOutcome {
  readonly state: DecryptionState
  readonly detail: string
}

/**
 * Opens the protected records of one TLS session. The session tells it of every message and record in the
 * order of the wire; the keys are its own affair. Never throws on bytes.
 */
export interface RecordOpener {
  /** A whole handshake message, sent in the clear or opened before: `raw` with its 4-byte header. */
  handshake(peer: SessionPeer, raw: Uint8Array, body: HandshakeBody): void
  /** TLS 1.2 and below: the peer's next record is under new keys. */
  changeCipherSpec(peer: SessionPeer): void
  readiness(peer: SessionPeer): Readiness
  /** Nothing more is worth waiting for: `wait` becomes `no`. */
  stopWaiting(): void
  /** `null`: the record cannot be opened. Either way it counts as the peer's next. */
  open(peer: SessionPeer, contentType: number, version: number, payload: Uint8Array): OpenedRecord | null
  /** A protected record went by without being tried: its payload was not kept, or there are no keys. */
  skipped(peer: SessionPeer): void
  /** An unknown number of the peer's records was lost. */
  lost(peer: SessionPeer): void
  /** Whether each record needs the one before (RC4, CBC of TLS 1.0), so that none may be skipped. */
  needsEveryRecord(peer: SessionPeer): boolean
  /** `null` where nothing was protected. */
  readonly outcome: DecryptionOutcome | null
}
