import type { Virtualizer } from '@tanstack/react-virtual'

/**
 * Scrolls a row into sight: by as little as possible where it is next to what is shown, as with an arrow key; to the
 * middle where it is further away, so that what stands around it is seen as well.
 */
export function bringIntoSight(virtual: Virtualizer<HTMLDivElement, Element>, index: number): void {
  const shown = virtual.range
  const near = shown !== null && index >= shown.startIndex - 1 && index <= shown.endIndex + 1
  virtual.scrollToIndex(index, { align: near ? 'auto' : 'center' })
}
