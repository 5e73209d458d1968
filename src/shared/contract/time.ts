/**
 * RFC 3339 in UTC with six digits of a second. Written by hand: `Date` has only milliseconds.
 * A time that no calendar has gives the epoch.
 */
export function rfc3339(micros: number): string {
  const whole = Math.floor(micros)
  const seconds = Math.floor(whole / 1_000_000)
  const fraction = whole - seconds * 1_000_000
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return '1970-01-01T00:00:00.000000Z'
  return `${date.toISOString().slice(0, -5)}.${fraction.toString().padStart(6, '0')}Z`
}
