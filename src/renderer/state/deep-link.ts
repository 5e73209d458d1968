/**
 * A place in an analysis that can be pasted into a ticket: `#h3/m6/b102-140` is handshake h3, message 6
 * (0-based, as in the JSON), bytes 102 up to but not including 140.
 */
export interface Place {
  readonly handshake: string
  readonly message: number | null
  readonly bytes: { readonly start: number; readonly end: number } | null
}

const LINK = /^#?((?:s\d+)?h\d+)(?:\/m(\d{1,9})(?:\/b(\d{1,9})-(\d{1,9}))?)?$/

/** `null` where the text is no such place; a byte range that runs backwards is no place either. */
export function parseDeepLink(hash: string): Place | null {
  const match = LINK.exec(hash)
  const handshake = match?.[1]
  if (match === null || handshake === undefined) return null
  const message = match[2] === undefined ? null : Number(match[2])
  if (match[3] === undefined || match[4] === undefined) return { handshake, message, bytes: null }
  const start = Number(match[3])
  const end = Number(match[4])
  return end > start ? { handshake, message, bytes: { start, end } } : null
}

/** The inverse of `parseDeepLink`, with its `#`. */
export function deepLink(place: Place): string {
  if (place.message === null) return `#${place.handshake}`
  const message = `#${place.handshake}/m${place.message}`
  return place.bytes === null ? message : `${message}/b${place.bytes.start}-${place.bytes.end}`
}
