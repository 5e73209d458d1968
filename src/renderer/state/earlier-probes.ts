import { bridge } from '../bridge.ts'
import type { Analysis } from './analysis.ts'
import { settle } from './ask.ts'
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

/** The engine process is gone, and the bytes it kept: what was read of them stays. */
export function loseEarlier(): void {
  setProbe({ question: null, earlier: getProbe().earlier.map((one) => ({ ...one, lost: true })) })
}

export function showEarlier(id: string): void {
  const found = getProbe().earlier.find((one) => one.id === id)
  const { analysis } = getState()
  if (found === undefined || analysis?.id === id) return
  if (analysis?.status === 'running') void settle(bridge.cancelProbe())
  setProbe({ earlier: getProbe().earlier.filter((one) => one !== found) })
  keepEarlier(analysis?.status === 'running' ? { ...analysis, status: 'cancelled' } : analysis)
  clearSelection()
  setState({ analysis: found, view: 'analysis', filterText: '', outcomeFilter: 'all' })
  selectFirst()
}
