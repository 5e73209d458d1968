import type { HttpPeer, HttpSink } from '../../shared/http/events.ts'
import type { Provenance } from '../../shared/tls/record/events.ts'
import type { RecordOpener } from '../../shared/tls/record-opener.ts'

/** What is told of the plaintext of application data, and says what HTTP it is. */
export interface HttpReading {
  /** The next plaintext of one peer, in order. The bytes are not kept. */
  push(peer: HttpPeer, bytes: Uint8Array, at: Provenance): void
  /** Plaintext of this peer is missing here. */
  lost(peer: HttpPeer): void
  end(): void
}

/** Opens the records of one connection, and may have a way of its own to know the HTTP in them. */
export interface ConversationOpener extends RecordOpener {
  /** Asked with the first plaintext; `null`: it is read from the bytes. */
  httpReading?(sink: HttpSink): HttpReading | null
}
