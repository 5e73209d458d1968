import type { AnalysisEvent } from '../../shared/ipc/contract.ts'
import { applyEvents } from './analysis.ts'
import { tellEarlier } from './earlier-probes.ts'
import { receiveMatrix } from './matrix-store.ts'
import { followHash, followMessages, selectFirst } from './navigate.ts'
import { setProbe } from './probe-store.ts'
import { getState, setState } from './store.ts'

/**
 * Events are gathered and applied together, at most every `INTERVAL` milliseconds: each batch costs one pass
 * and one rendering however many arrive.
 */
const INTERVAL = 100

let waiting: AnalysisEvent[] = []
let timer: number | null = null

export function receive(event: AnalysisEvent): void {
  // Somebody waits for the answer.
  if (event.kind === 'probe-question') {
    setProbe({ question: { analysis: event.analysis, question: event.question } })
    return
  }
  if (receiveMatrix(event)) return
  waiting.push(event)
  timer ??= window.setTimeout(drainEvents, INTERVAL)
}

export function drainEvents(): void {
  if (timer !== null) window.clearTimeout(timer)
  timer = null
  const { analysis, opening } = getState()
  const events = waiting
  // While a request is open its events may precede its answer: keep those of no analysis known yet.
  waiting = opening === null ? [] : events.filter((event) => event.analysis !== analysis?.id)
  if (events.length === 0) return
  tellEarlier(events, performance.now())
  if (analysis === null) return
  const next = applyEvents(analysis, events, performance.now())
  if (next === analysis) return
  setState({ analysis: next })
  followMessages(analysis)
  followHash()
  selectFirst()
}
