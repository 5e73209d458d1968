import type { OpenedRecord, Readiness, RecordOpener } from '../../../src/shared/tls/record-opener.ts'

/** "Decrypts" the records that a test sealed with it, and no others: what a session with secrets for some looks like. */
export class OpenedRecords implements RecordOpener {
  readonly outcome = null
  readonly #contents = new Map<Uint8Array, OpenedRecord>()

  /** A payload of the size that protection would give it. */
  seal(contentType: number, content: Uint8Array, overhead: number): Uint8Array {
    const payload = new Uint8Array(content.length + overhead)
    this.#contents.set(payload, { contentType, content, offset: 0 })
    return payload
  }

  open(_peer: unknown, _contentType: number, _version: number, payload: Uint8Array): OpenedRecord | null {
    return this.#contents.get(payload) ?? null
  }

  readiness(): Readiness {
    return 'yes'
  }

  needsEveryRecord(): boolean {
    return false
  }

  handshake(): void {}
  changeCipherSpec(): void {}
  stopWaiting(): void {}
  skipped(): void {}
  lost(): void {}
}
