import { concat } from '../../../shared/bytes/text.ts'
import { encodeRecords } from '../../../shared/tls/encode/index.ts'
import { CONTENT_TYPE, VERSION } from '../../../shared/tls/registry/index.ts'
import { nowMicros } from './clock.ts'
import type { Protection } from './protection.ts'
import type { Recording } from './record.ts'
import type { ByteTransport } from './transport.ts'

const PLAINTEXT = 2 ** 14

/** What the client says: sealed, written down, and sent a flight at a time. */
export class Outbox {
  readonly #transport: ByteTransport
  readonly #recording: Recording
  #protection: Protection | null = null
  #pieces: Uint8Array[] = []
  #ended = false
  /** legacy_record_version of plaintext records. */
  recordVersion: number = VERSION.tls10
  /** The most plaintext the server wants in one record (RFC 8449). */
  fragmentLength = PLAINTEXT

  constructor(transport: ByteTransport, recording: Recording) {
    this.#transport = transport
    this.#recording = recording
  }

  /** Everything waits for the next `flush`. */
  handshake(raw: Uint8Array): void {
    this.#send(CONTENT_TYPE.handshake, raw)
    this.#recording.event({ kind: 'handshake', from: 'client', ...this.#sent(), raw })
  }

  alert(level: number, description: number): void {
    this.#send(CONTENT_TYPE.alert, Uint8Array.of(level, description))
    this.#recording.event({ kind: 'alert', from: 'client', ...this.#sent(), level, description })
  }

  changeCipherSpec(): void {
    this.#send(CONTENT_TYPE.changeCipherSpec, Uint8Array.of(1))
    this.#recording.event({ kind: 'change-cipher-spec', from: 'client', ...this.#sent() })
  }

  applicationData(bytes: Uint8Array): void {
    this.#send(CONTENT_TYPE.applicationData, bytes)
    this.#recording.event({ kind: 'application-data', from: 'client', ...this.#sent(), length: bytes.length })
  }

  /** New keys for what is said from now on. */
  protect(protection: Protection): void {
    this.#protection = protection
  }

  /** Hands everything to the transport, in one piece. */
  flush(): void {
    if (this.#pieces.length === 0) return
    const bytes = concat(this.#pieces)
    this.#pieces = []
    if (this.#ended) return
    this.#recording.note('client', 'data', bytes)
    this.#transport.write(bytes)
  }

  /** Says no more. */
  end(): void {
    this.flush()
    if (this.#ended) return
    this.#ended = true
    this.#recording.note('client', 'fin')
    this.#transport.end()
  }

  destroy(): void {
    this.#ended = true
    this.#transport.destroy()
  }

  #send(contentType: number, payload: Uint8Array): void {
    const protection = this.#protection
    if (protection === null) {
      this.#pieces.push(encodeRecords(contentType, payload, { version: this.recordVersion }))
      return
    }
    for (let at = 0; at === 0 || at < payload.length; at += this.fragmentLength) {
      this.#pieces.push(protection.seal(contentType, payload.subarray(at, at + this.fragmentLength)))
    }
  }

  #sent(): { atMicros: number; encrypted: boolean } {
    return { atMicros: nowMicros(), encrypted: this.#protection !== null }
  }
}
