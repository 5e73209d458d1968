import { Command } from 'cmdk'
import { ACTIONS } from '../actions/actions.ts'
import { showKeys } from '../actions/keys.ts'
import { getState, setState, useApp } from '../state/store.ts'
import { ON_MAC } from './ActionButton.tsx'
import { Sheet } from './Sheet.tsx'

/** Every action that can be done now, by name. */
export function Palette() {
  const open = useApp((state) => state.overlay === 'palette')
  const close = (): void => setState({ overlay: 'none' })
  if (!open) return null
  const possible = ACTIONS.filter((action) => action.id !== 'palette' && action.when(getState()))
  return (
    <Sheet label="Commands" onClose={close}>
      <Command label="Commands" loop>
        <Command.Input placeholder="What do you want to do?" />
        <Command.List>
          <Command.Empty>No command is called that.</Command.Empty>
          {possible.map((action) => (
            <Command.Item
              key={action.id}
              value={action.label}
              onSelect={() => {
                close()
                // After the sheet gave the focus back, so that an action that moves it has the last word.
                window.setTimeout(action.perform, 0)
              }}
            >
              <action.icon aria-hidden="true" />
              <span>{action.label}</span>
              <span className="push keys">
                {action.keys.map((keys) => (
                  <kbd key={keys}>{showKeys(keys, ON_MAC)}</kbd>
                ))}
              </span>
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Sheet>
  )
}
