/**
 * How often each place of the instrumented sources was passed since `clear`: a byte a place, which wraps.
 * A file has its region, in the order in which the files are evaluated, which is always the same for one bundle.
 */
export interface Region {
  readonly file: string
  readonly start: number
  readonly count: number
}

/** Places that a bundle may have. */
export const MOST_EDGES = 1 << 17

const counters = new Uint8Array(MOST_EDGES)
const regions: Region[] = []
let used = 0

/** What an instrumented file counts in. @throws RangeError where the bundle has too many places */
export function region(file: string, count: number): Uint8Array {
  const start = used
  if (start + count > MOST_EDGES) throw new RangeError(`more than ${MOST_EDGES} places to count`)
  used += count
  regions.push({ file, start, count })
  return counters.subarray(start, used)
}

export function knownRegions(): readonly Region[] {
  return regions
}

/** Every counter in use. */
export function counted(): Uint8Array {
  return counters.subarray(0, used)
}

export function clear(): void {
  counters.fill(0, 0, used)
}
