import type { Ending } from '../ending.ts'
import type { Outcome, Stage } from '../vocabulary.ts'

/** Where it broke. The sentence about it is written by the diagnosis, which knows the cause. */
export interface Break extends Ending {
  readonly stage: Stage
  readonly lastCompleted: Stage | null
}

export interface Verdict {
  readonly outcome: Outcome
  /** Set exactly where the outcome is `broken`. */
  readonly break: Break | null
  /**
   * Where nothing refused openly, but the way it ended is also how some peers refuse: the break it would be
   * if a second cue proves it (facts 5.1.7, 5.1.10).
   */
  readonly suspected: Suspicion | null
  /** Why the capture does not tell, where the outcome is `incomplete`. */
  readonly unknown: string | null
}

export interface Suspicion {
  readonly kind: 'silent-refusal' | 'short-answer'
  readonly break: Break
}

export function broken(stage: Stage, ending: Ending, lastCompleted: Stage | null): Verdict {
  return { outcome: 'broken', break: { ...ending, stage, lastCompleted }, suspected: null, unknown: null }
}

export function incomplete(unknown: string): Verdict {
  return { outcome: 'incomplete', break: null, suspected: null, unknown }
}
