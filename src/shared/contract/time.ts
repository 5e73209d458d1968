import { remembering } from '../bytes/memo.ts'

/**
 * RFC 3339 in UTC with six digits of a second. Written by hand: `Date` has only milliseconds.
 * A time that no calendar has gives the epoch.
 */
export function rfc3339(micros: number): string {
  const whole = Math.floor(micros)
  const seconds = Math.floor(whole / 1_000_000)
  const fraction = whole - seconds * 1_000_000
  const text = wholeSeconds(seconds)
  return text === null ? '1970-01-01T00:00:00.000000Z' : `${text}.${fraction.toString().padStart(6, '0')}Z`
}

/** Up to the seconds; `null` where no calendar has it. A capture's conversations begin second by second. */
const wholeSeconds = remembering(64, (seconds: number): string | null => {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, -5)
})
