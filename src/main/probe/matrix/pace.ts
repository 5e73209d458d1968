import { setTimeout as wait } from 'node:timers/promises'

/** Connections a second to a target that is not this machine. */
export const POLITE_RATE = 5

/** Lets things begin one after the other, at most so many a second; never several at once to make up for a pause. */
export class Pace {
  #gapMillis: number
  #nextMillis = 0

  /** @param perSecond `null`: as fast as they come */
  constructor(perSecond: number | null) {
    this.#gapMillis = perSecond === null ? 0 : 1000 / perSecond
  }

  /** Resolves when it is one's turn, or at once when the signal fires. Never rejects. */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.#gapMillis === 0 || signal.aborted) return
    const now = performance.now()
    const at = Math.max(now, this.#nextMillis)
    this.#nextMillis = at + this.#gapMillis
    if (at > now) await wait(at - now, undefined, { signal }).catch(() => undefined)
  }
}

/** Does the jobs in order, at most `width` at a time. */
export async function inParallel<Job>(
  jobs: readonly Job[],
  width: number,
  work: (job: Job) => Promise<void>,
): Promise<void> {
  const waiting = jobs[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    // One iterator for all: each job is taken by one worker.
    for (const job of { [Symbol.iterator]: () => waiting }) await work(job)
  }
  await Promise.all(Array.from({ length: Math.min(width, jobs.length) }, worker))
}
