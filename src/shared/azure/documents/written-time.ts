/**
 * Times as a browser or a spreadsheet writes them in its user's language: `11/22/2026, 1:43:16.123 AM`,
 * `22.11.2026 01:43:16`, `2026-11-22 01:43`. The portal exports a column of times so, with the time zone in its name.
 */

interface Written {
  readonly numbers: readonly [number, number, number]
  readonly separator: string
  /** `AM` or `pm`, as it is written; empty where the clock has 24 hours. */
  readonly half: string
  /** Of the day. */
  readonly millis: number
}

const WRITTEN =
  /^(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{1,4})[.,]?\s+(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,7}))?)?\s?(?:([AaPp])\.?[Mm]\.?)?$/

/** RFC 3339, or as much of it as Azure's logs write. */
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/i

/**
 * The times of one column. Whether a day or a month stands first, one time may not tell (`3/4/2026`): the others of
 * its column do, or the way in which it writes its hours.
 */
export class WrittenTimes {
  #dayFirst = false
  #monthFirst = false

  /** Looks at a time before any is read. */
  see(text: string): void {
    const written = writtenIn(text)
    if (written === null) return
    const [first, second] = written.numbers
    if (written.separator === '.' || first > 31) return
    if (first > 12) this.#dayFirst = true
    if (second > 12) this.#monthFirst = true
  }

  /** The time as RFC 3339 has it, taken for UTC where it names no zone; `null`: no time, or one that can be read in two ways. */
  read(text: string): string | null {
    const iso = isoTime(text)
    if (iso !== null) return iso
    const written = writtenIn(text)
    if (written === null) return null
    const [first, second, third] = written.numbers
    if (first > 31) return momentOf(first, second, third, written.millis)
    const monthFirst = first === second || this.#isMonthFirst(written)
    if (monthFirst === null) return null
    return monthFirst
      ? momentOf(third, first, second, written.millis)
      : momentOf(third, second, first, written.millis)
  }

  /** `null`: nothing tells. */
  #isMonthFirst({ separator, half }: Written): boolean | null {
    if (separator === '.') return false
    if (this.#dayFirst !== this.#monthFirst) return this.#monthFirst
    // American English writes AM; the other languages that write a half of the day write am, and the day first.
    return this.#dayFirst || half === '' ? null : half === half.toUpperCase()
  }
}

/** RFC 3339 with a `T` and a zone; `null`: the text is no such time. */
export function isoTime(text: string): string | null {
  const [, day, time, zone] = ISO.exec(text.trim()) ?? []
  if (day === undefined || time === undefined) return null
  return `${day}T${time}${zone === undefined ? 'Z' : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`
}

function writtenIn(text: string): Written | null {
  const [, first, separator, second, third, hours, minutes, seconds, fraction, half] =
    WRITTEN.exec(text.trim()) ?? []
  if (first === undefined || separator === undefined) return null
  const isAfternoon = half?.toLowerCase() === 'p'
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (isAfternoon ? 12 : 0)
  if (hour > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59) return null
  return {
    numbers: [Number(first), Number(second), Number(third)],
    separator,
    half: half ?? '',
    millis:
      ((hour * 60 + Number(minutes)) * 60 + Number(seconds ?? 0)) * 1000 +
      Math.floor(Number(`0.${fraction ?? '0'}`) * 1000),
  }
}

/** `null`: no calendar has that day. */
function momentOf(year: number, month: number, day: number, millis: number): string | null {
  // A year of two digits may be of any century.
  if (year < 1970 || year > 9999) return null
  const midnight = new Date(Date.UTC(year, month - 1, day))
  if (midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return null
  return new Date(midnight.getTime() + millis).toISOString()
}
