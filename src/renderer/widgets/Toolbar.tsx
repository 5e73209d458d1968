import { Moon, Sun, SunMoon } from 'lucide-react'
import {
  cancelAnalysis,
  changeTheme,
  decryptAgain,
  exportCapture,
  openCapture,
  openSample,
  saveReport,
  showKeySheet,
  showPalette,
} from '../actions/actions.ts'
import { progressFraction } from '../state/analysis.ts'
import { fileName, formatBytes, plural } from '../state/format.ts'
import { useApp } from '../state/store.ts'
import { ActionButton } from './ActionButton.tsx'

const THEME_ICONS = { system: SunMoon, dark: Moon, light: Sun } as const

/** What can be done to the whole: open, watch, export; the rest is in the palette. */
export function Toolbar() {
  const theme = useApp((state) => state.theme)
  const hasAnalysis = useApp((state) => state.analysis !== null)
  return (
    <header className="toolbar">
      <span className="brand">
        <Mark /> tlscope
      </span>
      <ActionButton action={openCapture} label="Open" />
      <ActionButton action={openSample} label="Sample incident" />
      <Progress />
      <span className="push toolbar-group">
        {hasAnalysis && (
          <>
            <ActionButton action={decryptAgain} label="Decrypt" />
            <ActionButton action={exportCapture} label="Export annotated" />
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

function Progress() {
  const analysis = useApp((state) => state.analysis)
  const opening = useApp((state) => state.opening)
  if (opening !== null) {
    return (
      <span className="progress" role="status">
        {opening.kind === 'lab' ? 'Starting the sample incident …' : 'Opening …'}
      </span>
    )
  }
  if (analysis === null) return null
  if (analysis.status !== 'running') {
    const ended = { done: '', cancelled: 'Cancelled: ', died: 'Stopped: ' }[analysis.status]
    return (
      <span className="progress quiet">
        {ended}
        {plural(analysis.handshakes.length, 'handshake')}
      </span>
    )
  }
  const { progress } = analysis
  const fraction = progress === null ? null : progressFraction(progress)
  const read = progress === null ? '' : formatBytes(progress.bytesRead)
  const total = progress?.totalBytes == null ? '' : ` of ${formatBytes(progress.totalBytes)}`
  return (
    <span className="progress">
      <span
        className={fraction === null ? 'bar unknown' : 'bar'}
        role="progressbar"
        aria-label="Reading"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={fraction === null ? undefined : Math.round(fraction * 100)}
        aria-valuetext={`${read}${total}`}
      >
        <i style={fraction === null ? {} : { inlineSize: `${fraction * 100}%` }} />
      </span>
      <span className="clip">
        {progress === null ? 'Reading …' : `${fileName(progress.path)}: ${read}${total}`}
      </span>
      <ActionButton action={cancelAnalysis} label="Cancel" />
    </span>
  )
}
