import type { ConnectionSink } from '../connection-sink.ts'
import type { LocalJudge } from '../local-judge.ts'
import type { SourceTotals } from '../source-totals.ts'
import type { DescribedProbe, SavedProbe } from './saved-text.ts'
import { type ToldProbe, ToldProbes } from './told.ts'

/** The probes that one source is of, told to whoever judges its connections. */
export class ProbesOfSource {
  readonly #judge: ConnectionSink
  readonly #probes = new ToldProbes()
  readonly #saved: DescribedProbe[] = []

  constructor(judge: ConnectionSink) {
    this.#judge = judge
  }

  add(told: ToldProbe): void {
    this.#probes.add(told)
    this.#judge.probeTold(told)
  }

  /** One that stands in the capture. What is just being made is told already, and not judged twice. */
  addSaved(saved: SavedProbe): void {
    if (this.#probes.has(saved.told)) return
    this.add(saved.told)
    this.#saved.push(saved)
  }

  spokeTo(port: number): boolean {
    return this.#probes.spokeTo(port)
  }

  /** What a saved probe said of itself; `null` where the source holds none, or several. */
  get described(): DescribedProbe | null {
    return this.#saved.length === 1 ? (this.#saved[0] ?? null) : null
  }

  /** Judges those that sent no packet, numbered behind the connections that are there; `null`: there are none. */
  async judgeUnsent(judgeHere: () => LocalJudge, streams: number): Promise<SourceTotals | null> {
    const { unsent } = this.#probes
    if (unsent.length === 0) return null
    const judge = judgeHere()
    for (const [at, told] of unsent.entries()) judge.judgeUnsent(told, streams + at)
    return await judge.end()
  }
}
