/** A stretch of time with whoever it is of. */
export interface Stretch<Owner> {
  readonly fromMicros: number
  readonly toMicros: number
  readonly owner: Owner
}

/** Told of each moment; more are not needed to know that it cannot be told. */
export const OPEN_TOLD = 9

/**
 * Who was open at each of some moments, both ends included: at most `OPEN_TOLD` owners a moment, the ones that opened
 * first. Time is that of sorting.
 * @param moments in any order
 * @returns one list a moment, in the order given
 */
export function openAt<Owner>(
  stretches: readonly Stretch<Owner>[],
  moments: readonly number[],
): readonly (readonly Owner[])[] {
  const opening = [...stretches].sort((a, b) => a.fromMicros - b.fromMicros)
  const closing = [...stretches].sort((a, b) => a.toMicros - b.toMicros)
  const asked = moments.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at)
  const open = new Set<Stretch<Owner>>()
  const told: Owner[][] = moments.map(() => [])
  let [opened, closed] = [0, 0]
  for (const { at, index } of asked) {
    for (let next = opening[opened]; next !== undefined && next.fromMicros <= at; next = opening[++opened])
      open.add(next)
    for (let next = closing[closed]; next !== undefined && next.toMicros < at; next = closing[++closed])
      open.delete(next)
    const list = told[index]
    if (list !== undefined) fill(list, open)
  }
  return told
}

function fill<Owner>(list: Owner[], open: Iterable<Stretch<Owner>>): void {
  for (const { owner } of open) {
    if (list.length >= OPEN_TOLD) return
    list.push(owner)
  }
}
