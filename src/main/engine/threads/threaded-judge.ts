import type { TcpStream } from '../../tcp/events.ts'
import type { ConnectionSink } from '../connection-sink.ts'
import type { Across } from '../paths-across.ts'
import type { ToldProbe } from '../probe/told.ts'
import type { RecordReceiver } from '../record-receiver.ts'
import type { SourceTotals } from '../source-totals.ts'
import { addTotals, ThreadTotals } from './add-totals.ts'
import type { JudgeThreads } from './judge-threads.ts'

/** Judges the connections of one source in other threads: this one only reads packets and cuts records. */
export class ThreadedJudge implements ConnectionSink {
  readonly #threads: JudgeThreads
  readonly #across: Across
  readonly #ready: () => Promise<void>

  constructor(threads: JudgeThreads, source: number, across: Across, ready: () => Promise<void>) {
    this.#threads = threads
    this.#across = across
    this.#ready = ready
    threads.begin(source)
  }

  receiverFor(stream: TcpStream): RecordReceiver {
    return this.#threads.tapeOf(stream.index).receiver()
  }

  secretsCame(keyLog: Uint8Array): void {
    this.#threads.secretsCame(keyLog)
  }

  probeTold(told: ToldProbe): void {
    this.#threads.probeTold(told)
  }

  async ready(): Promise<void> {
    await this.#threads.handOver()
    await this.#ready()
  }

  async end(): Promise<SourceTotals> {
    const totals = addTotals(new ThreadTotals(), await this.#threads.end(), this.#across)
    await this.#ready()
    return totals
  }
}
