import { Unplug } from 'lucide-react'
import { openedName } from '../state/analysis.ts'
import { reopen } from '../state/opening.ts'
import { setState, useApp } from '../state/store.ts'

/** After the engine process died: what was read stays on screen, and one button reads it again. */
export function EngineBanner() {
  const message = useApp((state) => state.engineDied)
  const name = useApp((state) => (state.analysis === null ? null : openedName(state.analysis.request)))
  if (message === null) return null
  return (
    <div className="banner" role="alert">
      <Unplug aria-hidden="true" />
      <span>
        <strong>The process that reads captures stopped{name === null ? '' : ` (${name} was open)`}:</strong>{' '}
        {name === null ? 'open a capture to go on.' : 'your notes and the verdicts so far are still here.'}{' '}
        <span className="quiet">{message}</span>
      </span>
      <span className="push toolbar-group">
        {name !== null && (
          <button type="button" className="button main" onClick={() => void reopen()}>
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
