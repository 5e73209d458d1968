import type { AnalysisEvent, EngineChannel, Request, Response } from '../../shared/ipc/contract.ts'
import type { ProbeOptions } from '../../shared/ipc/probe-options.ts'
import type { StageReport } from '../probe/probe.ts'
import { runProbe } from '../probe/run-probe.ts'
import { KeptProbe } from './kept-probe.ts'
import { stageReportDocument } from './probe/index.ts'
import { type Errand, type ProbeDesk, refuseCancelled } from './probe-desk.ts'
import { type CredentialShelf, type ProbeSetup, setUpProbe } from './probe-setup.ts'
import { profileSummaries } from './profile-summaries.ts'
import { errorAsData } from './refusal.ts'

/** So many probes can be shown again; the bytes of older ones are let go of. */
const MOST_KEPT = 12

type ProbeChannel = Exclude<Extract<EngineChannel, `probe:${string}`>, 'probe:save'>
type Answers = { [C in ProbeChannel]: (request: Request<C>) => Promise<Response<C>> }

/** The window's probes: run, analysed like any capture, and kept so that their bytes can be looked at. */
export class WindowProbes {
  readonly #emit: (event: AnalysisEvent) => void
  readonly #desk: ProbeDesk
  readonly #shelf: CredentialShelf
  /** The oldest first. */
  readonly #kept = new Map<string, KeptProbe>()

  constructor(emit: (event: AnalysisEvent) => void, desk: ProbeDesk, shelf: CredentialShelf) {
    this.#emit = emit
    this.#desk = desk
    this.#shelf = shelf
  }

  kept(id: string): KeptProbe | null {
    return this.#kept.get(id) ?? null
  }

  /** @param begun told before the answer goes out */
  answers(begun: () => void): Answers {
    return {
      'probe:start': async ({ options }) => {
        const errand = this.#desk.begin()
        const setup = await setUpProbe(options as ProbeOptions, this.#shelf, errand.passphrases)
        refuseCancelled(errand.signal)
        begun()
        // The answer goes out first: the window must know the id before its events arrive.
        setImmediate(() => void this.#run(errand, setup))
        return { analysis: errand.id, notes: [...setup.notes] }
      },
      'probe:cancel': async () => {
        this.#desk.cancel()
        return null
      },
      'probe:answer-passphrase': async ({ analysis, passphrase }) => {
        this.#desk.answer(analysis, passphrase)
        return null
      },
      'probe:confirm': async ({ analysis, go }) => {
        this.#desk.answer(analysis, go)
        return null
      },
      'probe:profiles': async () => ({ profiles: profileSummaries() }),
    }
  }

  async #run(errand: Errand, { request, extras, engine }: ProbeSetup): Promise<void> {
    const { id, signal } = errand
    try {
      const observer = {
        stage: (report: StageReport): void =>
          this.#emit({ kind: 'probe-stage', analysis: id, report: stageReportDocument(report) }),
        permit: errand.permitFor(request),
      }
      const run = await runProbe(request, observer, signal)
      const probe = new KeptProbe(id, run, extras, engine, this.#emit)
      this.#keep(id, probe)
      await probe.captures.read()
    } catch (error) {
      const { message, hint } = errorAsData(error)
      this.#emit({ kind: 'failed', analysis: id, path: '', message, hint })
      this.#emit({ kind: 'done', analysis: id, cancelled: signal.aborted, findings: [] })
    }
  }

  #keep(id: string, probe: KeptProbe): void {
    this.#kept.set(id, probe)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
  }
}
