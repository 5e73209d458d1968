import { write } from './terminal.ts'

/** Characters gathered before they are written. */
const FULL = 256 * 1024
/** How long a line waits for company: a handshake is on the screen as soon as a person can see it. */
const WAIT_MILLIS = 100

/** Gathers lines into few writes. A slow reader is waited for, so that memory stays bounded. */
export class Batch {
  #waiting = ''
  #writing: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | null = null

  async add(text: string): Promise<void> {
    this.#waiting += text
    if (this.#waiting.length >= FULL) await this.flush()
    else this.#timer ??= setTimeout(() => void this.flush(), WAIT_MILLIS).unref()
  }

  /** Bytes that are many lines already. */
  addBytes(bytes: Uint8Array): Promise<void> {
    void this.flush()
    this.#writing = this.#writing.then(() => write(bytes))
    return this.#writing
  }

  /** Resolves when everything added so far is on its way. */
  flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const text = this.#waiting
    this.#waiting = ''
    if (text !== '') this.#writing = this.#writing.then(() => write(text))
    return this.#writing
  }
}
