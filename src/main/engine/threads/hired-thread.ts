import { Worker } from 'node:worker_threads'
import type { ToldProbe } from '../probe/told.ts'
import type { FromThread, PlainTotals, ThreadAnswer, ThreadStart, ToThread } from './messages.ts'
import { TapeWriter } from './tape-writer.ts'

/** Nothing lives longer than one handshake there: more room for the young would only be held. */
const YOUNG_MEGABYTES = 12
/** Tapes under way to one thread before reading waits, or judges by itself. */
const TAPES_AHEAD = 4

/** One judging thread with its tape, as the thread sees it that reads. */
export class JudgeThread {
  readonly tape = new TapeWriter()
  readonly #worker: Worker
  /** Tapes under way. */
  ahead = 0
  #failure: Error | null = null
  #waiting: (() => void)[] = []
  #totals: PlainTotals | null = null
  #ready = false

  /** @param answered told of each tape's answer, in the order of the tapes */
  constructor(
    program: URL,
    workerData: ThreadStart,
    answered: (thread: JudgeThread, answer: ThreadAnswer) => void,
  ) {
    this.#worker = new Worker(program, {
      workerData,
      name: 'judge',
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    })
    this.#worker.on('message', (message: FromThread) => {
      if (message.kind === 'ready') this.#ready = true
      else if (message.kind === 'totals') this.#totals = message.totals
      else {
        this.ahead--
        this.tape.giveBack(message.buffer)
        answered(this, message)
      }
      this.#wakeUp()
    })
    this.#worker.on('error', (error) => {
      this.#failure = error instanceof Error ? error : new Error(String(error))
      this.#wakeUp()
    })
    this.#worker.on('exit', (code) => {
      this.#failure ??= new Error(`a judging thread ended with ${code}`)
      this.#wakeUp()
    })
  }

  /** Whether what it is handed now is judged soon. */
  get hasRoom(): boolean {
    return this.#ready && this.#failure === null && this.ahead < TAPES_AHEAD
  }

  /** Whether it ever was there to be handed anything. */
  get wasReady(): boolean {
    return this.#ready
  }

  begin(source: number): void {
    this.#totals = null
    this.tape.keepsData = false
    this.#post({ kind: 'source', source })
  }

  probeTold(told: ToldProbe): void {
    this.#post({ kind: 'probe', told })
  }

  handOver(): void {
    const { buffer, length } = this.tape.take()
    this.ahead++
    this.#post({ kind: 'tape', buffer, length }, [buffer])
  }

  caughtUp(): Promise<void> {
    return this.#until(() => this.ahead < TAPES_AHEAD)
  }

  async end(): Promise<PlainTotals> {
    this.#post({ kind: 'end' })
    await this.#until(() => this.#totals !== null)
    if (this.#totals === null) throw new Error('a judging thread gave no totals')
    return this.#totals
  }

  async close(): Promise<void> {
    this.#worker.removeAllListeners('exit')
    await this.#worker.terminate()
  }

  /** @throws what made the thread fail */
  async #until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      if (this.#failure !== null) throw this.#failure
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    }
  }

  #wakeUp(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  #post(message: ToThread, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer)
  }
}
