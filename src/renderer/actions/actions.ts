import {
  ArrowDown,
  ArrowUp,
  Ban,
  BookOpen,
  ChevronLeft,
  ChevronRight,
  ClipboardCopy,
  Command,
  CornerDownRight,
  Crosshair,
  FileDown,
  FileText,
  FlaskConical,
  FolderOpen,
  Keyboard,
  KeyRound,
  Link,
  Microscope,
  RotateCcw,
  Search,
  SkipBack,
  SkipForward,
  SunMoon,
} from 'lucide-react'
import { stepField } from '../panes/bytes/step-field.ts'
import { neighbourMessage } from '../panes/ladder/rows.ts'
import {
  cancel,
  chooseAndOpen,
  copyLink,
  copyTicket,
  decrypt,
  exportAnnotated,
  exportReport,
  open,
  reopen,
} from '../state/commands.ts'
import { remember } from '../state/memory.ts'
import { jumpToBreak, jumpToFirstEvidence, selectMessage } from '../state/navigate.ts'
import { firstEvidence } from '../state/selection.ts'
import { type AppState, getState, selectedHandshake, setState } from '../state/store.ts'
import { toast } from '../state/toasts.ts'
import { applyTheme, THEME_CHOICES } from '../theme/apply.ts'
import type { Action } from './action.ts'
import { focusArticle, focusFields, focusFilter, focusPane } from './focus.ts'

const always = (): boolean => true
const withHandshake = (state: AppState): boolean => selectedHandshake(state) !== null
const withMessage = (state: AppState): boolean => state.selection.message !== null

function moveMessage(step: 1 | -1): void {
  const handshake = selectedHandshake(getState())
  if (handshake === null) return
  const next = neighbourMessage(handshake, getState().selection.message, step)
  if (next !== null) selectMessage(next)
}

function nextTheme(): void {
  const at = THEME_CHOICES.indexOf(getState().theme)
  const theme = THEME_CHOICES[(at + 1) % THEME_CHOICES.length] ?? 'system'
  setState({ theme })
  applyTheme(theme)
  remember('theme', theme)
  toast('done', theme === 'system' ? 'Theme: as the system has it.' : `Theme: ${theme}.`)
}

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
  label: 'Cancel analysis',
  icon: Ban,
  keys: [],
  when: (state) => state.analysis?.status === 'running',
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

export const decryptAgain: Action = {
  id: 'decrypt',
  label: 'Decrypt with a key log',
  icon: KeyRound,
  keys: ['d'],
  when: ({ analysis }) => analysis?.request.kind === 'files' && analysis.status !== 'running',
  perform: () => void decrypt(),
}

export const exportCapture: Action = {
  id: 'export',
  label: 'Export annotated capture',
  icon: FileDown,
  keys: ['e'],
  when: (state) => withHandshake(state) && state.analysis?.status !== 'died' && !state.exporting,
  perform: () => void exportAnnotated(),
}

export const saveReport: Action = {
  id: 'report',
  label: 'Save report',
  icon: FileText,
  keys: ['r'],
  when: (state) => withHandshake(state) && state.analysis?.status !== 'died' && !state.exporting,
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

export const toBreak: Action = {
  id: 'break',
  label: 'Jump to the break',
  icon: Crosshair,
  keys: ['b'],
  when: (state) => selectedHandshake(state)?.break != null,
  perform: jumpToBreak,
}

export const toEvidence: Action = {
  id: 'evidence',
  label: 'Jump to the evidence',
  icon: Microscope,
  keys: ['v'],
  when: (state) => {
    const handshake = selectedHandshake(state)
    return handshake !== null && firstEvidence(handshake) !== null
  },
  perform: jumpToFirstEvidence,
}

export const toArticle: Action = {
  id: 'article',
  label: 'Go to the runbook article',
  icon: BookOpen,
  keys: ['f'],
  when: (state) =>
    state.library !== null && (selectedHandshake(state)?.findings[state.finding]?.fixes.length ?? 0) > 0,
  perform: focusArticle,
}

export const nextMessage: Action = {
  id: 'next-message',
  label: 'Next message',
  icon: ArrowDown,
  keys: ['j'],
  when: withHandshake,
  perform: () => moveMessage(1),
}

export const previousMessage: Action = {
  id: 'previous-message',
  label: 'Previous message',
  icon: ArrowUp,
  keys: ['k'],
  when: withHandshake,
  perform: () => moveMessage(-1),
}

export const toDetails: Action = {
  id: 'details',
  label: 'Go to the fields of the message',
  icon: CornerDownRight,
  keys: ['Enter'],
  when: withMessage,
  perform: focusFields,
}

export const nextField: Action = {
  id: 'next-field',
  label: 'Next field',
  icon: SkipForward,
  keys: ['n'],
  when: withMessage,
  perform: () => stepField(1),
}

export const previousField: Action = {
  id: 'previous-field',
  label: 'Previous field',
  icon: SkipBack,
  keys: ['p'],
  when: withMessage,
  perform: () => stepField(-1),
}

export const nextPane: Action = {
  id: 'next-pane',
  label: 'Next pane',
  icon: ChevronRight,
  keys: [']'],
  when: (state) => state.analysis !== null,
  perform: () => focusPane(1),
}

export const previousPane: Action = {
  id: 'previous-pane',
  label: 'Previous pane',
  icon: ChevronLeft,
  keys: ['['],
  when: (state) => state.analysis !== null,
  perform: () => focusPane(-1),
}

export const filter: Action = {
  id: 'filter',
  label: 'Filter handshakes',
  icon: Search,
  keys: ['/'],
  when: (state) => state.analysis !== null,
  perform: focusFilter,
}

export const changeTheme: Action = {
  id: 'theme',
  label: 'Change theme',
  icon: SunMoon,
  keys: ['t'],
  when: always,
  perform: nextTheme,
}

export const showPalette: Action = {
  id: 'palette',
  label: 'Show all commands',
  icon: Command,
  keys: ['mod+k'],
  when: always,
  perform: () => setState({ overlay: getState().overlay === 'palette' ? 'none' : 'palette' }),
}

export const showKeySheet: Action = {
  id: 'keys',
  label: 'Show keyboard shortcuts',
  icon: Keyboard,
  keys: ['?'],
  when: always,
  perform: () => setState({ overlay: getState().overlay === 'keys' ? 'none' : 'keys' }),
}

/** In the order of the palette and of the shortcut sheet. */
export const ACTIONS: readonly Action[] = [
  openCapture,
  openSample,
  cancelAnalysis,
  openAgain,
  decryptAgain,
  exportCapture,
  saveReport,
  copyVerdict,
  copyPlace,
  toBreak,
  toEvidence,
  toArticle,
  nextMessage,
  previousMessage,
  toDetails,
  nextField,
  previousField,
  nextPane,
  previousPane,
  filter,
  changeTheme,
  showPalette,
  showKeySheet,
]

export function actionById(id: string): Action | undefined {
  return ACTIONS.find((action) => action.id === id)
}
