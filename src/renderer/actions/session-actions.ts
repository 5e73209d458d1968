import { Eraser, FileDown } from 'lucide-react'
import { clearSession, saveSession } from '../state/session.ts'
import type { Action } from './action.ts'

/** The session: handed over, or begun anew. */

export const keepSession: Action = {
  id: 'session-save',
  label: 'Save session as Markdown',
  icon: FileDown,
  keys: [],
  when: ({ view }) => view === 'session',
  perform: () => void saveSession(),
}

export const renewSession: Action = {
  id: 'session-anew',
  label: 'Start session anew',
  icon: Eraser,
  keys: [],
  when: ({ view }) => view === 'session',
  perform: clearSession,
}
