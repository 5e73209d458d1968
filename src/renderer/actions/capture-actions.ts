import { Ban, FlaskConical, FolderOpen, KeyRound, RotateCcw } from 'lucide-react'
import { chooseAndOpen } from '../state/open-paths.ts'
import { cancel, open, reopen } from '../state/opening.ts'
import { setState } from '../state/store.ts'
import type { Action } from './action.ts'
import { always } from './conditions.ts'

/** What is read: opening, ceasing to, once more, with secrets. */

export const openCapture: Action = {
  id: 'open',
  label: 'Open capture',
  icon: FolderOpen,
  keys: ['o', 'mod+o'],
  when: always,
  perform: () => void chooseAndOpen(),
}

export const openSample: Action = {
  id: 'open-lab',
  label: 'Open sample incident',
  icon: FlaskConical,
  keys: [],
  when: always,
  perform: () => void open({ kind: 'lab' }),
}

export const cancelAnalysis: Action = {
  id: 'cancel',
  label: 'Cancel reading',
  icon: Ban,
  keys: ['Escape'],
  when: ({ analysis }) => analysis?.status === 'running' && analysis.request.kind !== 'probe',
  perform: () => void cancel(),
}

export const openAgain: Action = {
  id: 'reopen',
  label: 'Open again',
  icon: RotateCcw,
  keys: [],
  when: (state) => state.analysis !== null && state.analysis.status !== 'running',
  perform: () => void reopen(),
}

export const chooseSecrets: Action = {
  id: 'decrypt',
  label: 'Decrypt with key logs or RSA keys',
  icon: KeyRound,
  keys: ['d'],
  when: ({ analysis }) => analysis?.request.kind === 'files',
  perform: () => setState({ overlay: 'secrets' }),
}
