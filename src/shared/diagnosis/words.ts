import { printable } from '../bytes/text.ts'
import type { Facts } from '../conversation/facts.ts'
import type { Peer } from '../conversation/vocabulary.ts'

/** Small wordings that several rules share, so that one thing is always called the same. */

/** `10.0.1.5:443`; `the server` where the address is unknown. */
export function endpointText(facts: Facts, peer: Peer): string {
  const endpoint = facts.conversation[peer]
  if (endpoint === null) return `the ${peer}`
  const host = endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address
  return `${host}:${endpoint.port}`
}

/** A name out of a packet, safe to print and of bearable length. */
export function quoted(name: string): string {
  const safe = printable(name)
  return safe.length > 200 ? `${safe.slice(0, 200)}…` : safe === '' ? '(empty name)' : safe
}

/** `1 byte`, `2 bytes`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`
}

export function list(words: readonly string[], most = 5): string {
  const shown = words.slice(0, most).join(', ')
  return words.length > most ? `${shown} and ${words.length - most} more` : shown
}

/** With a capital first letter, to begin a sentence. */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** `3.2 s`, `120 ms`. */
export function duration(micros: number): string {
  if (micros >= 1_000_000) return `${(micros / 1_000_000).toFixed(1)} s`
  if (micros >= 1_000) return `${Math.round(micros / 1_000)} ms`
  return `${Math.round(micros)} µs`
}
