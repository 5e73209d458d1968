import type { CipherContent, RecordCipher } from './record-cipher.ts'

/** Records that may have gone missing at one loss: so many sequence numbers are tried at most. */
const SEQUENCES_TRIED = 64
/** Tries beyond a record's own number between two records that open: keeps time linear where none do. */
const TRIES_BORNE = 4096
/** Records in a row that fail before nothing more is tried under these keys. */
const FAILURES_BORNE = 16

/** Opens one direction's records under one set of keys, and keeps count of them. */
export class Direction {
  readonly #cipher: RecordCipher
  #sequence = 0
  /** How many more records than counted may have gone by. */
  #slack = 0
  #failures = 0
  #tries = 0
  opened = 0

  /** @param passed records under these keys that went by before, as far as they could be counted */
  constructor(cipher: RecordCipher, passed = 0) {
    this.#cipher = cipher
    this.#slack = Math.min(SEQUENCES_TRIED, passed)
  }

  get chained(): boolean {
    return this.#cipher.chained
  }

  /** Whether so many records failed that trying more is in vain; keeps time linear where a secret is wrong. */
  get gaveUp(): boolean {
    return this.#failures >= FAILURES_BORNE
  }

  /** @param tentative the record may well be under other keys: a failure says nothing about these */
  open(contentType: number, version: number, payload: Uint8Array, tentative = false): CipherContent | null {
    if (this.gaveUp) return null
    for (let ahead = 0; ahead <= this.#slack; ahead++) {
      if (ahead > 0 && ++this.#tries > TRIES_BORNE) break
      const content = this.#cipher.open(this.#sequence + ahead, contentType, version, payload)
      if (content === null) continue
      this.#sequence += ahead + 1
      this.#slack = 0
      this.#failures = 0
      this.#tries = 0
      this.opened++
      return content
    }
    if (tentative) return null
    this.#failures++
    // A record that was damaged on the way counts; bytes that only look like one do not.
    this.#slack = Math.min(SEQUENCES_TRIED, this.#slack + 1)
    return null
  }

  skipped(): void {
    this.#sequence++
  }

  lost(): void {
    this.#slack = SEQUENCES_TRIED
  }
}
