import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { HandshakeRow } from '../../../shared/ipc/handshake-row.ts'

/**
 * Holds what the user looks at in its place while rows arrive above it. A list at its top stays at its top.
 * @returns to be called whenever the list was scrolled
 */
export function useAnchor(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly HandshakeRow[],
  rowHeight: number,
): () => void {
  /** The first row in sight, and how much of it is above the edge. */
  const anchor = useRef<{ readonly id: string; readonly offset: number } | null>(null)
  useLayoutEffect(() => {
    const element = scroller.current
    const held = anchor.current
    if (element === null || held === null) return
    const index = rows.findIndex(({ id }) => id === held.id)
    const top = index * rowHeight + held.offset
    if (index >= 0 && Math.abs(top - element.scrollTop) >= 1) element.scrollTop = top
  }, [rows, rowHeight, scroller])
  return () => {
    const top = scroller.current?.scrollTop ?? 0
    const row = rows[Math.floor(top / rowHeight)]
    anchor.current = top <= 0 || row === undefined ? null : { id: row.id, offset: top % rowHeight }
  }
}
