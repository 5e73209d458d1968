import { setState, useApp } from '../state/store.ts'
import { VIEW_LABELS, VIEWS, type View } from '../state/views.ts'
import { VIEW_ENTRIES, type ViewEntry } from './views.tsx'
import './rail.css'

/** From one view to another. */
export function ViewRail() {
  return (
    <nav className="rail" aria-label="Views">
      {VIEWS.map((view) => (
        <RailButton key={view} view={view} entry={VIEW_ENTRIES[view]} />
      ))}
    </nav>
  )
}

function RailButton({ view, entry }: { view: View; entry: ViewEntry }) {
  const { icon: Icon, useIsThere } = entry
  const isThere = useIsThere()
  const isShown = useApp((state) => state.view === view)
  if (!isThere && !isShown) return null
  return (
    <button
      type="button"
      className="rail-button"
      aria-current={isShown ? 'page' : undefined}
      onClick={() => setState({ view })}
    >
      <Icon aria-hidden="true" />
      <span>{VIEW_LABELS[view]}</span>
    </button>
  )
}
