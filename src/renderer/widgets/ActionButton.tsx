import type { Action } from '../actions/action.ts'
import { showKeys } from '../actions/keys.ts'
import { useApp } from '../state/store.ts'

export const ON_MAC = /mac/i.test(navigator.platform)

/** A button of an action: its icon, its label unless `bare`, its shortcut in the tooltip. */
export function ActionButton({
  action,
  bare = false,
  main = false,
  small = false,
  label,
}: {
  action: Action
  bare?: boolean
  main?: boolean
  small?: boolean
  /** A shorter word to show; the accessible name stays the action's own. */
  label?: string
}) {
  const enabled = useApp(action.when)
  const Icon = action.icon
  const [first] = action.keys
  const title = first === undefined ? action.label : `${action.label} (${showKeys(first, ON_MAC)})`
  return (
    <button
      type="button"
      className={`button${main ? ' main' : ''}${bare ? ' bare' : ''}${small ? ' small' : ''}`}
      aria-label={action.label}
      title={title}
      disabled={!enabled}
      onClick={action.perform}
    >
      <Icon aria-hidden="true" />
      {!bare && <span>{label ?? action.label}</span>}
    </button>
  )
}
