import type { Place } from './separation.ts'

/** Whether a cell counts for or against its combination; `null`: neither. */
export type Side = 'good' | 'bad' | null

const LEAST_NEIGHBOURS = 2

/**
 * Cells whose side none of their neighbours shares. A cause that lies in a value shows in all cells that have it, so
 * a lonely one is either a cause of several values together, or chance: worth asking again.
 * @returns indices
 */
export function lonelyCells(places: readonly Place[], sides: readonly Side[]): number[] {
  return places.flatMap((place, at) => {
    const side = sides[at] ?? null
    if (side === null) return []
    const neighbours = places.flatMap((other, index) => {
      const known = sides[index] ?? null
      return known !== null && distance(place, other) === 1 ? [known] : []
    })
    const lonely = neighbours.length >= LEAST_NEIGHBOURS && !neighbours.includes(side)
    return lonely ? [at] : []
  })
}

/** Axes on which two places differ. */
function distance(a: Place, b: Place): number {
  return a.filter((value, axis) => value !== b[axis]).length
}
