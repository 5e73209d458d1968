import type { RecordReceiver } from '../record-receiver.ts'
import { PART, roomFor, TAPE_FULL } from './tape.ts'
import type { TapeBuffer } from './tape-buffer.ts'
import { TapePool } from './tape-pool.ts'
import { TapeReceiver } from './tape-receiver.ts'

/** Bytes of tapes that are kept for the next ones. */
const SPARE = 2 * 1024 * 1024
/** A longer tape grows by this at least: doubled, it would soon be mostly room. */
const STEP = 4 * 1024 * 1024
/** u8 kind, u32 length. */
const PART_HEADER = 5

interface Taken {
  readonly buffer: ArrayBuffer
  readonly length: number
}

/**
 * Writes connections onto tapes (`tape.ts`), each whole when it is over. Until then its records stand in a buffer
 * of its own: whoever plays the tape needs no memory for connections that are open.
 */
export class TapeWriter {
  #tape = new Uint8Array(TAPE_FULL)
  #length = 0
  /** Tapes that were full, in order. */
  readonly #before: Taken[] = []
  #lengthBefore = 0
  readonly #spare: ArrayBuffer[] = []
  #spareBytes = 0
  readonly #pool = new TapePool()
  /** Whether the other end may want application data: secrets are known there. */
  keepsData = false

  /** What was written and not taken. */
  get length(): number {
    return this.#lengthBefore + this.#length
  }

  /** What was written, as much of it as stands on the first tape. The buffer belongs to the caller. */
  take(): Taken {
    const first = this.#before.shift()
    if (first === undefined) return this.#takeLast()
    this.#lengthBefore -= first.length
    return first
  }

  /** A buffer that was taken is done with. */
  giveBack(buffer: ArrayBuffer): void {
    if (this.#spareBytes + buffer.byteLength > SPARE) return
    this.#spareBytes += buffer.byteLength
    this.#spare.push(buffer)
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
    if (this.#length > 0 && this.#length + PART_HEADER + connection.length > TAPE_FULL) {
      this.#lengthBefore += this.#length
      this.#before.push(this.#takeLast())
    }
    const at = this.#part(PART.connection, connection.length)
    connection.copyTo(this.#tape, at)
    this.#pool.giveBack(connection)
  }

  /** A connection that was written down elsewhere. */
  connection(entries: Uint8Array): void {
    const at = this.#part(PART.connection, entries.length)
    this.#tape.set(entries, at)
  }

  secrets(keyLog: Uint8Array): void {
    const at = this.#part(PART.secrets, keyLog.length)
    this.#tape.set(keyLog, at)
  }

  #takeLast(): Taken {
    const taken = { buffer: this.#tape.buffer, length: this.#length }
    this.#tape = this.#room(TAPE_FULL)
    this.#length = 0
    return taken
  }

  /** Writes its header. @returns where its content, `length` bytes, goes */
  #part(kind: number, length: number): number {
    const start = this.#length + PART_HEADER
    this.#makeRoom(start + length)
    const header = new DataView(this.#tape.buffer, this.#length, PART_HEADER)
    header.setUint8(0, kind)
    header.setUint32(1, length, true)
    this.#length = start + length
    return start
  }

  #makeRoom(needed: number): void {
    const old = this.#tape
    if (needed <= old.length) return
    const grown = this.#length === 0 ? needed : Math.max(needed, old.length + Math.min(old.length, STEP))
    this.#tape = this.#room(grown)
    this.#tape.set(old.subarray(0, this.#length))
    this.giveBack(old.buffer)
  }

  #room(length: number): Uint8Array<ArrayBuffer> {
    const at = this.#spare.findIndex(({ byteLength }) => byteLength >= length)
    const [spare] = at < 0 ? [] : this.#spare.splice(at, 1)
    if (spare === undefined) return new Uint8Array(roomFor(length))
    this.#spareBytes -= spare.byteLength
    return new Uint8Array(spare)
  }
}
