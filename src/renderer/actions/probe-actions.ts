import { CircleStop, Grid3x3, ListTree, PanelRight, Radar, Repeat2, Save } from 'lucide-react'
import { isProbe } from '../state/analysis.ts'
import { cancelMatrix } from '../state/matrix-commands.ts'
import { getMatrix, matrixRuns } from '../state/matrix-store.ts'
import { DETAIL_TABS, getProbe, showDetail } from '../state/probe-store.ts'
import { cancelProbe, probeAgain, saveProbe, showProbeForm } from '../state/probing.ts'
import { type AppState, setState } from '../state/store.ts'
import type { Action } from './action.ts'
import { always } from './conditions.ts'
import { focusPaneNamed } from './focus.ts'

/** Asking a server oneself: the form, once more, ceasing to, keeping what came of it. */

export const probe: Action = {
  id: 'probe',
  label: 'Probe a server',
  icon: Radar,
  keys: ['c'],
  when: always,
  perform: () => showProbeForm('probe'),
}

/** The same form, where a probe is on show. */
export const changeProbe: Action = { ...probe, label: 'Change the settings and probe' }

export const repeatProbe: Action = {
  id: 'probe-again',
  label: 'Probe again with the same settings',
  icon: Repeat2,
  keys: ['a'],
  when: (state) => getProbe().form.target !== '' && !isProbing(state),
  perform: () => void probeAgain(),
}

export const stopProbe: Action = {
  id: 'probe-cancel',
  label: 'Cancel the probe',
  icon: CircleStop,
  keys: ['Escape'],
  when: isProbing,
  perform: () => void cancelProbe(),
}

export const keepProbe: Action = {
  id: 'probe-save',
  label: 'Save the probe as a capture',
  icon: Save,
  keys: [],
  when: ({ analysis, exporting }) =>
    analysis !== null && isProbe(analysis) && analysis.status !== 'running' && !analysis.lost && !exporting,
  perform: () => void saveProbe(false),
}

export const keepProbeWithSecrets: Action = {
  ...keepProbe,
  id: 'probe-save-secrets',
  label: 'Save the probe with its decryption secrets',
  perform: () => void saveProbe(true),
}

export const nextDetail: Action = {
  id: 'probe-detail',
  label: 'Next tab about the probe',
  icon: PanelRight,
  keys: ['i'],
  when: (state) => state.view === 'analysis' && state.analysis?.sources.some(({ probe }) => probe) === true,
  perform: () => {
    const at = DETAIL_TABS.indexOf(getProbe().detail)
    showDetail(DETAIL_TABS[(at + 1) % DETAIL_TABS.length] ?? 'fix')
  },
}

export const matrix: Action = {
  id: 'matrix',
  label: 'Ask a matrix of probes',
  icon: Grid3x3,
  keys: ['G'],
  when: always,
  perform: () => showProbeForm('matrix'),
}

export const changeMatrix: Action = { ...matrix, label: 'Change the axes and ask again' }

export const toMatrix: Action = {
  id: 'matrix-show',
  label: 'Back to the matrix',
  icon: Grid3x3,
  keys: ['g'],
  when: ({ view }) => view !== 'matrix' && getMatrix().matrix !== null,
  perform: () => {
    setState({ view: 'matrix' })
    window.setTimeout(() => focusPaneNamed('matrix'), 0)
  },
}

export const leaveMatrix: Action = {
  id: 'matrix-leave',
  label: 'Go to the ladder',
  icon: ListTree,
  keys: ['g'],
  when: ({ view, analysis }) => view === 'matrix' && analysis !== null,
  perform: () => setState({ view: 'analysis' }),
}

export const stopMatrix: Action = {
  id: 'matrix-cancel',
  label: 'Cancel the matrix',
  icon: CircleStop,
  keys: ['Escape'],
  when: matrixRuns,
  perform: () => void cancelMatrix(),
}

function isProbing({ analysis, opening }: AppState): boolean {
  if (opening !== null) return opening.kind === 'probe'
  return analysis?.request.kind === 'probe' && analysis.status === 'running'
}
