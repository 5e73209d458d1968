import type { LucideIcon } from 'lucide-react'
import type { AppState } from '../state/store.ts'

/** One thing the user can do: defined once, offered as button, shortcut, palette entry and menu item. */
export interface Action {
  readonly id: string
  /** The button's name, in the imperative. */
  readonly label: string
  readonly icon: LucideIcon
  /** Shortcuts, the first one shown: `o`, `mod+k`. */
  readonly keys: readonly string[]
  /** Whether it can be done now. */
  readonly when: (state: AppState) => boolean
  readonly perform: () => void
}
