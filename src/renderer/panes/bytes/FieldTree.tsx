import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronRight } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { FieldNode } from '../../../shared/bytes/field.ts'
import { selectField } from '../../state/navigate.ts'
import { bringIntoSight } from '../../widgets/in-sight.ts'
import { reveal, setHover, setOpen, useDetail } from './detail-store.ts'
import { ancestors, type FieldPath, nodeAt, pathKey, type TreeRow, visibleRows } from './field-tree.ts'

const ROW_HEIGHT = 22

/** The fields of a message as a tree; keys as the ARIA practices' tree view has them. */
export function FieldTree({ tree, selected }: { tree: FieldNode; selected: FieldPath | null }) {
  const open = useDetail((state) => state.open)
  const rows = useMemo(() => visibleRows(tree, open), [tree, open])
  const scroller = useRef<HTMLDivElement>(null)
  const selectedKey = selected === null ? null : pathKey(selected)
  const selectedRow = rows.findIndex((row) => row.key === selectedKey)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })

  useEffect(() => {
    if (selected !== null) reveal(ancestors(selected))
  }, [selected])
  useEffect(() => {
    if (selectedRow >= 0) bringIntoSight(virtual, selectedRow)
  }, [selectedRow, virtual])

  const choose = (row: TreeRow | undefined): void => {
    if (row !== undefined) selectField(row.path, row.node.span)
  }

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = Math.max(0, selectedRow)
    const row = rows[at]
    if (row === undefined) return
    switch (event.key) {
      case 'ArrowDown':
        choose(rows[selectedRow < 0 ? 0 : Math.min(rows.length - 1, at + 1)])
        break
      case 'ArrowUp':
        choose(rows[Math.max(0, at - 1)])
        break
      case 'Home':
        choose(rows[0])
        break
      case 'End':
        choose(rows.at(-1))
        break
      case 'ArrowRight':
        if (row.node.children.length === 0) break
        if (row.expanded) choose(rows[at + 1])
        else setOpen(row.key, true)
        break
      case 'ArrowLeft':
        if (row.expanded) setOpen(row.key, false)
        else chooseParent(tree, row.path)
        break
      case 'Enter':
      case ' ':
        if (row.node.children.length > 0) setOpen(row.key, !row.expanded)
        break
      case '*':
        for (const other of rows) if (other.level === row.level) reveal([other.key])
        break
      default:
        return
    }
    event.preventDefault()
  }

  return (
    <div
      ref={scroller}
      className="tree"
      role="tree"
      aria-label="Fields"
      tabIndex={0}
      data-focus-first
      aria-activedescendant={selectedRow < 0 ? undefined : `field-${selectedKey}`}
      onKeyDown={onKeyDown}
      onMouseLeave={() => setHover(null)}
    >
      <div className="virtual" role="none" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]
          return row === undefined ? null : (
            <Row key={row.key} row={row} top={item.start} selected={row.key === selectedKey} />
          )
        })}
      </div>
    </div>
  )
}

function chooseParent(tree: FieldNode, path: FieldPath): void {
  if (path.length === 0) return
  const parent = path.slice(0, -1)
  const node = nodeAt(tree, parent)
  if (node !== null) selectField(parent, node.span)
}

function Row({ row, top, selected }: { row: TreeRow; top: number; selected: boolean }) {
  const { node, level, expanded, key } = row
  const branch = node.children.length > 0
  return (
    // The tree itself holds the focus and the keys; a row only answers the pointer.
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the tree
    // biome-ignore lint/a11y/useFocusableInteractive: the tree points here by aria-activedescendant
    <div
      id={`field-${key}`}
      className="tree-row"
      role="treeitem"
      aria-level={level}
      aria-setsize={row.setSize}
      aria-posinset={row.positionInSet}
      aria-selected={selected}
      aria-expanded={branch ? expanded : undefined}
      data-start={node.span.start}
      data-end={node.span.end}
      style={{ transform: `translateY(${top}px)`, paddingInlineStart: 4 + (level - 1) * 14 }}
      onClick={() => selectField(row.path, node.span)}
      onDoubleClick={() => branch && setOpen(key, !expanded)}
      onMouseEnter={() => setHover(node.span)}
    >
      {branch ? (
        <button
          type="button"
          className="twisty"
          tabIndex={-1}
          aria-hidden="true"
          onClick={(event) => {
            event.stopPropagation()
            setOpen(key, !expanded)
          }}
        >
          {expanded ? <ChevronDown /> : <ChevronRight />}
        </button>
      ) : (
        <span className="twisty" />
      )}
      <span className="field-name">{node.name}</span>
      {node.text !== '' && <span className="field-text">{node.text}</span>}
    </div>
  )
}
