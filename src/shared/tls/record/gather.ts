import { NO_BYTES } from '../../bytes/nothing.ts'

/** Shorter runs are copied byte by byte: a view for the engine's own copying costs more. */
const FEW = 48

/** From here on room is made for twice, no more for four times as much as came: many may grow at once. */
const MANY = 64 * 1024

/**
 * Collects bytes that come in pieces. Memory is taken as bytes really arrive, at most four times as much as have
 * come, or a block that several byte strings share.
 */
export class Gather {
  readonly #blockLength: number
  #block: Uint8Array = NO_BYTES
  /** Where in the block the bytes begin; what stands before them was taken. */
  #start = 0
  #length = 0

  /** @param blockLength byte strings that are taken one after the other share blocks of this length; 0: none */
  constructor(blockLength = 0) {
    this.#blockLength = blockLength
  }

  get length(): number {
    return this.#length
  }

  /** Bytes it has taken for itself, room included. */
  get capacity(): number {
    return this.#block.length
  }

  at(index: number): number {
    return this.#block[this.#start + index] ?? 0
  }

  /** `limit`: how many it will be at most, if known; no more room than that is made. */
  append(source: Uint8Array, start: number, end: number, limit = Number.POSITIVE_INFINITY): void {
    const length = this.#length + end - start
    if (this.#start + length > this.#block.length) this.#makeRoom(length, limit)
    let to = this.#start + this.#length
    if (end - start > FEW) this.#block.set(source.subarray(start, end), to)
    else for (let at = start; at < end; at++) this.#block[to++] = source[at] ?? 0
    this.#length = length
  }

  /** The bytes so far, which now belong to the caller; starts empty again. */
  take(): Uint8Array {
    if (this.#length === 0) return NO_BYTES
    const taken = this.view()
    const wasteful = taken.length * 2 < this.#block.length
    this.#start += this.#length
    this.#length = 0
    if (this.#blockLength > 0) return taken
    this.#block = NO_BYTES
    this.#start = 0
    return wasteful ? taken.slice() : taken
  }

  /** A view of the bytes so far, good until the next are appended; starts empty again, in the same place. */
  lend(): Uint8Array {
    if (this.#length === 0) return NO_BYTES
    const lent = this.view()
    this.#length = 0
    return lent
  }

  /** A view of the bytes so far. */
  view(): Uint8Array {
    const end = this.#start + this.#length
    return this.#length === this.#block.length ? this.#block : this.#block.subarray(this.#start, end)
  }

  #makeRoom(length: number, limit: number): void {
    // Where the end is known, a record of a few packets is not to be copied with each of them.
    const ahead = Number.isFinite(limit) ? Math.min((length < MANY ? 4 : 2) * length, limit) : 2 * length
    const block = new Uint8Array(Math.max(length, ahead, this.#blockLength))
    if (this.#length > 0) block.set(this.view())
    this.#block = block
    this.#start = 0
  }
}
