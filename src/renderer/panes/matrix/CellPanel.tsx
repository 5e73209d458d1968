import { ArrowRight } from 'lucide-react'
import { MATRIX_WORDS } from '../../../shared/contract/matrix.ts'
import { STAGE_WORDS } from '../../state/format.ts'
import { cellName, type Matrix } from '../../state/matrix.ts'
import { openCell } from '../../state/matrix-commands.ts'
import { CellMark } from './CellMark.tsx'

/** The cell that the keyboard is on: what happened there, and the way to its ladder. */
export function CellPanel({ matrix, index }: { matrix: Matrix; index: number }) {
  const cell = matrix.cells[index] ?? null
  return (
    <section className="pane cell-panel" data-pane="cell" aria-label="Cell" tabIndex={-1}>
      <header className="pane-head">
        <h2 className="cell-name">{cellName(matrix.axes, index)}</h2>
      </header>
      <div className="cell-words">
        <p>
          <CellMark cell={cell} />
        </p>
        {cell === null ? (
          <p className="quiet">Not asked yet.</p>
        ) : (
          <>
            <p>{cell.sentence}</p>
            <dl className="facts">
              <div>
                <dt>Means</dt>
                <dd>{MATRIX_WORDS[cell.word].means}</dd>
              </div>
              {cell.stage !== null && (
                <div>
                  <dt>Stage</dt>
                  <dd>{STAGE_WORDS[cell.stage]}</dd>
                </div>
              )}
              {cell.detail !== null && (
                <div>
                  <dt>How</dt>
                  <dd className="mono">{cell.detail}</dd>
                </div>
              )}
              {cell.findings.length > 0 && (
                <div>
                  <dt>Findings</dt>
                  <dd className="mono">
                    {cell.findings.map((finding) => (
                      <span key={finding} className="address">
                        {finding}
                      </span>
                    ))}
                  </dd>
                </div>
              )}
              <div>
                <dt>Asked</dt>
                <dd>
                  {cell.asked === 0 ? 'not at all' : cell.asked === 1 ? 'once' : `${cell.asked} times`}
                  {cell.unsteady && ', answered differently each time'}
                </dd>
              </div>
            </dl>
            {cell.asked > 0 && (
              <button type="button" className="button main" onClick={() => void openCell(index)}>
                <span>Open its ladder</span> <ArrowRight aria-hidden="true" />
              </button>
            )}
          </>
        )}
      </div>
    </section>
  )
}
