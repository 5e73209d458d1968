import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowLeft, ArrowRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { CompareDocument, CompareRowDocument } from '../../../shared/contract/compare.ts'
import { chooseRow, showBytes } from '../../state/compare-commands.ts'
import { useCompare } from '../../state/compare-store.ts'
import { type Cell, cellDetail, cellName, MARK_WORDS, shownRows } from './rows.ts'

const ROW_HEIGHT = 30

/** Both ladders, a line a message, what stands for one another beside one another. Enter shows the bytes. */
export function ComparedLadder({ document }: { document: CompareDocument }) {
  const onlyDiffering = useCompare((state) => state.onlyDiffering)
  const chosen = useCompare((state) => state.row)
  const rows = useMemo(() => shownRows(document, onlyDiffering), [document, onlyDiffering])
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })
  const at = rows.findIndex(({ number }) => number === chosen)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' && chosen !== null) {
      event.preventDefault()
      void showBytes(chosen)
      return
    }
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? 0 : at - 1, Home: 0, End: rows.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const row = rows[Math.min(rows.length - 1, Math.max(0, to))]
    if (row !== undefined) chooseRow(row.number)
  }

  return (
    <section className="pane compared" data-pane="compared" aria-label="Both ladders" tabIndex={-1}>
      <div className="pane-head compare-columns" aria-hidden="true">
        <span className="quiet">message</span>
        <span>A</span>
        <span />
        <span>B</span>
      </div>
      {rows.length === 0 ? (
        <p className="quiet pad grow">No message differs. Without “Only what differs” all are shown.</p>
      ) : (
        <div
          ref={scroller}
          className="compare-rows grow"
          role="listbox"
          aria-label="Messages side by side"
          tabIndex={0}
          data-focus-first
          aria-activedescendant={at < 0 ? undefined : `compared-${chosen}`}
          onKeyDown={onKeyDown}
        >
          <div className="virtual" role="none" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const row = rows[item.index]
              return row === undefined ? null : (
                <Row
                  key={row.number}
                  row={row}
                  top={item.start}
                  position={item.index + 1}
                  count={rows.length}
                  chosen={row.number === chosen}
                  parts={row.number === document.firstDivergence?.row}
                />
              )
            })}
          </div>
        </div>
      )}
    </section>
  )
}

interface RowProps {
  readonly row: CompareRowDocument
  readonly top: number
  readonly position: number
  readonly count: number
  readonly chosen: boolean
  /** Whether the two part here. */
  readonly parts: boolean
}

function Row({ row, top, position, count, chosen, parts }: RowProps) {
  const { number, from, mark, matters } = row
  const Arrow = from === 'client' ? ArrowRight : ArrowLeft
  const { sign, word } = MARK_WORDS[mark]
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the listbox
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox points here by aria-activedescendant
    <div
      id={`compared-${number}`}
      className={`compare-columns compare-row ${from} ${mark}${matters ? ' matters' : ''}${parts ? ' parts' : ''}`}
      role="option"
      aria-selected={chosen}
      aria-posinset={position}
      aria-setsize={count}
      data-row={number}
      data-mark={mark}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => chooseRow(number)}
      onDoubleClick={() => void showBytes(number)}
    >
      <span className="mono quiet compare-number">
        {number} <Arrow aria-label={`from the ${from}`} />
      </span>
      <CellText name="A" cell={row.a} />
      <span className="compare-mark">
        <span aria-hidden="true">{sign}</span>
        <span className="said">, {word}</span>
        {parts && <span className="tag todo">they part here</span>}
      </span>
      <CellText name="B" cell={row.b} />
    </div>
  )
}

function CellText({ name, cell }: { name: string; cell: Cell | null }) {
  if (cell === null) {
    return (
      <span className="compare-cell">
        <span className="said">, {name}: nothing</span>
      </span>
    )
  }
  const detail = cellDetail(cell)
  return (
    <span className="compare-cell clip" title={`${cellName(cell)} ${detail}`.trim()}>
      <span className="said">, {name}: </span>
      <strong>{cellName(cell)}</strong> <span className="quiet">{detail}</span>
    </span>
  )
}
