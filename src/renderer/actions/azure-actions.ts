import { FileJson } from 'lucide-react'
import { chooseAzureFiles } from '../state/azure.ts'
import type { Action } from './action.ts'
import { always } from './conditions.ts'

/** What Azure says of itself: saved `az` output. */
export const readSavedAz: Action = {
  id: 'configuration',
  label: 'Read saved az output',
  icon: FileJson,
  keys: ['Z'],
  when: always,
  perform: () => void chooseAzureFiles(),
}
