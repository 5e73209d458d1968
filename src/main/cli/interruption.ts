/** Ctrl-C and a polite kill stop the reading; what is already decided is still printed. */
export class Interruption {
  readonly #controller = new AbortController()

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => this.#controller.abort())
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }
}
