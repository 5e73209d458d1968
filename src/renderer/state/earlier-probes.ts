import type { AnalysisEvent } from '../../shared/ipc/contract.ts'
import { type Analysis, applyEvents } from './analysis.ts'
import { clearSelection, selectFirst } from './navigate.ts'
import { getProbe, setProbe } from './probe-store.ts'
import { getState, setState } from './store.ts'

/** Probes that can be shown again. The engine keeps the bytes of as many. */

const MOST_EARLIER = 11

/** The probe on show goes among the earlier ones, because something else is opened. */
export function keepEarlier(analysis: Analysis | null): void {
  if (analysis?.request.kind !== 'probe' || analysis.id === '') return
  const others = getProbe().earlier.filter(({ id }) => id !== analysis.id)
  setProbe({ earlier: [analysis, ...others].slice(0, MOST_EARLIER) })
}

/** One that was left while it ran goes on: what is told of it is there when it is shown again. */
export function tellEarlier(events: readonly AnalysisEvent[], atMillis: number): void {
  const { earlier } = getProbe()
  const told = earlier.map((one) => applyEvents(one, events, atMillis))
  if (told.some((one, at) => one !== earlier[at])) setProbe({ earlier: told })
}

/** The engine process is gone, and the bytes it kept: what was read of them stays. */
export function loseEarlier(): void {
  const earlier = getProbe().earlier.map((one): Analysis => {
    return { ...one, lost: true, status: one.status === 'running' ? 'died' : one.status }
  })
  setProbe({ question: null, earlier })
}

export function showEarlier(id: string): void {
  const found = getProbe().earlier.find((one) => one.id === id)
  const { analysis } = getState()
  if (found === undefined || analysis?.id === id) return
  setProbe({ earlier: getProbe().earlier.filter((one) => one !== found) })
  keepEarlier(analysis)
  clearSelection()
  setState({ analysis: found, view: 'analysis', filterText: '', outcomeFilter: 'all' })
  selectFirst()
}
