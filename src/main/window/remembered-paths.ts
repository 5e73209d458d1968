import { readFileSync, writeFileSync } from 'node:fs'

/** Paths that the user chose, kept from one start to the next. What is in the files is never kept. */
export interface RememberedPaths {
  load(): readonly string[]
  save(paths: readonly string[]): void
}

export const NO_MEMORY: RememberedPaths = { load: () => [], save: () => {} }

const MOST_PATHS = 64
const LONGEST_PATH = 4096

/** In a file that only its owner can read. Whatever else stands in it is left out; where it cannot be written, it forgets. */
export function pathsIn(file: string): RememberedPaths {
  return {
    load: () => {
      try {
        const stored: unknown = JSON.parse(readFileSync(file, 'utf8'))
        return Array.isArray(stored) ? stored.filter(isPath).slice(-MOST_PATHS) : []
      } catch {
        return []
      }
    },
    save: (paths) => {
      try {
        writeFileSync(file, JSON.stringify(paths.slice(-MOST_PATHS)), { mode: 0o600 })
      } catch {
        // Nothing the user could do about it, and nothing is lost but a convenience.
      }
    },
  }
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_PATH
}
