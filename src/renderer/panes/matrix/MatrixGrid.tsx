import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import { MATRIX_WORDS } from '../../../shared/contract/matrix.ts'
import { cellName, gridRows, isRunning, type Matrix } from '../../state/matrix.ts'
import { chooseCell, openCell } from '../../state/matrix-commands.ts'
import { CellMark } from './CellMark.tsx'

/**
 * TLS versions across, everything else down. One cell holds the focus; arrow keys, Home, End, Page Up and Page Down move
 * it, Enter opens the cell's ladder.
 */
export function MatrixGrid({ matrix, chosen }: { matrix: Matrix; chosen: number }) {
  const rows = useMemo(() => gridRows(matrix.axes), [matrix.axes])
  const columns = matrix.axes.tls.length
  const grid = useRef<HTMLTableElement>(null)
  const row = Math.max(
    0,
    rows.findIndex(({ indices }) => indices.includes(chosen)),
  )
  const column = Math.max(0, rows[row]?.indices.indexOf(chosen) ?? 0)

  // The focus follows the chosen cell, where the grid has it.
  useEffect(() => {
    const cell = grid.current?.querySelector<HTMLElement>(`[data-cell="${chosen}"]`)
    if (cell != null && grid.current?.contains(document.activeElement) === true) cell.focus()
  }, [chosen])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      void openCell(chosen)
      return
    }
    const to = {
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      Home: [row, 0],
      End: [row, columns - 1],
      PageUp: [0, column],
      PageDown: [rows.length - 1, column],
    }[event.key]
    const [toRow, toColumn] = to ?? []
    if (toRow === undefined || toColumn === undefined) return
    event.preventDefault()
    const index = rows[toRow]?.indices[toColumn]
    if (index !== undefined) chooseCell(index)
  }

  return (
    <table
      ref={grid}
      className="matrix-grid"
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells take the keyboard is a grid
      role="grid"
      aria-label="Matrix of probes"
      aria-busy={isRunning(matrix)}
      onKeyDown={onKeyDown}
    >
      <thead>
        <tr>
          <th scope="col" className="matrix-corner quiet">
            Client certificate · SNI · ALPN
          </th>
          {matrix.axes.tls.map(({ id, name }) => (
            <th key={id} scope="col" className="matrix-column">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((one, at) => (
          <tr key={one.indices[0]} className={one.first.certificate && at > 0 ? 'group' : undefined}>
            <th scope="row" className="matrix-rowhead">
              <span className="matrix-rowname">
                <span
                  className={one.first.certificate ? 'matrix-certificate' : 'matrix-certificate repeated'}
                >
                  {one.certificate}
                </span>
                <span className={one.first.sni ? 'quiet clip' : 'quiet clip repeated'} title={one.sni}>
                  {one.sni}
                </span>
                <span className="quiet nowrap">{one.alpn}</span>
              </span>
            </th>
            {one.indices.map((index) => (
              <Cell key={index} matrix={matrix} index={index} chosen={index === chosen} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell({ matrix, index, chosen }: { matrix: Matrix; index: number; chosen: boolean }) {
  const cell = matrix.cells[index] ?? null
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the grid
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: as above
      role="gridcell"
      className={`matrix-cell ${cell?.colour ?? 'waiting'}`}
      data-cell={index}
      data-word={cell?.word}
      tabIndex={chosen ? 0 : -1}
      aria-selected={chosen}
      title={cell === null ? 'not asked yet' : `${cell.sentence}\n${MATRIX_WORDS[cell.word].means}`}
      data-focus-first={chosen ? '' : undefined}
      onFocus={() => chooseCell(index)}
      onClick={() => void openCell(index)}
    >
      <span className="said">{cellName(matrix.axes, index)}: </span>
      <CellMark cell={cell} />{' '}
      {cell?.detail != null && <span className="matrix-detail clip">{cell.detail}</span>}
    </td>
  )
}
