import type { ProbeRequest, ProbeStage, StageReport } from '../../../probe/probe.ts'
import { write } from '../../terminal.ts'
import { stageLines, stageName } from '../../text/probe-stages.ts'

const TOLD_EVERY_MILLIS = 1000

/** Prints each stage as it ends; on a terminal, a line below them tells what is being waited for, and how long. */
export class StagePrinter {
  readonly #shown = process.stderr.isTTY === true
  readonly #stages: readonly ProbeStage[]
  readonly #limitMillis: number
  readonly #told: ProbeStage[] = []
  #sinceMillis = Date.now()
  #printing: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | null = null

  constructor({ proxy, timeoutMs }: Pick<ProbeRequest, 'proxy' | 'timeoutMs'>) {
    this.#stages = ORDER.filter((stage) => stage !== 'proxy' || proxy !== null)
    this.#limitMillis = timeoutMs
    if (this.#shown) this.#timer = setInterval(() => this.#wait(), TOLD_EVERY_MILLIS)
  }

  stage(report: StageReport): void {
    this.#told.push(report.stage)
    this.#sinceMillis = Date.now()
    this.#clear()
    const durationMicros = report.endedMicros - report.startedMicros
    const text = stageLines({ ...report, durationMicros }).join('\n')
    this.#printing = this.#printing.then(() => write(`${text}\n`))
  }

  /** While somebody is asked, nothing else may be written. */
  async quietly<T>(ask: () => T | Promise<T>): Promise<T> {
    this.#stop()
    await this.#printing
    try {
      return await ask()
    } finally {
      this.#sinceMillis = Date.now()
      if (this.#shown) this.#timer = setInterval(() => this.#wait(), TOLD_EVERY_MILLIS)
    }
  }

  async end(): Promise<void> {
    this.#stop()
    await this.#printing
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.#clear()
  }

  #wait(): void {
    const next = this.#stages.find((stage) => !this.#told.includes(stage))
    if (next === undefined) return
    const seconds = Math.round((Date.now() - this.#sinceMillis) / 1000)
    process.stderr.write(`\r\u001b[2K  … ${stageName(next)}, ${seconds} s of ${this.#limitMillis / 1000}`)
  }

  #clear(): void {
    if (this.#shown) process.stderr.write('\r\u001b[2K')
  }
}

const ORDER: readonly ProbeStage[] = ['dns', 'tcp', 'proxy', 'tls', 'http', 'late-client-auth']
