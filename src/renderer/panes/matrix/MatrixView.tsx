import { CircleAlert, Info } from 'lucide-react'
import type { MatrixDifference } from '../../../shared/contract/matrix.ts'
import { changeMatrix, leaveMatrix, stopMatrix } from '../../actions/probe-actions.ts'
import { formatDuration, plural } from '../../state/format.ts'
import { isRunning, type Matrix } from '../../state/matrix.ts'
import { chooseCell } from '../../state/matrix-commands.ts'
import { useMatrix } from '../../state/matrix-store.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { CellPanel } from './CellPanel.tsx'
import { MatrixGrid } from './MatrixGrid.tsx'
import './matrix.css'

/** The whole matrix: what explains the fault in a sentence, the grid, and the cell that the keyboard is on. */
export function MatrixView() {
  const matrix = useMatrix((state) => state.matrix)
  const chosen = useMatrix((state) => state.chosen)
  if (matrix === null) return null
  return (
    <main className="workspace matrix-view">
      <Head matrix={matrix} />
      <div className="matrix-body grow">
        <section className="pane matrix-pane" data-pane="matrix" aria-label="Matrix" tabIndex={-1}>
          <MatrixGrid matrix={matrix} chosen={chosen} />
        </section>
        <CellPanel matrix={matrix} index={chosen} />
      </div>
    </main>
  )
}

function Head({ matrix }: { matrix: Matrix }) {
  const running = isRunning(matrix)
  const { result, failure } = matrix
  const differences = result?.differences ?? []
  const [first, ...others] = differences
  return (
    <section className="pane matrix-head" data-pane="differences" aria-label="Differences" tabIndex={-1}>
      <div className="matrix-words">
        <h1 className={`matrix-sentence ${toneOf(first)}`} aria-live="polite">
          {failure !== null ? failure : (first?.sentence ?? progressSentence(matrix))}
        </h1>
        {others.length > 0 && (
          <ul className="matrix-others" aria-label="More differences">
            {others.map((difference) => (
              <li key={difference.sentence}>
                <button type="button" className="link" onClick={() => chooseCell(difference.cells[0] ?? 0)}>
                  {difference.sentence}
                </button>
              </li>
            ))}
          </ul>
        )}
        {result !== null && result.learned.length > 0 && (
          <ul className="matrix-learned quiet" aria-label="Learned on the way">
            {result.learned.map(({ sentence }) => (
              <li key={sentence}>
                <Info aria-hidden="true" /> {sentence}
              </li>
            ))}
          </ul>
        )}
        <Notes notes={matrix.notes} />
      </div>
      <div className="matrix-state">
        <strong className="mono clip">{matrix.options.probe.target}</strong>
        {running ? (
          <Progress settled={matrix.settled} count={matrix.cells.length} />
        ) : (
          <span className="quiet">
            {plural(matrix.cells.length, 'combination')}
            {result === null ? '' : ` in ${formatDuration(result.durationMicros)}`}
            {result?.interrupted === true && (
              <span className="matrix-cut">
                {' '}
                <CircleAlert aria-hidden="true" /> cut short
              </span>
            )}
          </span>
        )}
        <span className="matrix-buttons">
          {running ? (
            <ActionButton action={stopMatrix} small label="Cancel" />
          ) : (
            <ActionButton action={changeMatrix} small label="Change" />
          )}
          <ActionButton action={leaveMatrix} small label="Ladder" />
        </span>
      </div>
    </section>
  )
}

function toneOf(difference: MatrixDifference | undefined): string {
  if (difference === undefined) return ''
  if (difference.kind === 'works') return 'works'
  return ['breaks', 'none-works', 'error'].includes(difference.kind) ? 'broken' : 'doubtful'
}

function progressSentence({ settled, cells }: Matrix): string {
  return `Asking: ${settled} of ${plural(cells.length, 'combination')} settled.`
}

function Progress({ settled, count }: { settled: number; count: number }) {
  return (
    <span
      className="bar"
      role="progressbar"
      aria-label="Matrix"
      aria-valuemin={0}
      aria-valuemax={count}
      aria-valuenow={settled}
      aria-valuetext={`${settled} of ${count}`}
    >
      <i style={{ inlineSize: `${count === 0 ? 0 : (settled / count) * 100}%` }} />
    </span>
  )
}

function Notes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <details className="matrix-notes quiet">
      <summary>{plural(notes.length, 'note')} on what was asked</summary>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
  )
}
