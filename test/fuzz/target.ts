import type { Grammar } from './element.ts'
import type { Random } from './random.ts'

/** One reader or parser under fire. */
export interface Target {
  readonly name: string
  /** Sound inputs, always the same; what is mutated. */
  readonly seeds: () => readonly Uint8Array[]
  readonly grammar: Grammar | null
  /** Whether whole captures (the lab's, the shared corpus's) are seeds as well. */
  readonly takesCaptures?: boolean
  /** Reads `bytes`. Throws where something that must always hold does not; `random` decides on details. */
  readonly run: (bytes: Uint8Array, random: Random) => void | Promise<void>
}

/** What must always hold did not. */
export class BrokenPromise extends Error {}

export function must(holds: boolean, what: () => string): void {
  if (!holds) throw new BrokenPromise(what())
}
