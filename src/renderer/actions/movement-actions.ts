import {
  ArrowDown,
  ArrowUp,
  BookOpen,
  ChevronLeft,
  ChevronRight,
  CornerDownRight,
  Crosshair,
  Microscope,
  Search,
  SkipBack,
  SkipForward,
  StickyNote,
} from 'lucide-react'
import { stepField } from '../panes/bytes/step-field.ts'
import { neighbourMessage } from '../panes/ladder/rows.ts'
import { jumpToBreak, jumpToFirstEvidence, selectMessage } from '../state/navigate.ts'
import { firstEvidence } from '../state/selection.ts'
import { getState, selectedHandshake } from '../state/store.ts'
import type { Action } from './action.ts'
import { withAnalysis, withHandshake, withMessage } from './conditions.ts'
import { focusArticle, focusFields, focusFilter, focusNote, focusPane } from './focus.ts'

/** Where the eye and the keyboard go. */

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
  when: withAnalysis,
  perform: () => focusPane(1),
}

export const previousPane: Action = {
  id: 'previous-pane',
  label: 'Previous pane',
  icon: ChevronLeft,
  keys: ['['],
  when: withAnalysis,
  perform: () => focusPane(-1),
}

export const filter: Action = {
  id: 'filter',
  label: 'Filter handshakes',
  icon: Search,
  keys: ['/'],
  when: withAnalysis,
  perform: focusFilter,
}

export const toNote: Action = {
  id: 'note',
  label: 'Write a note on this handshake',
  icon: StickyNote,
  keys: ['m'],
  when: withHandshake,
  perform: focusNote,
}

function moveMessage(step: 1 | -1): void {
  const handshake = selectedHandshake(getState())
  if (handshake === null) return
  const next = neighbourMessage(handshake, getState().selection.message, step)
  if (next !== null) selectMessage(next)
}
