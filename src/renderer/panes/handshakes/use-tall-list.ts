import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { HandshakeList } from '../../state/handshakes/list.ts'
import {
  elementHeight,
  lowest,
  offsetAt,
  placeShowing,
  rowsInSight,
  scrolledTo,
  type TallList,
  type Whereabouts,
} from './tall-list.ts'

/** Rows that are drawn above and below those in sight. */
const MORE = 6
/** Scrolling has ended when nothing came for so long. */
const QUIET_MILLIS = 150

export interface DrawnRows {
  /** Of the element that is scrolled, CSS pixels. */
  readonly height: number
  /** The rows to draw: from the first up to, not including, the last. */
  readonly from: number
  readonly to: number
  /** Where a row's upper edge stands in the element, CSS pixels. */
  topOf(row: number): number
  /** The height of what is in sight; 0 until it is known. */
  readonly sight: number
  /** To be called whenever the element was scrolled. */
  onScroll(): void
  /** Brings a row into sight. */
  show(row: number): void
}

/**
 * Draws the part of a list that is in sight, and holds what the user looks at in its place while rows arrive above it.
 * A list at its top stays at its top.
 */
export function useTallList(
  scroller: RefObject<HTMLElement | null>,
  handshakes: HandshakeList,
  rowHeight: number,
): DrawnRows {
  const sight = useHeight(scroller)
  const rows = handshakes.length
  const list = useMemo<TallList>(() => ({ rows, rowHeight, sight }), [rows, rowHeight, sight])
  const where = useRef<Whereabouts>({ place: 0, offset: 0 })
  /** The first row in sight, and how much of it is above the edge. */
  const anchor = useRef<{ readonly id: string; readonly above: number } | null>(null)
  const [{ from, shift }, setDrawn] = useState({ from: 0, shift: 0 })
  const quiet = useRef<number | undefined>(undefined)

  const moved = useCallback(
    (to: Whereabouts): void => {
      where.current = to
      const { place, offset } = to
      const [first] = rowsInSight(list, place)
      const row = place <= 0 ? null : handshakes.at(first)
      anchor.current = row === null ? null : { id: row.id, above: place - first * rowHeight }
      const drawn = { from: first, shift: place - offset }
      setDrawn((before) => (before.from === drawn.from && before.shift === drawn.shift ? before : drawn))
    },
    [list, handshakes, rowHeight],
  )

  const goTo = useCallback(
    (place: number): void => {
      const element = scroller.current
      if (element === null) return
      element.scrollTop = offsetAt(list, place)
      // The screen has pixels of its own.
      moved({ place, offset: element.scrollTop })
    },
    [scroller, list, moved],
  )

  /** Once it is still, the element is where its thumb shows the place. */
  const settle = useCallback((): void => {
    window.clearTimeout(quiet.current)
    quiet.current = window.setTimeout(() => {
      const { place, offset } = where.current
      if (Math.abs(offsetAt(list, place) - offset) >= 1) goTo(place)
    }, QUIET_MILLIS)
  }, [list, goTo])

  useLayoutEffect(() => {
    const held = anchor.current
    const row = held === null ? -1 : handshakes.placeOf(held.id)
    const { place, offset } = where.current
    const wanted = held === null ? 0 : row < 0 ? place : row * rowHeight + held.above
    const now = Math.min(wanted, lowest(list))
    // A list that became shorter was scrolled back by the browser.
    if (Math.abs(now - place) >= 1 || offset > elementHeight(list) - sight) goTo(now)
    else moved({ place, offset })
    settle()
    return () => window.clearTimeout(quiet.current)
  }, [list, handshakes, rowHeight, sight, goTo, moved, settle])

  return {
    height: elementHeight(list),
    from: Math.max(0, from - MORE),
    to: Math.min(rows, from + Math.ceil(sight / rowHeight) + 1 + MORE),
    topOf: (row) => row * rowHeight - shift,
    sight,
    onScroll: () => {
      const offset = scroller.current?.scrollTop ?? 0
      if (offset === where.current.offset) return
      moved(scrolledTo(list, where.current, offset))
      settle()
    },
    show: (row) => {
      const { place } = where.current
      const to = placeShowing(list, place, row)
      if (sight > 0 && to !== place) goTo(to)
    },
  }
}

/** The height of what an element shows, as it changes; 0 until it is known. */
function useHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0)
  useLayoutEffect(() => {
    const { current } = element
    if (current === null) return
    const measure = (): void => setHeight(current.clientHeight)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(current)
    return () => observer.disconnect()
  }, [element])
  return height
}
