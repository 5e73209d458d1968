import { parseAddress } from '../packet/address.ts'

/** What in a request's head tells that it is the same one before and behind a proxy. */

/** Headers whose value is one request's alone, and which a proxy passes on as they are. */
export const ID_HEADERS: readonly string[] = [
  'traceparent',
  'request-id',
  'x-request-id',
  'x-correlation-id',
  'x-ms-client-request-id',
]

const ID = /^[\w.:|+/=-]{8,128}$/
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/i

/** `name value`; nothing where the value is no id. Of `traceparent` the trace-id, which no hop changes (W3C Trace Context 3.2). */
export function idOf(name: string, value: string | null): string[] {
  const text = value?.trim() ?? ''
  const id = name === 'traceparent' ? TRACEPARENT.exec(text)?.[1] : text
  return id !== undefined && ID.test(id) ? [`${name} ${id.toLowerCase()}`] : []
}

/**
 * The last element of X-Forwarded-For: `10.0.0.4:50123`, `10.0.0.4`, `[fd00::4]:50123`, `fd00::4`. Elements before it
 * come from further away, and anybody can make them up.
 */
export function forwardedFor(value: string | null): { address: string; port: number | null } | null {
  if (value === null) return null
  const last = value.slice(value.lastIndexOf(',') + 1).trim()
  if (last.length > LONGEST) return null
  const [, bracketed, dotted, port] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(last) ?? []
  const address = bracketed ?? dotted ?? last
  if (parseAddress(address) === null || Number(port ?? 0) > 65_535) return null
  return { address: address.toLowerCase(), port: port === undefined ? null : Number(port) }
}

/** `[` an IPv6 address `]:` a port. */
const LONGEST = 64
