import type { AnalysisDocument, HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { MATRIX_WORDS } from '../../../shared/contract/matrix.ts'
import type { ProbeRequest, ProbeRun, RunProbe } from '../probe.ts'
import { addressSpace } from '../stages/address-space.ts'
import { cellRequest } from './cell-request.ts'
import { lonelyCells, type Side } from './lonely.ts'
import { notAsked, type Outcome, outcomeOf } from './outcome.ts'
import { inParallel, Pace, POLITE_RATE } from './pace.ts'
import { type CellFacts, cellFacts, type MatrixPlan } from './plan.ts'
import type { MatrixQuestion } from './question.ts'

export interface MatrixTools {
  readonly run: RunProbe
  /** A run as the river tells it: one source, one handshake. */
  readonly analyse: (run: ProbeRun, cell: CellFacts) => Promise<AnalysisDocument>
}

export interface MatrixLimits {
  /** Probes at a time. */
  readonly concurrency: number
  /** Connections a second; this machine's own addresses are exempt. `null`: no bound. */
  readonly perSecond: number | null
  /** Connections altogether. */
  readonly connections: number
}

export const MATRIX_LIMITS: MatrixLimits = { concurrency: 4, perSecond: POLITE_RATE, connections: 128 }

/** One cell as far as it is known. */
export interface AskedCell {
  readonly outcome: Outcome
  /** Of the run that `outcome` tells of; `null` where nobody asked. */
  readonly analysis: AnalysisDocument | null
  readonly asked: number
  readonly unsteady: boolean
}

export interface MatrixObserver {
  /** Asked by every probe before its first packet goes to any of these addresses; `false` ends the matrix. */
  permit?(addresses: readonly string[]): boolean | Promise<boolean>
  /** Told for each cell when it is settled, and again where it was asked twice. */
  cell?(index: number, cell: AskedCell, settled: number): void
  /** A run with its document, before it is forgotten: for whoever saves it. Waited for. */
  asked?(index: number, run: ProbeRun, analysis: AnalysisDocument): Promise<void>
}

export interface MatrixRun {
  readonly startedMicros: number
  readonly endedMicros: number
  readonly address: string | null
  /** In the order of the plan's places. */
  readonly cells: readonly AskedCell[]
  readonly notes: readonly string[]
  readonly interrupted: boolean
}

/** Asked a second time at the most. */
const MOST_ASKED_AGAIN = 8

/** Asks every cell of the plan. Never rejects for what a server does; cancelled, it resolves with what there is. */
export async function runMatrix(
  question: MatrixQuestion,
  plan: MatrixPlan,
  tools: MatrixTools,
  limits: MatrixLimits,
  observer: MatrixObserver = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<MatrixRun> {
  const asking = new Asking(question, plan, tools, limits, observer, signal)
  const startedMicros = Date.now() * 1000
  await asking.first()
  await asking.rest()
  await asking.again()
  return { startedMicros, endedMicros: Date.now() * 1000, ...asking.result() }
}

class Asking {
  readonly #question: MatrixQuestion
  readonly #plan: MatrixPlan
  readonly #tools: MatrixTools
  readonly #limits: MatrixLimits
  readonly #observer: MatrixObserver
  readonly #signal: AbortSignal
  readonly #cells = new Map<number, AskedCell>()
  readonly #notes: string[] = []
  #pace: Pace
  #pinned: ProbeRequest['connect'] = null
  #connections = 0
  /** Probes in a row that did not get as far as TLS. */
  #unreached = 0
  /** Why nothing more is asked. */
  #over: string | null = null

  constructor(
    question: MatrixQuestion,
    plan: MatrixPlan,
    tools: MatrixTools,
    limits: MatrixLimits,
    observer: MatrixObserver,
    signal: AbortSignal,
  ) {
    this.#question = question
    this.#plan = plan
    this.#tools = tools
    this.#limits = limits
    this.#observer = observer
    this.#signal = signal
    this.#pace = new Pace(limits.perSecond)
  }

  /**
   * One probe alone finds the name's address, and all others go there: they ask one machine. Where it does not reach
   * one, a second tries; where that fails too, the rest would tell nothing of its own.
   */
  async first(): Promise<void> {
    for (const index of this.#plan.order.slice(0, 2)) {
      const run = await this.#ask(index)
      if (run !== null) this.#pin(run)
      if (run === null || this.#unreached === 0) return
    }
    if (this.#unreached === 2) this.#over = 'the first two probes did not get as far as TLS'
  }

  async rest(): Promise<void> {
    const { concurrency } = this.#limits
    const left = this.#plan.order.filter((index) => !this.#cells.has(index))
    await inParallel(left, concurrency, async (index) => {
      await this.#ask(index)
      if (this.#unreached >= 2 * concurrency) {
        this.#over ??= `${this.#unreached} probes in a row did not get as far as TLS any more`
      }
    })
    const missed = this.#plan.places.length - this.#asked()
    if (this.#over !== null && missed > 0) this.#notes.push(`${count(missed)} not asked: ${this.#over}.`)
  }

  /** A lonely answer may be chance, and so may a probe that alone did not get through. */
  async again(): Promise<void> {
    if (this.#over !== null) return
    const { places } = this.#plan
    const sides = places.map((_, index) => sideOf(this.#cells.get(index)))
    const reached = [...this.#cells.values()].some((cell) => !isUnreached(cell.outcome))
    const stranded = reached
      ? places.flatMap((_, index) => (isUnreached(this.#cells.get(index)?.outcome) ? [index] : []))
      : []
    const doubtful = [...new Set([...stranded, ...lonelyCells(places, sides)])].slice(0, MOST_ASKED_AGAIN)
    await inParallel(doubtful, this.#limits.concurrency, (index) => this.#ask(index).then(() => undefined))
  }

  result(): Omit<MatrixRun, 'startedMicros' | 'endedMicros'> {
    const cells = this.#plan.places.map(
      (_, index): AskedCell => this.#cells.get(index) ?? untouched(this.#reason()),
    )
    const { base } = this.#question
    const address = this.#pinned?.address ?? base.connect?.address ?? null
    return { address, cells, notes: this.#notes, interrupted: this.#signal.aborted }
  }

  #asked(): number {
    return [...this.#cells.values()].filter(({ asked }) => asked > 0).length
  }

  #reason(): string {
    return `Not asked: ${this.#over ?? 'the user ended it before'}.`
  }

  /** `null` where it was not, or not to the end. */
  async #ask(index: number): Promise<ProbeRun | null> {
    if (this.#isOver()) return this.#skip(index)
    this.#connections++
    await this.#pace.turn(this.#signal)
    if (this.#isOver(0)) {
      this.#connections--
      return this.#skip(index)
    }
    const place = this.#plan.places[index] ?? []
    const request = cellRequest(this.#question, this.#plan, place, this.#pinned)
    const run = await this.#tools.run(request, { permit: (to) => this.#permit(to) }, this.#signal)
    this.#connections += Math.max(run.attempts.length, 1) - 1
    if (run.cancelled) {
      if (!this.#signal.aborted) this.#over ??= 'nobody allowed it'
      this.#settle(index, { outcome: outcomeOf(run, null), analysis: null })
      return null
    }
    const analysis = await this.#tools.analyse(run, cellFacts(this.#plan, index))
    this.#settle(index, { outcome: outcomeOf(run, analysis.handshakes[0] ?? null), analysis })
    this.#unreached = isUnreached(this.#cells.get(index)?.outcome) ? this.#unreached + 1 : 0
    await this.#observer.asked?.(index, run, analysis)
    return run
  }

  async #permit(addresses: readonly string[]): Promise<boolean> {
    return (await this.#observer.permit?.(addresses)) ?? true
  }

  #isOver(more = 1): boolean {
    const { connections } = this.#limits
    if (this.#connections + more > connections && this.#over === null) {
      this.#over = `a matrix makes ${connections} connections to one target at the most`
    }
    return this.#over !== null || this.#signal.aborted
  }

  #skip(index: number): null {
    if (!this.#cells.has(index)) this.#settle(index, { outcome: notAsked(this.#reason()), analysis: null })
    return null
  }

  #settle(index: number, { outcome, analysis }: Pick<AskedCell, 'outcome' | 'analysis'>): void {
    const before = this.#cells.get(index)
    const now: AskedCell = { outcome, analysis, asked: analysis === null ? 0 : 1, unsteady: false }
    const cell = before === undefined ? now : both(before, now)
    this.#cells.set(index, cell)
    this.#observer.cell?.(index, cell, this.#cells.size)
  }

  #pin({ connection, names }: ProbeRun): void {
    const { proxy, connect, host } = this.#question.base
    if (proxy !== null || connection === null || this.#unreached > 0) return
    const { address, port } = connection.server
    if (connect === null) this.#pinned = { address, port }
    if (addressSpace(address) === 'loopback') this.#pace = new Pace(null)
    const others = (names?.addresses.length ?? 0) - 1
    if (others > 0)
      this.#notes.push(`${host} has ${others + 1} addresses; every combination was asked at ${address}.`)
  }
}

/** The same answer twice is one; two answers are told both, and the worse is the one to look at. */
function both(before: AskedCell, now: AskedCell): AskedCell {
  if (now.analysis === null) return before
  const asked = before.asked + 1
  if (sideOf(before) === sideOf(now)) return { ...now, asked }
  const worse = sideOf(now) === 'good' ? before : now
  const sentence = `Asked twice: first ${inWords(before.outcome)}, then ${inWords(now.outcome)}. ${worse.outcome.sentence}`
  return { ...worse, outcome: { ...worse.outcome, sentence }, asked, unsteady: true }
}

function inWords({ word, detail }: Outcome): string {
  return detail === null || detail === word ? word : `${word} (${detail})`
}

export function sideOf(cell: AskedCell | undefined): Side {
  if (cell === undefined || cell.unsteady || cell.outcome.word === 'unsupported') return null
  const { counts } = MATRIX_WORDS[cell.outcome.word]
  return counts === 'neither' ? null : counts
}

/** Not as far as TLS: this tells of the way there, not of the combination. */
export function isUnreached(outcome: Outcome | undefined): boolean {
  if (outcome === undefined) return false
  return outcome.stage === 'dns' || outcome.stage === 'tcp' || outcome.word === 'proxy'
}

function untouched(sentence: string): AskedCell {
  return { outcome: notAsked(sentence), analysis: null, asked: 0, unsteady: false }
}

function count(cells: number): string {
  return cells === 1 ? 'One combination was' : `${cells} combinations were`
}

/** The handshake that a cell's ladder is. */
export function handshakeOf(cell: AskedCell): HandshakeDocument | null {
  return cell.analysis?.handshakes[0] ?? null
}
