import { TapeBuffer } from './tape-buffer.ts'

/** Room for what connections say that never get further than a hello. */
const USUAL = 1024
/** Buffers kept for the next connection. */
const SPARE = 2048

/** Buffers for connections that are open, used again and again. */
export class TapePool {
  readonly #spare: TapeBuffer[] = []

  /** An empty buffer for one connection. */
  lend(): TapeBuffer {
    return this.#spare.pop() ?? new TapeBuffer(new ArrayBuffer(USUAL))
  }

  giveBack(buffer: TapeBuffer): void {
    buffer.clear()
    if (buffer.capacity === USUAL && this.#spare.length < SPARE) this.#spare.push(buffer)
  }
}
