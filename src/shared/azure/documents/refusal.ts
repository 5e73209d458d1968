import type { Entry } from './entry.ts'
import { resourceId } from './resource-id.ts'

/** What came instead of backend health. */
export interface Refusal {
  /** Word for word, one line. */
  readonly said: string
  readonly gateway: string | null
}

/**
 * Whether `az` or the portal refused to show backend health: `No results.` (facts 3.24), or the error of somebody
 * whose role lacks `Microsoft.Network/applicationGateways/backendhealth/action`.
 * @param around the text around the JSON, where `az` writes its errors
 */
export function refusalIn(entry: Entry | null, around: string): Refusal | null {
  const words = wordsOf(entry) ?? around
  const line = words
    .split(/\r?\n/)
    .map((one) => one.trim())
    .find((one) => NO_RESULTS.test(one) || DENIED.test(one))
  if (line === undefined) return null
  const id = /\/subscriptions\/[^'"\s]+/.exec(line)?.[0] ?? null
  return { said: line.slice(0, 600), gateway: id === null ? null : (resourceId(id)?.names[0] ?? null) }
}

const NO_RESULTS = /^"?no results\.?"?$/i
const DENIED = /AuthorizationFailed|does not have authorization to perform action/i

/** A text, or the message of an ARM error; `null` where the document is neither. */
function wordsOf(entry: Entry | null): string | null {
  if (entry === null) return null
  if (typeof entry.value === 'string') return entry.value
  const error = entry.get('error')
  if (error === null) return entry.isObject || Array.isArray(entry.value) ? '' : null
  return `${error.text('code') ?? ''}: ${error.text('message') ?? ''}`.replace(/\s+/g, ' ')
}
