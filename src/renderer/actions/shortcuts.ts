import { getState } from '../state/store.ts'
import { ACTIONS } from './actions.ts'
import { matchesKeys } from './keys.ts'

/** Whether a key typed there is text, or has a meaning of its own there. */
function typesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.matches('input, textarea, select')
}

/** Enter and Space already press what has the focus. */
function pressesItself(target: EventTarget | null, key: string): boolean {
  return (
    (key === 'Enter' || key === ' ') &&
    target instanceof HTMLElement &&
    target.closest('button, a, summary, [role="treeitem"], [role="tree"], [role="separator"]') !== null
  )
}

/** Listens for every action's shortcut. Answers how to stop. */
export function listenForShortcuts(): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const plain = !(event.ctrlKey || event.metaKey)
    if (plain && (typesText(event.target) || pressesItself(event.target, event.key))) return
    const state = getState()
    // A key may mean one thing here and another there.
    const action = ACTIONS.find(
      ({ keys, when }) => keys.some((key) => matchesKeys(key, event)) && when(state),
    )
    // Behind an open sheet the window stands still; only the sheets' own keys work.
    if (action === undefined || (state.overlay !== 'none' && !['palette', 'keys'].includes(action.id))) return
    event.preventDefault()
    action.perform()
  }
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}
