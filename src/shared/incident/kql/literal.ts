/**
 * Values as KQL literals. A host name out of a packet may hold anything, so nothing reaches a query but through
 * here: quotes and backslashes are escaped, and so is everything that is not printable ASCII (line ends end a
 * string literal). Source: Kusto query language reference, "The string data type" and "The datetime data type".
 */

/** Longer names are none: DNS ends at 253 characters (RFC 1035 3.1). */
const LONGEST = 253

export function kqlString(text: string): string {
  let escaped = ''
  for (let at = 0; at < Math.min(text.length, LONGEST); at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x22 || unit === 0x5c) escaped += `\\${text[at]}`
    else if (unit >= 0x20 && unit < 0x7f) escaped += text[at]
    else escaped += `\\u${unit.toString(16).padStart(4, '0')}`
  }
  return `"${escaped}"`
}

/** `("10.0.3.4", "10.0.3.5")`, for `in`. */
export function kqlList(texts: readonly string[]): string {
  return `(${texts.map(kqlString).join(', ')})`
}

/** A moment in UTC, to the second. @param millis since 1970; of a time that no calendar has, the epoch */
export function kqlTime(millis: number): string {
  const date = new Date(millis)
  const text = Number.isNaN(date.getTime()) ? new Date(0).toISOString() : date.toISOString()
  return `datetime(${text.slice(0, 19)}Z)`
}
