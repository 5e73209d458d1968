import type { RecordReceiver } from '../record-receiver.ts'
import { PART, TAPE_FULL } from './tape.ts'
import { TapeBuffer } from './tape-buffer.ts'
import { TapePool } from './tape-pool.ts'
import { TapeReceiver } from './tape-receiver.ts'

const SPARE_TAPES = 8

/**
 * Writes connections onto one tape (`tape.ts`), each whole when it is over. Until then its records stand in a buffer
 * of its own: whoever plays the tape needs no memory for connections that are open.
 */
export class TapeWriter {
  #tape = new TapeBuffer(new ArrayBuffer(TAPE_FULL))
  readonly #spareTapes: ArrayBuffer[] = []
  readonly #pool = new TapePool()
  /** Whether the other end may want application data: secrets are known there. */
  keepsData = false

  get length(): number {
    return this.#tape.length
  }

  /** What was written; the tape is empty again. The buffer belongs to the caller. */
  take(): { buffer: ArrayBuffer; length: number } {
    const { buffer, length } = this.#tape
    this.#tape = new TapeBuffer(this.#spareTapes.pop() ?? new ArrayBuffer(TAPE_FULL))
    return { buffer, length }
  }

  /** A buffer that was taken is done with. */
  giveBack(buffer: ArrayBuffer): void {
    if (buffer.byteLength === TAPE_FULL && this.#spareTapes.length < SPARE_TAPES)
      this.#spareTapes.push(buffer)
  }

  /** What the reader of one connection tells goes onto the tape when it is over. */
  receiver(): RecordReceiver {
    return new TapeReceiver(this)
  }

  /** An empty buffer for one connection. */
  lend(): TapeBuffer {
    return this.#pool.lend()
  }

  /** The connection that this buffer was lent for is over. */
  finished(connection: TapeBuffer): void {
    this.#part(PART.connection, connection.bytes)
    this.#pool.giveBack(connection)
  }

  /** A connection that was written down elsewhere. */
  connection(entries: Uint8Array): void {
    this.#part(PART.connection, entries)
  }

  secrets(keyLog: Uint8Array): void {
    this.#part(PART.secrets, keyLog)
  }

  #part(kind: number, content: Uint8Array): void {
    this.#tape.makeRoom(5 + content.length)
    this.#tape.u8(kind)
    this.#tape.u32(content.length)
    this.#tape.raw(content)
  }
}
