import { Worker } from 'node:worker_threads'

/** An input takes longer than this, when tried twice: it hangs. */
export const HANG_MILLIS = 2_000
const START_MILLIS = 60_000
const PLACE_BYTES = 32
const LARGEST_INPUT = 128 * 1024

/** A thread that tries inputs, and what it is at, which shared memory tells even where it hangs. */
export class WatchedWorker {
  #worker
  #numbers
  #input
  #queue = []
  #wake = () => {}

  /** @param data what the worker is given, beside the shared memory */
  constructor(script, data) {
    const place = new SharedArrayBuffer(PLACE_BYTES + LARGEST_INPUT)
    this.#numbers = new Float64Array(place, 0, 4)
    this.#input = new Uint8Array(place, PLACE_BYTES)
    this.#worker = new Worker(script, {
      workerData: { ...data, place },
      resourceLimits: { maxOldGenerationSizeMb: 768 },
    })
    this.#worker.on('message', (message) => this.#push(message))
    this.#worker.on('error', (error) => this.#push({ kind: 'died', message: error.stack ?? String(error) }))
  }

  /** @returns the targets it knows, and what loading them passed @throws Error where it does not start */
  async ready() {
    const answer = await this.#next(START_MILLIS)
    if (answer.kind !== 'ready') throw new Error(`the worker did not start: ${answer.message ?? answer.kind}`)
    return answer
  }

  /** What the worker answers, or that it hangs or died, with the input it was at. */
  async run(job) {
    this.#worker.postMessage(job)
    const answer = await this.#next(HANG_MILLIS)
    if (answer.kind === 'done') return answer
    const [number, , length] = this.#numbers
    return { ...answer, number, input: this.#input.slice(0, Math.min(length, LARGEST_INPUT)) }
  }

  async stop() {
    this.#worker.removeAllListeners()
    await this.#worker.terminate()
  }

  #push(message) {
    this.#queue.push(message)
    this.#wake()
  }

  async #next(patienceMillis) {
    let seen = this.#numbers[1]
    let since = Date.now()
    while (this.#queue.length === 0) {
      await new Promise((resolve) => {
        this.#wake = resolve
        setTimeout(resolve, 250)
      })
      if (this.#numbers[1] !== seen) {
        seen = this.#numbers[1]
        since = Date.now()
      } else if (this.#queue.length === 0 && Date.now() - since > patienceMillis) {
        return { kind: 'hang', message: `no answer within ${patienceMillis} ms` }
      }
    }
    return this.#queue.shift()
  }
}
