import { type ResourceLimits, Worker } from 'node:worker_threads'
import type { ToldProbe } from '../probe/told.ts'
import type { ThreadTotals } from './add-totals.ts'
import type { FromThread, ThreadAnswer, ThreadStart, Told, ToThread } from './messages.ts'
import type { TapeJudge } from './tape-judge.ts'
import { TapeWriter } from './tape-writer.ts'
import { type SentTape, UnderWay } from './under-way.ts'

/** Nothing lives longer than one handshake there: more room for the young would only be held. */
const ROOM: ResourceLimits = { maxYoungGenerationSizeMb: 12 }
/** Tapes under way to one thread before reading waits, or judges by itself. */
const TAPES_AHEAD = 4
/** So many threads may die one after the other: what is left is judged in this one. */
const MOST_LOST = 16

export interface JudgeThreadOptions {
  /** The judging thread's program. */
  readonly program: URL
  readonly start: Omit<ThreadStart, 'progress'>
  /** What its heap may hold; not given: as much as judging takes. */
  readonly room?: ResourceLimits | undefined
  /** Told of each tape's answer, in the order of the tapes. */
  readonly answered: (thread: JudgeThread, answer: ThreadAnswer) => void
}

/**
 * One judging thread with its tape, as the thread sees it that reads. When it dies, another takes its place and is sent
 * what was not answered. A connection under which two of them died is one that cannot be judged. Where there is no
 * thread to be had, what it is sent is judged in this one.
 */
export class JudgeThread {
  readonly tape = new TapeWriter()
  readonly #given: JudgeThreadOptions
  readonly #start: ThreadStart
  readonly #underWay = new UnderWay()
  #worker: Worker | null = null
  #ready = false
  /** Since the last answer. */
  #lost = 0
  #closed = false
  readonly #here = { judge: null as TapeJudge | null, known: [] as readonly Told[], heard: 0, isBusy: false }
  #failure: { readonly error: unknown } | null = null
  #waiting: (() => void)[] = []

  constructor(given: JudgeThreadOptions) {
    this.#given = given
    this.#start = { ...given.start, progress: new Int32Array(new SharedArrayBuffer(4)) }
    this.#hire()
  }

  /** Whether what it is handed now is judged soon. */
  get hasRoom(): boolean {
    return this.#ready && this.ahead < TAPES_AHEAD
  }

  /** Tapes under way. */
  get ahead(): number {
    return this.#underWay.tapes
  }

  begin(source: number): void {
    this.tape.keepsData = false
    this.#tell({ kind: 'source', source })
  }

  /** Ahead of every tape that is handed over from now on. */
  probeTold(told: ToldProbe): void {
    this.#tell({ kind: 'probe', told })
  }

  /** Ahead of every connection that is written from now on. */
  secretsCame(keyLog: Uint8Array): void {
    this.tape.keepsData = true
    this.tape.secrets(keyLog)
  }

  handOver(): void {
    const { buffer, length } = this.tape.take()
    const sent = this.#underWay.tape(new Uint8Array(buffer, 0, length))
    this.tape.giveBack(buffer)
    if (this.#worker === null) void this.#judgeHere()
    else this.#worker.postMessage(messageOf(sent))
  }

  caughtUp(): Promise<void> {
    return this.#until(() => this.ahead < TAPES_AHEAD)
  }

  /** Resolves when everything is judged and told: what it came to since the source began. */
  async end(): Promise<ThreadTotals> {
    await this.#until(() => this.ahead === 0)
    return this.#underWay.totals
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#worker?.terminate()
  }

  #tell(message: Told): void {
    this.#underWay.told(message)
    this.#worker?.postMessage(message)
  }

  #hire(): void {
    const { program, room = ROOM } = this.#given
    try {
      this.#worker = new Worker(program, { workerData: this.#start, name: 'judge', resourceLimits: room })
    } catch {
      // The system gives no thread.
      return
    }
    const worker = this.#worker
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'ready') this.#ready = true
      else this.#answered(message)
    })
    // An answer that cannot be read is none.
    worker.on('messageerror', () => void worker.terminate())
    // Whatever it died of, it is over when it exits.
    worker.on('error', () => {})
    worker.on('exit', () => this.#died())
    for (const message of [...this.#underWay.known, ...this.#underWay.waiting])
      worker.postMessage(messageOf(message))
  }

  #died(): void {
    this.#worker = null
    if (this.#closed) return
    const { progress } = this.#start
    this.#underWay.died(Atomics.exchange(progress, 0, 0))
    // One that never was there will not be there the next time either.
    const another = this.#ready && ++this.#lost < MOST_LOST
    this.#ready = false
    if (another) this.#hire()
    if (this.#worker === null) void this.#judgeHere()
  }

  #answered(answer: ThreadAnswer): void {
    this.#lost = 0
    this.#underWay.answered(answer.totals)
    this.#given.answered(this, answer)
    for (const wake of this.#waiting.splice(0)) wake()
  }

  /** Judges in this thread what is under way. */
  async #judgeHere(): Promise<void> {
    const here = this.#here
    if (here.isBusy) return
    here.isBusy = true
    try {
      here.judge ??= new (await import('./tape-judge.ts')).TapeJudge(this.#start)
      for (let [first] = this.#underWay.waiting; first?.kind === 'tape'; [first] = this.#underWay.waiting) {
        this.#answered(this.#judgedHere(here.judge, first))
        // Others have their turn in between.
        await new Promise((resolve) => setImmediate(resolve))
        if (this.#closed) return
      }
    } catch (error) {
      this.#failure = { error }
      for (const wake of this.#waiting.splice(0)) wake()
    } finally {
      here.isBusy = false
    }
  }

  #judgedHere(judge: TapeJudge, { tape }: SentTape): ThreadAnswer {
    const { known } = this.#underWay
    if (this.#here.known !== known) this.#here.heard = 0
    this.#here.known = known
    for (const message of known.slice(this.#here.heard)) judge.told(message)
    this.#here.heard = known.length
    return judge.answer(tape).answer
  }

  /** @throws what made judging in this thread fail */
  async #until(reached: () => boolean): Promise<void> {
    while (!reached()) {
      if (this.#failure !== null) throw this.#failure.error
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    }
  }
}

function messageOf(message: Told | SentTape): ToThread {
  return message.kind === 'tape' ? { kind: 'tape', tape: message.tape } : message
}
