import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, memo, useCallback, useEffect, useRef, useState } from 'react'
import type { FieldNode, Span } from '../../../shared/bytes/field.ts'
import { selectBytes, selectField } from '../../state/navigate.ts'
import { bringIntoSight } from '../../widgets/in-sight.ts'
import { setHover, useDetail } from './detail-store.ts'
import { deepestAt, nodeAt } from './field-tree.ts'
import { hexOffset, hexRow, hexRowCount, moveByte } from './hex-layout.ts'

const ROW_HEIGHT = 20
/** Below this width sixteen bytes and their characters do not fit. */
const WIDE = 552

interface HexViewProps {
  readonly raw: Uint8Array
  readonly tree: FieldNode | null
  readonly selected: Span | null
  /** Bytes of the selected field's parent. */
  readonly context: Span | null
}

/** The bytes of a message; one click selects the deepest field around a byte. */
export function HexView({ raw, tree, selected, context }: HexViewProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const [columns, setColumns] = useState(16)
  const [cursor, setCursor] = useState(0)
  const hover = useDetail((state) => state.hover)
  const virtual = useVirtualizer({
    count: hexRowCount(raw.length, columns),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  })

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() => setColumns(element.clientWidth >= WIDE ? 16 : 8))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const start = selected?.start ?? null
  useEffect(() => {
    if (start === null) return
    setCursor((at) => (selected !== null && at >= selected.start && at < selected.end ? at : start))
    bringIntoSight(virtual, Math.floor(start / columns))
  }, [start, selected, columns, virtual])

  const fieldAt = useCallback(
    (offset: number) => {
      const path = tree === null ? null : deepestAt(tree, { start: offset, end: offset + 1 })
      const node = path === null || tree === null ? null : nodeAt(tree, path)
      return path === null || node === null ? null : { path, span: node.span }
    },
    [tree],
  )
  const choose = useCallback(
    (offset: number) => {
      setCursor(offset)
      const field = fieldAt(offset)
      if (field === null) selectBytes(offset, offset + 1)
      else selectField(field.path, field.span)
    },
    [fieldAt],
  )
  const point = useCallback(
    (offset: number) => setHover(fieldAt(offset)?.span ?? { start: offset, end: offset + 1 }),
    [fieldAt],
  )

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const target = moveByte(event.key, cursor, raw.length, columns)
    if (target === null) return
    event.preventDefault()
    choose(target)
    virtual.scrollToIndex(Math.floor(target / columns), { align: 'auto' })
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are placed one by one are no table's
    <div
      ref={scroller}
      className="hex"
      role="grid"
      aria-label="Bytes"
      aria-rowcount={hexRowCount(raw.length, columns)}
      aria-colcount={columns}
      aria-multiselectable="true"
      tabIndex={0}
      aria-activedescendant={`byte-${cursor}`}
      onKeyDown={onKeyDown}
      onMouseLeave={() => setHover(null)}
    >
      <div className="virtual" role="none" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const range = { start: item.index * columns, end: item.index * columns + columns }
          const chosen = clip(selected, range)
          const pointed = clip(hover, range)
          const around = clip(context, range)
          return (
            <Row
              key={item.index}
              raw={raw}
              row={item.index}
              columns={columns}
              top={item.start}
              cursor={cursor >= range.start && cursor < range.end ? cursor : -1}
              selectedStart={chosen.start}
              selectedEnd={chosen.end}
              hoverStart={pointed.start}
              hoverEnd={pointed.end}
              contextStart={around.start}
              contextEnd={around.end}
              onChoose={choose}
              onPoint={point}
            />
          )
        })}
      </div>
    </div>
  )
}

/** The part of a span inside a row; equal numbers where there is none, so that the row need not be redrawn. */
function clip(span: Span | null, range: Span): Span {
  if (span === null || span.end <= range.start || span.start >= range.end) return { start: -1, end: -1 }
  return { start: Math.max(span.start, range.start), end: Math.min(span.end, range.end) }
}

interface RowProps {
  readonly raw: Uint8Array
  readonly row: number
  readonly columns: number
  readonly top: number
  readonly cursor: number
  readonly selectedStart: number
  readonly selectedEnd: number
  readonly hoverStart: number
  readonly hoverEnd: number
  readonly contextStart: number
  readonly contextEnd: number
  readonly onChoose: (offset: number) => void
  readonly onPoint: (offset: number) => void
}

const Row = memo(function Row(props: RowProps) {
  const { offset, cells } = hexRow(props.raw, props.row, props.columns)
  const tint = (at: number): string => {
    if (at >= props.selectedStart && at < props.selectedEnd) return 'byte selected'
    if (at >= props.hoverStart && at < props.hoverEnd) return 'byte pointed'
    if (at >= props.contextStart && at < props.contextEnd) return 'byte around'
    return 'byte'
  }
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and points at one byte
    // biome-ignore lint/a11y/useSemanticElements: see the grid
    <div
      className="hex-row"
      role="row"
      aria-rowindex={props.row + 1}
      style={{ transform: `translateY(${props.top}px)` }}
    >
      <span className="hex-offset" aria-hidden="true">
        {hexOffset(offset, props.raw.length)}
      </span>
      <span className="hex-cells" role="none">
        {cells.map((cell) => {
          const selected = cell.offset >= props.selectedStart && cell.offset < props.selectedEnd
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the grid
            // biome-ignore lint/a11y/useFocusableInteractive: the grid points here by aria-activedescendant
            // biome-ignore lint/a11y/useSemanticElements: see the grid
            <span
              key={cell.offset}
              id={`byte-${cell.offset}`}
              role="gridcell"
              className={`${tint(cell.offset)}${cell.offset === props.cursor ? ' cursor' : ''}`}
              aria-selected={selected}
              data-selected={selected}
              data-offset={cell.offset}
              onClick={() => props.onChoose(cell.offset)}
              onMouseEnter={() => props.onPoint(cell.offset)}
            >
              {cell.hex}
            </span>
          )
        })}
      </span>
      <span className="hex-chars" aria-hidden="true">
        {cells.map((cell) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: a second view of the cells beside it, for the pointer only
          // biome-ignore lint/a11y/noStaticElementInteractions: likewise
          <span
            key={cell.offset}
            className={tint(cell.offset)}
            onClick={() => props.onChoose(cell.offset)}
            onMouseEnter={() => props.onPoint(cell.offset)}
          >
            {cell.char}
          </span>
        ))}
      </span>
    </div>
  )
})
