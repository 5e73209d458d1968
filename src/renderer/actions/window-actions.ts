import { Command, Keyboard, SunMoon } from 'lucide-react'
import { remember } from '../state/memory.ts'
import { getState, setState } from '../state/store.ts'
import { toast } from '../state/toasts.ts'
import { applyTheme, THEME_CHOICES } from '../theme/apply.ts'
import type { Action } from './action.ts'
import { always } from './conditions.ts'

/** The window itself: its colours and its sheets. */

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

function nextTheme(): void {
  const at = THEME_CHOICES.indexOf(getState().theme)
  const theme = THEME_CHOICES[(at + 1) % THEME_CHOICES.length] ?? 'system'
  setState({ theme })
  applyTheme(theme)
  remember('theme', theme)
  toast('done', theme === 'system' ? 'Theme: as the system has it.' : `Theme: ${theme}.`)
}
