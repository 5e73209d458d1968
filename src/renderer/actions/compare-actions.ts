import { ArrowLeftRight, Columns2, GitCompareArrows, ListTree } from 'lucide-react'
import { compareSelected, showComparison, swapSides } from '../state/compare-commands.ts'
import { getCompare } from '../state/compare-store.ts'
import { setState } from '../state/store.ts'
import type { Action } from './action.ts'
import { withHandshake } from './conditions.ts'
import { focusPaneNamed } from './focus.ts'

/** Two handshakes held against one another. */

export const compareHandshake: Action = {
  id: 'compare',
  label: 'Compare this handshake with another',
  icon: GitCompareArrows,
  keys: ['x'],
  when: (state) => state.view === 'analysis' && withHandshake(state),
  perform: () => void compareSelected(),
}

export const toComparison: Action = {
  id: 'compare-show',
  label: 'Compare two captures or probes',
  icon: Columns2,
  keys: ['X'],
  when: ({ view }) => view !== 'compare',
  perform: () => {
    showComparison()
    window.setTimeout(() => focusPaneNamed('compared'), 0)
  },
}

export const swapCompared: Action = {
  id: 'compare-swap',
  label: 'Exchange A and B',
  icon: ArrowLeftRight,
  keys: ['s'],
  when: ({ view }) => view === 'compare' && getCompare().a !== null && getCompare().b !== null,
  perform: () => void swapSides(),
}

export const leaveComparison: Action = {
  id: 'compare-leave',
  label: 'Leave for the ladder',
  icon: ListTree,
  keys: ['Escape', 'g'],
  when: ({ view }) => view === 'compare',
  perform: () => setState({ view: 'analysis' }),
}
