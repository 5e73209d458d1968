import type { Exchange } from '../../capture-file/synthesise.ts'
import { nowMicros } from './clock.ts'

/**
 * Everything that happened on one connection, in order. Times are microseconds since 1970 UTC. `keyLog` holds
 * secrets: it lives in this object only and is written nowhere unless the user asks for it by name.
 */
export interface TlsRecord {
  /** The bytes as they went over the wire, ready to be synthesised into a capture. */
  readonly exchanges: readonly Exchange[]
  readonly events: readonly TlsEvent[]
  /** Lines of the NSS key log format, without line ends. */
  readonly keyLog: readonly string[]
}

export type TlsEvent = {
  readonly from: 'client' | 'server'
  readonly atMicros: number
  /** Whether it went over the wire in a protected record. */
  readonly encrypted: boolean
} & (
  | {
      readonly kind: 'handshake'
      /** The plain message with its 4-byte header. */
      readonly raw: Uint8Array
    }
  | { readonly kind: 'alert'; readonly level: number; readonly description: number }
  | { readonly kind: 'change-cipher-spec' }
  | { readonly kind: 'application-data'; readonly length: number }
  /** A record that was not understood, opened if it could be. */
  | { readonly kind: 'other'; readonly contentType: number; readonly content: Uint8Array }
  /** A write that failed; what the server had sent before could still be read. */
  | { readonly kind: 'write-failed'; readonly code: string }
)

/** Writes the record down while the connection lives. */
export class Recording implements TlsRecord {
  readonly exchanges: Exchange[] = []
  readonly events: TlsEvent[] = []
  readonly keyLog: string[] = []
  #last = 0

  /** @returns the time noted: never before the exchange ahead of it */
  note(
    from: Exchange['from'],
    kind: Exchange['kind'],
    bytes?: Uint8Array,
    atMicros: number = nowMicros(),
  ): number {
    this.#last = Math.max(atMicros, this.#last)
    this.exchanges.push({ atMicros: this.#last, from, kind, ...(bytes ? { bytes } : {}) })
    return this.#last
  }

  event(event: TlsEvent): void {
    this.events.push(event)
  }
}
