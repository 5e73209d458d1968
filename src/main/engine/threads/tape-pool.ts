import { TapeBlocks } from './tape-blocks.ts'
import { TapeBuffer } from './tape-buffer.ts'

/** Buffers kept for the next connection, each with its first block. */
const SPARE = 2048

/** Buffers for connections that are open, used again and again. */
export class TapePool {
  readonly #blocks = new TapeBlocks()
  readonly #spare: TapeBuffer[] = []

  /** An empty buffer for one connection. */
  lend(): TapeBuffer {
    return this.#spare.pop() ?? new TapeBuffer(this.#blocks)
  }

  giveBack(buffer: TapeBuffer): void {
    buffer.clear()
    if (this.#spare.length < SPARE) this.#spare.push(buffer)
  }
}
