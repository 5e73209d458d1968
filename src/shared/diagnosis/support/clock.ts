import type { DiagnosisContext } from '../context.ts'

export const DAY_MILLIS = 86_400_000

/** Whose clock validity was judged by, and what it said: `the capture's clock (2026-06-01T12:00:00Z)`. */
export function clockText(context: Pick<DiagnosisContext, 'clock' | 'nowMillis'>): string {
  const whose = {
    capture: "the capture's clock",
    local: "this machine's clock",
    given: 'the time given',
  }[context.clock]
  return `${whose} (${momentText(context.nowMillis)})`
}

/** RFC 3339, UTC, whole seconds; the words for it where the number is no moment. */
export function momentText(epochMillis: number): string {
  const moment = new Date(epochMillis)
  return Number.isNaN(moment.getTime()) ? 'unknown' : moment.toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** `3 days`, `5 hours`: the whole part of what is between two moments. */
export function spanText(millis: number): string {
  const size = Math.abs(millis)
  const [number, unit] =
    size >= DAY_MILLIS ? [Math.floor(size / DAY_MILLIS), 'day'] : [Math.floor(size / 3_600_000), 'hour']
  if (number === 0) return 'less than an hour'
  return `${number} ${unit}${number === 1 ? '' : 's'}`
}
