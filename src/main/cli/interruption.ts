import { EXIT } from './exit-status.ts'

/**
 * Ctrl-C and a polite kill. A command that heeds the signal stops reading and still prints what is decided;
 * any other command, and any command at the second time of asking, ends at once. The status is the same.
 */
export class Interruption {
  readonly #controller = new AbortController()
  #heeded = false

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => this.#interrupt())
  }

  get signal(): AbortSignal {
    this.#heeded = true
    return this.#controller.signal
  }

  /** Ends the wait for standard input, too: whoever feeds it may never say another word. */
  releasesStandardInput(): void {
    this.signal.addEventListener('abort', () => process.stdin.destroy(), { once: true })
  }

  #interrupt(): void {
    if (!this.#heeded || this.#controller.signal.aborted) process.exit(EXIT.interrupted)
    this.#controller.abort()
  }
}
