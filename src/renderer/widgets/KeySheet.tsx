import { X } from 'lucide-react'
import { ACTIONS } from '../actions/actions.ts'
import { showKeys } from '../actions/keys.ts'
import { setState, useApp } from '../state/store.ts'
import { ON_MAC } from './ActionButton.tsx'
import { Sheet } from './Sheet.tsx'

/** Every shortcut there is. */
export function KeySheet() {
  const open = useApp((state) => state.overlay === 'keys')
  const close = (): void => setState({ overlay: 'none' })
  if (!open) return null
  return (
    <Sheet label="Keyboard shortcuts" onClose={close}>
      <div className="key-sheet">
        <header>
          <h2>Keyboard shortcuts</h2>
          <button type="button" className="button bare" aria-label="Close" onClick={close}>
            <X aria-hidden="true" />
          </button>
        </header>
        <dl>
          {ACTIONS.filter(({ keys }) => keys.length > 0).map((action) => (
            <div key={action.id}>
              <dt>{action.label}</dt>
              <dd className="keys">
                {action.keys.map((keys) => (
                  <kbd key={keys}>{showKeys(keys, ON_MAC)}</kbd>
                ))}
              </dd>
            </div>
          ))}
          <div>
            <dt>Move in a list, the ladder, the tree or the bytes</dt>
            <dd className="keys">
              <kbd>↑</kbd>
              <kbd>↓</kbd>
              <kbd>←</kbd>
              <kbd>→</kbd>
            </dd>
          </div>
        </dl>
      </div>
    </Sheet>
  )
}
