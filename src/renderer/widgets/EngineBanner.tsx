import { Unplug } from 'lucide-react'
import { reopen } from '../state/opening.ts'
import { setState, useApp } from '../state/store.ts'

/** After the engine process died: what was read stays on screen, and one button reads it again. */
export function EngineBanner() {
  const message = useApp((state) => state.engineDied)
  const canReopen = useApp((state) => state.analysis !== null)
  if (message === null) return null
  return (
    <div className="banner" role="alert">
      <Unplug aria-hidden="true" />
      <span>
        <strong>The process that reads captures stopped.</strong> {message} What was read so far stays on
        screen.
      </span>
      <span className="push toolbar-group">
        {canReopen && (
          <button type="button" className="button" onClick={() => void reopen()}>
            Open again
          </button>
        )}
        <button type="button" className="button" onClick={() => setState({ engineDied: null })}>
          Dismiss
        </button>
      </span>
    </div>
  )
}
