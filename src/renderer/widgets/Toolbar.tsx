import { Moon, Sun, SunMoon } from 'lucide-react'
import { chooseSecrets, openCapture, openSample } from '../actions/capture-actions.ts'
import { exportCapture, saveReport } from '../actions/hand-over-actions.ts'
import { sayPlaces } from '../actions/place-actions.ts'
import { matrix, probe, toMatrix } from '../actions/probe-actions.ts'
import { changeTheme, showKeySheet, showPalette } from '../actions/window-actions.ts'
import { isProbe } from '../state/analysis.ts'
import { useMatrix } from '../state/matrix-store.ts'
import { useApp } from '../state/store.ts'
import { ActionButton } from './ActionButton.tsx'
import { Reading } from './Reading.tsx'

const THEME_ICONS = { system: SunMoon, dark: Moon, light: Sun } as const

/** What can be done to the whole: open, watch, export; the rest is in the palette. */
export function Toolbar() {
  const matrixThere = useMatrix((state) => state.matrix !== null)
  const theme = useApp((state) => state.theme)
  const probing = useApp(({ analysis }) => analysis !== null && isProbe(analysis))
  const isRead = useApp(({ analysis }) => analysis?.request.kind === 'files')
  const hasMatrix = useApp((state) => state.view !== 'matrix') && matrixThere
  const hasAnalysis = useApp((state) => state.analysis !== null && state.view === 'analysis')
  return (
    <header className="toolbar">
      <span className="brand">
        <Mark /> tlscope
      </span>
      <ActionButton action={openCapture} label="Open" />
      <ActionButton action={probe} label="Probe" />
      <ActionButton action={matrix} label="Matrix" />
      <ActionButton action={openSample} label="Sample incident" />
      <Reading />
      <span className="push toolbar-group">
        {hasMatrix && <ActionButton action={toMatrix} label="Back to the matrix" />}
        {hasAnalysis && (
          <>
            {isRead && <ActionButton action={sayPlaces} label="Who is who" />}
            {!probing && <ActionButton action={chooseSecrets} label="Decrypt" />}
            {!probing && <ActionButton action={exportCapture} label="Export annotated" />}
            <ActionButton action={saveReport} label="Report" />
          </>
        )}
        <ActionButton action={showPalette} bare />
        <ActionButton action={{ ...changeTheme, icon: THEME_ICONS[theme] }} bare />
        <ActionButton action={showKeySheet} bare />
      </span>
    </header>
  )
}

/** Two lifelines and the arrow between them that stops short. */
function Mark() {
  return (
    <svg className="mark" viewBox="0 0 16 16" aria-hidden="true">
      <path className="mark-client" d="M2.5 1v14" />
      <path className="mark-server" d="M13.5 1v14" />
      <path className="mark-client" d="M2.5 4.5h11" />
      <path className="mark-server" d="M13.5 8h-11" />
      <path className="mark-broke" d="M2.5 11.5h4.5M8 9.8l3 3.4M11 9.8l-3 3.4" />
    </svg>
  )
}
