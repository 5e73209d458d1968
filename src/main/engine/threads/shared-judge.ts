import type { TcpStream } from '../../tcp/events.ts'
import type { ConnectionSink } from '../connection-sink.ts'
import type { LocalJudge } from '../local-judge.ts'
import type { Across } from '../paths-across.ts'
import type { SourcePlaces } from '../places.ts'
import type { ToldProbe } from '../probe/told.ts'
import type { RecordReceiver } from '../record-receiver.ts'
import type { SourceTotals } from '../source-totals.ts'
import { addTotals } from './add-totals.ts'
import type { RowThreads } from './row-threads.ts'

/**
 * Judges the connections of one source here and in other threads: each when it is over, there if a thread has room, else
 * here. What secrets or a probe have their part in stays here.
 */
export class SharedJudge implements ConnectionSink {
  readonly #local: LocalJudge
  readonly #threads: RowThreads
  readonly #across: Across
  #shares = true

  /** @param judge makes the one here, which asks of each connection that was written down whether somebody else judges it */
  constructor(
    judge: (elsewhere: (tape: Uint8Array) => boolean) => LocalJudge,
    threads: RowThreads,
    { source, across, places }: { source: number; across: Across; places: SourcePlaces },
  ) {
    this.#threads = threads
    this.#across = across
    this.#local = judge((tape) => {
      const place = this.#shares ? places.told : null
      return place !== null && threads.offer({ tape, place })
    })
    threads.begin(source)
  }

  receiverFor(stream: TcpStream): RecordReceiver {
    return this.#local.receiverFor(stream)
  }

  secretsCame(): void {
    this.#local.secretsCame()
  }

  probeTold(told: ToldProbe): void {
    this.#shares = false
    this.#local.probeTold(told)
  }

  ready(): Promise<void> {
    return this.#local.ready()
  }

  async end(): Promise<SourceTotals> {
    const totals = addTotals(await this.#local.end(), await this.#threads.end(), this.#across)
    await this.#local.ready()
    return totals
  }
}
