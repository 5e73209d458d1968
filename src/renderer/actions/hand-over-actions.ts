import { ClipboardCopy, FileDown, FileText, Link } from 'lucide-react'
import { copyLink, copyTicket, exportAnnotated, exportReport } from '../state/commands.ts'
import type { Action } from './action.ts'
import { withEngine, withHandshake } from './conditions.ts'

/** What goes to other people: files and the clipboard. */

export const exportCapture: Action = {
  id: 'export',
  label: 'Export annotated capture',
  icon: FileDown,
  keys: ['e'],
  when: withEngine,
  perform: () => void exportAnnotated(),
}

export const saveReport: Action = {
  id: 'report',
  label: 'Save report',
  icon: FileText,
  keys: ['r'],
  when: withEngine,
  perform: () => void exportReport(),
}

export const copyVerdict: Action = {
  id: 'copy-verdict',
  label: 'Copy verdict as ticket text',
  icon: ClipboardCopy,
  keys: ['y'],
  when: withHandshake,
  perform: () => void copyTicket(),
}

export const copyPlace: Action = {
  id: 'copy-link',
  label: 'Copy link to this place',
  icon: Link,
  keys: ['l'],
  when: withHandshake,
  perform: () => void copyLink(),
}
