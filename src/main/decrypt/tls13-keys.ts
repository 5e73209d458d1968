import type { OpenedRecord, SessionPeer } from '../../shared/tls/record-opener.ts'
import { Direction } from './direction.ts'
import { innerPlaintext, nextTrafficSecret, type Tls13Suite, tls13Cipher } from './tls13-cipher.ts'

/** The keys a peer goes through, in order (RFC 8446 7.1), by their names in the key log. */
const EPOCHS: Readonly<Record<SessionPeer, readonly string[]>> = {
  client: ['CLIENT_EARLY_TRAFFIC_SECRET', 'CLIENT_HANDSHAKE_TRAFFIC_SECRET', 'CLIENT_TRAFFIC_SECRET_0'],
  server: ['SERVER_HANDSHAKE_TRAFFIC_SECRET', 'SERVER_TRAFFIC_SECRET_0'],
}

/** Finds a secret by its label in the key log. */
export type FindSecret = (label: string) => Uint8Array | null

/**
 * One peer's keys in TLS 1.3. A record that the present keys do not open is tried with the next ones: a
 * message that changes keys may have been lost, and rejected early data has its own.
 */
export class Tls13Keys {
  readonly #suite: Tls13Suite
  readonly #find: FindSecret
  readonly #epochs: readonly string[]
  readonly #directions = new Map<number, { direction: Direction; secret: Uint8Array }>()
  #at: number
  #opened = 0
  /** Records that went by unopened: any of them may have been under keys that are yet to be tried. */
  #passed = 0

  /** @param early whether the client may begin with early data */
  constructor(peer: SessionPeer, suite: Tls13Suite, find: FindSecret, early: boolean) {
    this.#suite = suite
    this.#find = find
    this.#epochs = EPOCHS[peer]
    this.#at = peer === 'client' && !early ? 1 : 0
  }

  /** Whether a secret is known for the present keys or later ones. */
  get known(): boolean {
    for (let at = this.#at; at < this.#epochs.length; at++) {
      const keys = this.#keys(at)
      if (keys !== null && !keys.direction.gaveUp) return true
    }
    return false
  }

  get opened(): number {
    return this.#opened
  }

  open(contentType: number, version: number, payload: Uint8Array): OpenedRecord | null {
    for (let at = this.#at; at < this.#epochs.length; at++) {
      const direction = this.#keys(at)?.direction
      const tentative = at > this.#at && direction?.opened === 0
      const record = direction?.open(contentType, version, payload, tentative) ?? null
      if (record === null) continue
      const inner = innerPlaintext(record.content)
      if (inner === null) return null
      this.#at = at
      this.#opened++
      return { ...inner, offset: 0 }
    }
    return null
  }

  /** The peer sent its Finished or EndOfEarlyData: what follows is under the next keys. */
  advance(label: RegExp): void {
    const current = this.#epochs[this.#at]
    if (current !== undefined && label.test(current) && this.#at + 1 < this.#epochs.length) this.#at++
  }

  /** KeyUpdate (RFC 8446 4.6.3). */
  update(): void {
    const keys = this.#keys(this.#at)
    if (keys === null) return
    const secret = nextTrafficSecret(this.#suite, keys.secret)
    this.#directions.set(this.#at, { secret, direction: new Direction(tls13Cipher(this.#suite, secret)) })
  }

  skipped(): void {
    this.#passed++
    this.#keys(this.#at)?.direction.skipped()
  }

  lost(): void {
    this.#passed = Number.POSITIVE_INFINITY
    for (const { direction } of this.#directions.values()) direction.lost()
  }

  #keys(at: number): { direction: Direction; secret: Uint8Array } | null {
    const known = this.#directions.get(at)
    if (known !== undefined) return known
    const label = this.#epochs[at]
    const secret = label === undefined ? null : this.#find(label)
    if (secret === null) return null
    const keys = { secret, direction: new Direction(tls13Cipher(this.#suite, secret), this.#passed) }
    this.#directions.set(at, keys)
    return keys
  }
}
