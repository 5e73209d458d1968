import { stat } from 'node:fs/promises'
import type { CaptureInput } from '../../capture-file/byte-source.ts'
import type { EngineOptions } from '../options.ts'
import { JudgeThreads, threadsThatPay, threadsWanted } from './judge-threads.ts'
import type { Framing } from './messages.ts'
import { RowThreads, type RowThreadsOptions } from './row-threads.ts'

/** A smaller capture is judged before a thread has started. */
const WORTH_A_THREAD = 16 * 1024 * 1024

/** Who takes handshakes as text. */
export interface EncodedListener {
  /** The program of a judging thread. */
  readonly program: URL
  readonly framing: Framing
  /** JSON texts of whole handshakes in UTF-8, framed, one behind the other. */
  lines(text: Uint8Array): void
}

/**
 * Judging threads, started by the first source that is worth them. Whoever makes them may ask for that source ahead of
 * the analysis: their program loads while the rest of this one's does.
 */
class LazyPool<Pool extends { close(): Promise<void> }> {
  readonly #start: ((threads: number) => Pool) | null
  #pool: Pool | null = null

  constructor({ secrets: { keyLogs, rsaKeys } }: EngineOptions, start: (threads: number) => Pool) {
    // Secrets stay in this thread, and with them what they open.
    const hasSecrets = keyLogs.length + rsaKeys.length > 0
    this.#start = hasSecrets ? null : start
  }

  /** `null`: judge it in this thread. */
  async worthFor(input: CaptureInput): Promise<Pool | null> {
    if (this.#start === null) return null
    const wanted = threadsWanted()
    const threads = wanted ?? threadsThatPay()
    if (threads === 0 || (wanted === null && !(await isLarge(input)))) return null
    this.#pool ??= this.#start(threads)
    return this.#pool
  }

  async close(): Promise<void> {
    await this.#pool?.close()
  }
}

/** Threads that write the handshakes of large captures as text. */
export class LazyThreads extends LazyPool<JudgeThreads> {
  constructor(options: EngineOptions, { program, framing, lines }: EncodedListener) {
    super(options, (threads) => new JudgeThreads({ program, threads, options, framing, lines }))
  }
}

/** Threads that make the window's rows of large captures. */
export class LazyRowThreads extends LazyPool<RowThreads> {
  constructor(options: EngineOptions, { program, row }: Pick<RowThreadsOptions, 'program' | 'row'>) {
    super(options, (threads) => new RowThreads({ program, threads, options, row }))
  }
}

async function isLarge(input: CaptureInput): Promise<boolean> {
  if (input instanceof Uint8Array) return input.length >= WORTH_A_THREAD
  if (typeof input !== 'string' || input === '-') return true
  // What cannot be asked is told by whoever opens it.
  const status = await stat(input).catch(() => null)
  return status !== null && (!status.isFile() || status.size >= WORTH_A_THREAD)
}
