/** Ctrl-C and a polite kill stop the reading; what is already decided is still printed. */
export class Interruption {
  readonly #controller = new AbortController()

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => this.#controller.abort())
  }

  /** Ends the wait for standard input, too: whoever feeds it may never say another word. */
  releasesStandardInput(): void {
    this.signal.addEventListener('abort', () => process.stdin.destroy(), { once: true })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }
}
