import type { HandshakeDocument } from '../../shared/contract/analysis.ts'

const MOST = 200
const WAIT_MILLIS = 100

/** Gathers handshakes for a moment, so that a capture of thousands does not send thousands of messages. */
export class EventBatch {
  readonly #send: (handshakes: HandshakeDocument[]) => void
  #waiting: HandshakeDocument[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(send: (handshakes: HandshakeDocument[]) => void) {
    this.#send = send
  }

  add(handshake: HandshakeDocument): void {
    this.#waiting.push(handshake)
    if (this.#waiting.length >= MOST) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), WAIT_MILLIS)
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#waiting.length === 0) return
    const handshakes = this.#waiting
    this.#waiting = []
    this.#send(handshakes)
  }
}
