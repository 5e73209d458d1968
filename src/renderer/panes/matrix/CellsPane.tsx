import { type KeyboardEvent, useEffect, useRef } from 'react'
import { toMatrix } from '../../actions/probe-actions.ts'
import { cellName, type Matrix } from '../../state/matrix.ts'
import { openCell } from '../../state/matrix-commands.ts'
import { useMatrix } from '../../state/matrix-store.ts'
import { ActionButton } from '../../widgets/ActionButton.tsx'
import { CellMark } from './CellMark.tsx'
import './matrix.css'

/** The cells that were asked, beside the ladder of one of them: up and down lead from ladder to ladder. */
export function CellsPane({ matrix: id, index }: { matrix: string; index: number }) {
  const matrix = useMatrix((state) => (state.matrix?.id === id ? state.matrix : null))
  return (
    <section className="pane" data-pane="handshakes" aria-label="Cell list" tabIndex={-1}>
      <header className="pane-head">
        <h2>Cells</h2>
        <span className="push">
          <ActionButton action={toMatrix} small label="Matrix" />
        </span>
      </header>
      {matrix === null ? (
        <p className="quiet pad">Another matrix took the place of the one that this cell is of.</p>
      ) : (
        <List matrix={matrix} chosen={index} />
      )}
    </section>
  )
}

function List({ matrix, chosen }: { matrix: Matrix; chosen: number }) {
  const list = useRef<HTMLDivElement>(null)
  const asked = matrix.cells.flatMap((cell, index) => (cell === null || cell.asked === 0 ? [] : [index]))
  const at = asked.indexOf(chosen)
  useEffect(() => {
    list.current?.querySelector(`#cell-${chosen}`)?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: asked.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = asked[Math.min(asked.length - 1, Math.max(0, to))]
    if (next !== undefined && next !== chosen) void openCell(next)
  }
  return (
    <div
      ref={list}
      className="cells-list grow"
      role="listbox"
      aria-label="Cells"
      tabIndex={0}
      data-focus-first
      aria-activedescendant={`cell-${chosen}`}
      onKeyDown={onKeyDown}
    >
      {asked.map((index) => {
        const cell = matrix.cells[index] ?? null
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the listbox
          // biome-ignore lint/a11y/useFocusableInteractive: the listbox points here by aria-activedescendant
          <div
            key={index}
            id={`cell-${index}`}
            className="cells-item"
            role="option"
            aria-selected={index === chosen}
            title={cell?.sentence}
            onClick={() => void openCell(index)}
          >
            <span>
              <CellMark cell={cell} />
              <span className="said">, </span> <span className="quiet mono">{cell?.detail}</span>
            </span>
            <span className="said">, </span>
            <span className="quiet">{cellName(matrix.axes, index)}</span>
          </div>
        )
      })}
    </div>
  )
}
