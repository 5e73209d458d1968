import { NO_MEMORY, type RememberedPaths } from './remembered-paths.ts'

/**
 * The team's own runbook folder. One that the environment names (TLSCOPE_RUNBOOK) goes before the one remembered
 * from an earlier start; one chosen in the window goes before both.
 */
export class TeamRunbook {
  readonly #memory: RememberedPaths
  #folder: string | null

  constructor(given: string | undefined, memory: RememberedPaths = NO_MEMORY) {
    this.#memory = memory
    this.#folder = given === undefined || given === '' ? (memory.load().at(-1) ?? null) : given
  }

  /** `null`: only the articles that ship. */
  get folder(): string | null {
    return this.#folder
  }

  choose(folder: string): void {
    this.#folder = folder
    this.#memory.save([folder])
  }

  leave(): void {
    this.#folder = null
    this.#memory.save([])
  }
}
