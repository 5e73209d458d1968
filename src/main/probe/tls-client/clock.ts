import { performance } from 'node:perf_hooks'

/** Microseconds since 1970 UTC by a clock that never goes back while the process lives. */
export function nowMicros(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000)
}
