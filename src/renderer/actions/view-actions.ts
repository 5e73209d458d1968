import { PanelLeft } from 'lucide-react'
import { getMatrix } from '../state/matrix-store.ts'
import { setState } from '../state/store.ts'
import { VIEW_LABELS, VIEWS } from '../state/views.ts'
import type { Action } from './action.ts'

/** From one view of the rail to another. A view that has nothing to show yet says what it is for; the matrix has no such page. */
export const showViews: readonly Action[] = VIEWS.map((view, at) => ({
  id: `view-${view}`,
  label: `Show ${VIEW_LABELS[view]}`,
  icon: PanelLeft,
  keys: [`mod+${at + 1}`],
  when: (state) => state.view !== view && (view !== 'matrix' || getMatrix().matrix !== null),
  perform: () => setState({ view }),
}))
