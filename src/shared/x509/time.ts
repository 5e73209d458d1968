import type { FieldNode, Span } from '../bytes/field.ts'
import { latin1, printable } from '../bytes/text.ts'
import type { DerReader } from './der.ts'
import { type DerElement, isUniversal, TAG } from './der-element.ts'
import { field, spanOf } from './der-field.ts'

/** A moment in a certificate (RFC 5280 4.1.2.5). */
export interface CertificateTime {
  /** Milliseconds since 1970 UTC; negative before. */
  readonly epochMillis: number
  /** RFC 3339, UTC. */
  readonly text: string
  readonly span: Span
  readonly node: FieldNode
}

/**
 * UTCTime and GeneralizedTime in every form X.680 allows, also those RFC 5280 forbids (offsets, fractions,
 * missing seconds): certificates carry them. What RFC 5280 forbids is noted and read; what cannot be a time
 * gives `null`.
 */
export function readTime(reader: DerReader, element: DerElement, called: string): CertificateTime | null {
  const isUtcTime = isUniversal(element, TAG.utcTime)
  if (!isUtcTime && !isUniversal(element, TAG.generalizedTime)) {
    reader.unexpected(element, called, 'UTCTime or GeneralizedTime')
    return null
  }
  const raw = latin1(
    reader.bytes,
    element.contentStart,
    Math.min(element.contentEnd, element.contentStart + 40),
  )
  const match = (isUtcTime ? UTC_TIME : GENERALIZED_TIME).exec(raw)
  const epochMillis = match ? epochOf(match, isUtcTime) : null
  if (!match || epochMillis === null) {
    reader.malformed(element.start, called, 'a time', printable(raw))
    return null
  }
  if (!(isUtcTime ? /^\d{12}Z$/ : /^\d{14}Z$/).test(raw)) {
    reader.malformed(element.start, called, 'a time with seconds, without fraction, in Z', printable(raw))
  }
  const text = rfc3339(epochMillis)
  const node = field(called, text, spanOf(element), text)
  return { epochMillis, text, span: spanOf(element), node }
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?()(Z|[+-]\d{4})?$/
const GENERALIZED_TIME =
  /^(\d{4})(\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)?)?(?:[.,](\d{1,9}))?(Z|[+-]\d{2}(?:\d\d)?)?$/

function epochOf(match: RegExpExecArray, isUtcTime: boolean): number | null {
  const part = (index: number): number => Number(match[index] ?? 0)
  // RFC 5280 4.1.2.5.1: two digits from 50 mean 19xx.
  const year = isUtcTime ? part(1) + (part(1) >= 50 ? 1900 : 2000) : part(1)
  const [month, day, hour, minute, second] = [part(2), part(3), part(4), part(5), part(6)]
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null
  if (hour > 23 || minute > 59 || second > 60) return null
  // The fraction is one of the last unit given (X.680 46.2): hours, minutes or seconds.
  const unit = match[6] !== undefined ? 1_000 : match[5] !== undefined ? 60_000 : 3_600_000
  const fraction = match[7] ? Math.round(Number(`0.${match[7]}`) * unit) : 0
  const zone = match[8] ?? 'Z'
  const offset = zone === 'Z' ? 0 : Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3) || 0)
  const minutes = hour * 60 + minute - (zone.startsWith('-') ? -offset : offset)
  return daysSince1970(year, month, day) * 86_400_000 + minutes * 60_000 + second * 1_000 + fraction
}

/** Gregorian throughout, as RFC 3339 is. Not `Date.UTC`, which takes the years 0 to 99 for 1900 to 1999. */
function daysSince1970(year: number, month: number, day: number): number {
  const before = year - 1
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  let days = before * 365 + leapDays - 719_162
  for (let m = 1; m < month; m++) days += daysInMonth(year, m)
  return days + day - 1
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Whole seconds where there is no fraction: `2026-11-22T01:43:16Z`. */
function rfc3339(epochMillis: number): string {
  return new Date(epochMillis).toISOString().replace(/\.000Z$/, 'Z')
}
