import { stat } from 'node:fs/promises'
import type { CaptureInput } from '../../capture-file/byte-source.ts'
import type { EngineOptions } from '../options.ts'
import { JudgeThreads, threadsThatPay, threadsWanted } from './judge-threads.ts'
import type { Framing } from './messages.ts'

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
export class LazyThreads {
  readonly #options: EngineOptions
  readonly #encoded: EncodedListener | null
  #threads: JudgeThreads | null = null

  constructor(options: EngineOptions, encoded: EncodedListener) {
    this.#options = options
    const { keyLogs, rsaKeys } = options.secrets
    // Secrets stay in this thread, and with them what they open.
    const hasSecrets = keyLogs.length + rsaKeys.length > 0
    this.#encoded = hasSecrets ? null : encoded
  }

  /** `null`: judge it in this thread. */
  async worthFor(input: CaptureInput): Promise<JudgeThreads | null> {
    if (this.#encoded === null) return null
    const wanted = threadsWanted()
    const threads = wanted ?? threadsThatPay()
    if (threads === 0 || (wanted === null && !(await isLarge(input)))) return null
    const { program, framing } = this.#encoded
    const lines = (text: Uint8Array): void => this.#encoded?.lines(text)
    this.#threads ??= new JudgeThreads({ program, threads, options: this.#options, framing, lines })
    return this.#threads
  }

  async close(): Promise<void> {
    await this.#threads?.close()
  }
}

async function isLarge(input: CaptureInput): Promise<boolean> {
  if (input instanceof Uint8Array) return input.length >= WORTH_A_THREAD
  if (typeof input !== 'string' || input === '-') return true
  // What cannot be asked is told by whoever opens it.
  const status = await stat(input).catch(() => null)
  return status !== null && (!status.isFile() || status.size >= WORTH_A_THREAD)
}
