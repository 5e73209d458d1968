import type { AnalysisEvent } from '../../shared/ipc/contract.ts'
import type { ProbeRun } from '../probe/probe.ts'
import { OpenCaptures } from './open-captures.ts'
import type { EngineOptions } from './options.ts'
import { type ProbeExtras, probeInput, saveProbe } from './probe/index.ts'

/** A probe that was made, taken through the river like a capture. Holds its secrets: it stays in this process. */
export class KeptProbe {
  readonly captures: OpenCaptures
  readonly #run: ProbeRun
  readonly #extras: ProbeExtras
  readonly #options: EngineOptions

  constructor(
    id: string,
    run: ProbeRun,
    extras: ProbeExtras,
    options: EngineOptions,
    emit: (event: AnalysisEvent) => void,
  ) {
    this.#run = run
    this.#extras = extras
    this.#options = options
    this.captures = new OpenCaptures(id, [probeInput(run, extras)], options, emit)
  }

  /** @throws CaptureError if it cannot be written */
  async save(output: string, withSecrets: boolean): Promise<{ comments: number }> {
    return saveProbe({
      run: this.#run,
      extras: this.#extras,
      options: this.#options,
      handshakes: await this.captures.handshakesOf(0),
      output,
      withSecrets,
    })
  }
}
