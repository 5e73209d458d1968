import { availableParallelism } from 'node:os'
import type { ResourceLimits } from 'node:worker_threads'
import type { EngineOptions } from '../options.ts'
import type { ToldProbe } from '../probe/told.ts'
import type { ThreadTotals } from './add-totals.ts'
import { JudgeThread, type JudgeThreadOptions } from './hired-thread.ts'
import { type Framing, plainOptions } from './messages.ts'
import type { TapeWriter } from './tape-writer.ts'

/** Reading hardly keeps up with two; each more would take 40 MB, and with it what a capture may take. */
const MOST_THREADS = 2
/** A tape of this length is handed over at once, a shorter one after this time. */
const WORTH_A_MESSAGE = 128 * 1024
const WAIT_MILLIS = 50

/** How many judging threads pay on this machine; 0: reading and judging share the one core there is. */
export function threadsThatPay(): number {
  return Math.min(MOST_THREADS, availableParallelism() - 1)
}

/** How many the user wants, whatever the size of the input (`TLSCOPE_THREADS`); `null`: as many as pay. */
export function threadsWanted(): number | null {
  const wanted = process.env.TLSCOPE_THREADS
  return wanted !== undefined && /^\d+$/.test(wanted) ? Math.min(Number(wanted), 16) : null
}

export interface JudgeThreadsOptions {
  /** The judging thread's program. */
  readonly program: URL
  readonly threads: number
  /** What the heap of each may hold; not given: as much as judging takes. */
  readonly room?: ResourceLimits
  readonly options: EngineOptions
  readonly framing: Framing
  /** Told in the order of the tapes, so that a run prints what the last one printed. */
  readonly lines: (lines: Uint8Array) => void
}

/** The judging threads of one analysis, each with its tape. */
export class JudgeThreads {
  readonly #threads: JudgeThread[]
  readonly #lines: (lines: Uint8Array) => void
  /** Tapes in the order they were handed over, each with its text once that is there. */
  readonly #expected: { thread: JudgeThread; lines: Uint8Array | null }[] = []

  #handedOverAt = 0

  constructor({ program, threads, room, options, framing, lines }: JudgeThreadsOptions) {
    this.#lines = lines
    const start = { options: plainOptions(options), framing }
    const answered: JudgeThreadOptions['answered'] = (thread, answer) => {
      if (answer.kind === 'lines') this.#answered(thread, answer.lines)
    }
    this.#threads = Array.from({ length: threads }, () => new JudgeThread({ program, start, room, answered }))
  }

  /** The tape for that stream. */
  tapeOf(stream: number): TapeWriter {
    const thread = this.#threads[stream % this.#threads.length]
    if (thread === undefined) throw new Error('no judging thread')
    return thread.tape
  }

  begin(source: number): void {
    for (const thread of this.#threads) thread.begin(source)
  }

  /** Ahead of every tape that is handed over from now on. */
  probeTold(told: ToldProbe): void {
    for (const thread of this.#threads) thread.probeTold(told)
  }

  /** Ahead of every connection that is written from now on. */
  secretsCame(keyLog: Uint8Array): void {
    for (const thread of this.#threads) thread.secretsCame(keyLog)
  }

  /** Hands over what was written, where it is worth a message or has waited; resolves when no thread is too far behind. */
  async handOver(): Promise<void> {
    const due = performance.now() - this.#handedOverAt >= WAIT_MILLIS
    if (due) this.#handedOverAt = performance.now()
    await this.#handOverAll(due ? 0 : WORTH_A_MESSAGE)
  }

  /** Tape by tape, where more than that is written: no thread is ever further behind than it may be. */
  async #handOverAll(most: number): Promise<void> {
    while (this.#threads.some(({ tape }) => tape.length > most)) {
      for (const thread of this.#threads) if (thread.tape.length > most) this.#handOver(thread)
      for (const thread of this.#threads) await thread.caughtUp()
    }
  }

  #handOver(thread: JudgeThread): void {
    this.#expected.push({ thread, lines: null })
    thread.handOver()
  }

  /** Resolves when every thread has judged and told everything of the source. */
  async end(): Promise<ThreadTotals[]> {
    await this.#handOverAll(0)
    return await Promise.all(this.#threads.map((thread) => thread.end()))
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }

  #answered(thread: JudgeThread, lines: Uint8Array): void {
    const waiting = this.#expected.find((entry) => entry.thread === thread && entry.lines === null)
    if (waiting !== undefined) waiting.lines = lines
    for (let first = this.#expected[0]; first?.lines != null; first = this.#expected[0]) {
      if (first.lines.length > 0) this.#lines(first.lines)
      this.#expected.shift()
    }
  }
}
