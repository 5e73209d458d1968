import { JsonText } from '../../shared/contract/json-text.ts'
import { write } from './terminal.ts'

/** Bytes gathered before they are written. */
const FULL = 256 * 1024
/** How long a line waits for company: a handshake is on the screen as soon as a person can see it. */
const WAIT_MILLIS = 100

/** Gathers JSON into few writes. A slow reader is waited for, so that memory stays bounded. */
export class Batch {
  readonly #waiting = new JsonText()
  #writing: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | null = null

  /** A value as JSON, between two pieces of text that stand as they are. */
  async add(before: string, value: unknown, after: string): Promise<void> {
    this.#waiting.ascii(before)
    this.#waiting.value(value)
    this.#waiting.ascii(after)
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
    const bytes = this.#waiting.length === 0 ? null : this.#waiting.take()
    if (bytes !== null) this.#writing = this.#writing.then(() => write(bytes))
    return this.#writing
  }
}
