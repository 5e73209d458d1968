import { dissectSslv2ClientHello } from './message/dissect.ts'
import { dissectOnce } from './message/dissect-once.ts'
import type { HandshakeContext, HandshakeDissection } from './message/handshake.ts'
import type { HandshakeProblem, Provenance, RawHandshake, RecordProblem } from './record/events.ts'
import type { SessionPeer } from './record-opener.ts'

/** One thing that happened in a TLS session, in the order of the wire. */
export type TlsEvent = { readonly peer: SessionPeer; readonly at: Provenance } & (
  | {
      readonly kind: 'handshake'
      readonly message: RawHandshake
      /** Read when it is first asked for. */
      readonly dissection: HandshakeDissection
      readonly sslv2: boolean
      /** What was negotiated before this message. */
      readonly version: number | null
      readonly cipherSuite: number | null
      /** Came protected, and was opened. */
      readonly decrypted: boolean
    }
  | { readonly kind: 'alert'; readonly raw: Uint8Array; readonly decrypted: boolean }
  | { readonly kind: 'change-cipher-spec'; readonly raw: Uint8Array; readonly decrypted: boolean }
  /** A record that is protected and could not be opened; its outer type and payload length. */
  | { readonly kind: 'protected'; readonly contentType: number; readonly length: number }
  /** Application data that was opened: its length without protection, and the record's. */
  | { readonly kind: 'application-data'; readonly length: number; readonly recordLength: number }
  | { readonly kind: 'other-record'; readonly contentType: number; readonly length: number }
  /** Records that do not make messages as they should. */
  | { readonly kind: 'handshake-problem'; readonly problem: HandshakeProblem }
  /** Bytes that are no record where one had to begin. */
  | { readonly kind: 'record-problem'; readonly problem: RecordProblem }
)

/** A handshake message; what it says is read when somebody asks, since of most messages nobody does. */
export class HandshakeEvent {
  readonly kind = 'handshake' as const
  readonly peer: SessionPeer
  readonly message: RawHandshake
  readonly version: number | null
  readonly cipherSuite: number | null
  readonly sslv2: boolean
  readonly decrypted: boolean
  #dissection: HandshakeDissection | null = null

  /** @param negotiated before this message */
  constructor(
    peer: SessionPeer,
    message: RawHandshake,
    negotiated: HandshakeContext,
    how: { readonly sslv2?: boolean; readonly decrypted?: boolean },
  ) {
    this.peer = peer
    this.message = message
    this.version = negotiated.version
    this.cipherSuite = negotiated.cipherSuite
    this.sslv2 = how.sslv2 ?? false
    this.decrypted = how.decrypted ?? false
  }

  get at(): Provenance {
    return this.message
  }

  get dissection(): HandshakeDissection {
    this.#dissection ??= this.sslv2
      ? dissectSslv2ClientHello(this.message.raw)
      : dissectOnce(this.message.raw, this, this.message)
    return this.#dissection
  }
}
