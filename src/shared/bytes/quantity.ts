/** How counts, sizes and durations read, the same on every machine. */

const UNITS = ['bytes', 'KB', 'MB', 'GB'] as const

/** `1 byte`, `999 bytes`, `1.2 MB` (powers of 1000, as file managers count). */
export function formatBytes(count: number): string {
  if (count === 1) return '1 byte'
  let value = count
  let unit = 0
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${UNITS[unit]}`
}

/** Groups of three digits, the same on every machine: `1 234 567`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
}

/** A duration in the unit that keeps it short: `812 µs`, `41.2 ms`, `3.50 s`, `2 min 5 s`. */
export function formatDuration(micros: number): string {
  if (micros < 1000) return `${Math.round(micros)} µs`
  if (micros < 1_000_000) return `${(micros / 1000).toFixed(micros < 10_000 ? 2 : 1)} ms`
  if (micros < 120_000_000) return `${(micros / 1_000_000).toFixed(2)} s`
  const seconds = Math.round(micros / 1_000_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `1 packet`, `2 packets`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}
