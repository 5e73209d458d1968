import { LibraryBig } from 'lucide-react'
import { setState } from '../state/store.ts'
import type { Action } from './action.ts'
import { always } from './conditions.ts'

/** Articles of the team's own beside those that ship. */
export const runbookFolder: Action = {
  id: 'runbook-folder',
  label: 'Runbook folder of your own',
  icon: LibraryBig,
  keys: [],
  when: always,
  perform: () => setState({ overlay: 'runbook' }),
}
