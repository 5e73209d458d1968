import { randomUUID } from 'node:crypto'
import type { AnalysisEvent, EngineChannel, Request, Response } from '../../shared/ipc/contract.ts'
import type { MatrixOptions } from '../../shared/ipc/matrix-channels.ts'
import type { OpenedCredential } from '../probe/credentials/index.ts'
import {
  axesDocument,
  cellDocument,
  cellFacts,
  MATRIX_LIMITS,
  type MatrixPlan,
  type MatrixQuestion,
  matrixDocument,
  planMatrix,
  runMatrix,
} from '../probe/matrix/index.ts'
import type { ProbeRun } from '../probe/probe.ts'
import { probeThatRemembers } from '../probe/run-probe.ts'
import { KeptProbe } from './kept-probe.ts'
import { cellExtras } from './matrix-cell.ts'
import type { EngineOptions } from './options.ts'
import { analyseProbe, type ProbeExtras } from './probe/index.ts'
import { type Errand, type ProbeDesk, refuseCancelled } from './probe-desk.ts'
import { type CredentialShelf, setUpMatrix } from './probe-setup.ts'
import { errorAsData, Refusal } from './refusal.ts'

type MatrixChannel = Extract<EngineChannel, `matrix:${string}`>
type Answers = { [C in MatrixChannel]: (request: Request<C>) => Promise<Response<C>> }

interface Asked {
  readonly question: MatrixQuestion
  readonly plan: MatrixPlan
  readonly extras: ProbeExtras
  readonly credentials: readonly OpenedCredential[]
  readonly engine: EngineOptions
}

/** The window's matrix: asked, told cell by cell, and kept so that each cell's ladder can be looked at. */
export class WindowMatrix {
  readonly #emit: (event: AnalysisEvent) => void
  readonly #desk: ProbeDesk
  readonly #shelf: CredentialShelf
  #matrix: { readonly id: string; readonly asked: Asked; readonly runs: Map<number, ProbeRun> } | null = null
  /** The cell that is looked at. */
  #cell: { readonly id: string; readonly probe: KeptProbe } | null = null

  constructor(emit: (event: AnalysisEvent) => void, desk: ProbeDesk, shelf: CredentialShelf) {
    this.#emit = emit
    this.#desk = desk
    this.#shelf = shelf
  }

  kept(id: string): KeptProbe | null {
    return this.#cell?.id === id ? this.#cell.probe : null
  }

  readonly answers: Answers = {
    'matrix:start': async (options) => {
      const errand = this.#desk.begin()
      const asked = await this.#setUp(options as MatrixOptions, errand)
      refuseCancelled(errand.signal)
      this.#matrix = { id: errand.id, asked, runs: new Map() }
      this.#cell = null
      setImmediate(() => void this.#run(errand, asked))
      const { plan } = asked
      return {
        matrix: errand.id,
        axes: axesDocument(plan),
        cells: plan.places.length,
        notes: [...plan.notes],
      }
    },
    'matrix:cancel': async () => {
      this.#desk.cancel()
      return null
    },
    'matrix:open-cell': async ({ matrix, index }) => {
      if (this.#matrix?.id !== matrix) {
        throw new Refusal('no-such-matrix', 'This matrix is no longer kept.', 'Ask it again.')
      }
      const run = this.#matrix.runs.get(index)
      if (run === undefined) throw new Refusal('not-asked', 'This cell was not asked, so it has no ladder.')
      const { plan, extras, credentials, engine } = this.#matrix.asked
      const id = randomUUID()
      const known = cellExtras(extras, credentials, cellFacts(plan, index))
      const probe = new KeptProbe(id, run, known, engine, this.#emit)
      this.#cell = { id, probe }
      setImmediate(() => void probe.captures.read())
      return { analysis: id }
    },
  }

  async #setUp(options: MatrixOptions, errand: Errand): Promise<Asked> {
    const setup = await setUpMatrix(options, this.#shelf, errand.passphrases)
    return { ...setup, plan: planMatrix(setup.question) }
  }

  async #run(errand: Errand, { question, plan, extras, credentials, engine }: Asked): Promise<void> {
    const { id, signal } = errand
    const runs = this.#matrix?.runs ?? new Map<number, ProbeRun>()
    const permit = errand.permitFor(question.base)
    const probe = probeThatRemembers()
    try {
      const run = await runMatrix(
        question,
        plan,
        {
          run: (request, observer, cancelled) => probe(request, { ...observer, permit }, cancelled),
          analyse: async (one, facts) =>
            (await analyseProbe(one, cellExtras(extras, credentials, facts), engine)).document,
        },
        MATRIX_LIMITS,
        {
          cell: (index, cell, settled) =>
            this.#emit({
              kind: 'matrix-cell',
              analysis: id,
              index,
              cell: cellDocument(plan, index, cell, null),
              settled,
            }),
          asked: async (index, one) => {
            runs.set(index, one)
          },
        },
        signal,
      )
      const { analysis: _, ...result } = matrixDocument(question, plan, run)
      this.#emit({ kind: 'matrix-done', analysis: id, result })
    } catch (error) {
      this.#emit({ kind: 'matrix-failed', analysis: id, message: errorAsData(error).message })
    }
  }
}
