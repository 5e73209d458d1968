import type {
  HttpAnswer,
  ProbedConnection,
  ProbeObserver,
  ProbeRequest,
  ProbeRun,
  ProbeStage,
  StageReport,
} from '../probe.ts'
import { nowMicros } from '../tls-client/clock.ts'
import type { ByteTransport, Ending, TlsClient } from '../tls-client/index.ts'
import { codeOf } from './bounded.ts'
import type { Connected } from './tcp.ts'
import { failed, type Told } from './told.ts'

/** A run that is being written. */
export class Draft {
  names: ProbeRun['names'] = null
  attempts: ProbeRun['attempts'] = []
  /** What was connected, with everything that went over it before TLS. */
  connection: Connected['last'] = null
  transport: ByteTransport | null = null
  client: TlsClient | null = null
  http: HttpAnswer | null = null
  ending: Ending | null = null
  cancelled = false
  readonly #request: ProbeRequest
  readonly #observer: ProbeObserver
  readonly #startedMicros = nowMicros()
  readonly #stages: StageReport[] = []
  #under: { readonly stage: ProbeStage; readonly startedMicros: number } | null = null

  constructor(request: ProbeRequest, observer: ProbeObserver) {
    this.#request = request
    this.#observer = observer
  }

  /** Does the work of a stage and reports it. */
  async stage<Done extends { readonly told: Told }>(
    stage: ProbeStage,
    work: () => Promise<Done> | Done,
  ): Promise<Done> {
    const startedMicros = nowMicros()
    this.#under = { stage, startedMicros }
    const done = await work()
    this.#report(stage, startedMicros, done.told)
    return done
  }

  /** A mistake of this program; its text is not told, it might speak of a key. */
  broke(error: unknown): void {
    const { stage, startedMicros } = this.#under ?? { stage: 'dns', startedMicros: this.#startedMicros }
    this.#report(stage, startedMicros, failed(`A fault of this program (${codeOf(error)}).`))
  }

  /** Lets go of the connection, if it still is one. */
  letGo(): void {
    if (this.client !== null) this.client.destroy()
    else this.transport?.destroy()
  }

  run(): ProbeRun {
    const { names, attempts, client, http, ending, cancelled } = this
    return {
      request: this.#request,
      startedMicros: this.#startedMicros,
      endedMicros: nowMicros(),
      stages: this.#stages,
      names,
      attempts,
      connection: this.#connection(),
      negotiated: client?.negotiated ?? null,
      serverChain: client?.serverChain ?? [],
      authentications: client?.authentications ?? [],
      ending,
      http,
      cancelled,
    }
  }

  #connection(): ProbedConnection | null {
    const { connection, client } = this
    if (connection === null) return null
    const record = client?.record
    return {
      client: connection.client,
      server: connection.server,
      // The TLS client's record begins with the connection itself, which stands here already.
      exchanges: [...connection.exchanges, ...(record?.exchanges.slice(1) ?? [])],
      events: record?.events ?? [],
      keyLog: record?.keyLog ?? [],
    }
  }

  #report(stage: ProbeStage, startedMicros: number, told: Told): void {
    const report: StageReport = {
      stage,
      startedMicros: told.startedMicros ?? startedMicros,
      endedMicros: told.endedMicros ?? nowMicros(),
      result: told.result,
      summary: told.summary,
    }
    this.#stages.push(report)
    this.#under = null
    try {
      this.#observer.stage?.(report)
    } catch {
      // Whoever looks on has no part in the run.
    }
  }
}
