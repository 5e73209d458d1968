/**
 * A list of rows of one height, however many. Chromium makes no element taller than 33 554 431 pixels of the screen, so
 * beyond `TALLEST` the element that is scrolled is shorter than its rows together: at both ends a pixel of it is a pixel
 * of the rows, between them it stands for several. All numbers are CSS pixels, places are of the upper edge of what is
 * in sight.
 */

/** Eight pixels of the screen may make one of CSS (a fine screen, and the page magnified). */
export const TALLEST = 4_000_000
/** So much at either end of a list that is too tall stands for itself, so that a small step leads to the very end. */
const END = 500_000

export interface TallList {
  readonly rows: number
  readonly rowHeight: number
  /** The height of what is in sight. */
  readonly sight: number
}

/** How tall the element is. */
export function elementHeight(list: TallList): number {
  return Math.min(list.rows * list.rowHeight, TALLEST)
}

/** The lowest place among the rows: the last one stands at the lower edge. */
export function lowest({ rows, rowHeight, sight }: TallList): number {
  return Math.max(0, rows * rowHeight - sight)
}

/** How far the element can be scrolled. */
function farthest(list: TallList): number {
  return Math.max(0, elementHeight(list) - list.sight)
}

/** The place among the rows that a scroll offset of the element stands for. */
export function placeAt(list: TallList, offset: number): number {
  const [to, low] = [farthest(list), lowest(list)]
  if (offset <= 0) return 0
  if (offset >= to) return low
  if (low === to || offset <= END) return offset
  if (offset >= to - END) return low - (to - offset)
  return END + (offset - END) * stretchOf(to, low)
}

/** The inverse of `placeAt`. */
export function offsetAt(list: TallList, place: number): number {
  const [to, low] = [farthest(list), lowest(list)]
  if (place <= 0) return 0
  if (place >= low) return to
  if (low === to || place <= END) return place
  if (place >= low - END) return to - (low - place)
  return END + (place - END) / stretchOf(to, low)
}

/** How many pixels of the rows one of the element stands for, between the ends. */
function stretchOf(to: number, low: number): number {
  return (low - 2 * END) / (to - 2 * END)
}

/** Where a list is: a place among its rows, and the offset to which its element is scrolled meanwhile. */
export interface Whereabouts {
  readonly place: number
  readonly offset: number
}

/**
 * After the element was scrolled. A step of no more than what is in sight (wheel, touch, a click beside the thumb) moves
 * the rows by as much as it moved the element, so that none is passed over; the thumb leads to where it points.
 */
export function scrolledTo(list: TallList, before: Whereabouts, offset: number): Whereabouts {
  const step = offset - before.offset
  const [to, low] = [farthest(list), lowest(list)]
  // The screen has pixels of its own: its end may be a part of a pixel before ours.
  if (offset > to - 1) return { place: low, offset }
  if (Math.abs(step) > list.sight || offset <= 0) return { place: placeAt(list, offset), offset }
  return { place: Math.min(low, Math.max(0, before.place + step)), offset }
}

/** The place that brings a row into sight, as near as possible to where the list is. */
export function placeShowing({ rowHeight, sight }: TallList, place: number, row: number): number {
  const top = row * rowHeight
  if (top < place) return top
  return Math.max(place, Math.min(top, top + rowHeight - sight))
}

/** The rows in sight: from the first up to, not including, the last. */
export function rowsInSight({ rows, rowHeight, sight }: TallList, place: number): readonly [number, number] {
  const from = Math.min(rows, Math.floor(place / rowHeight))
  return [from, Math.min(rows, Math.ceil((place + sight) / rowHeight))]
}
