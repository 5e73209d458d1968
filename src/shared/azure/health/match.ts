import type { Confidence, GatewaySku } from '../../runbook/article.ts'
import { HEALTH_MESSAGES, type HealthMessage, type HealthMessageKey } from './messages.ts'
import { fixedParts, holdsInOrder, normalised } from './normalise.ts'

/** What a `healthProbeLog` says. */
export type HealthLogMatch =
  | {
      readonly kind: 'known'
      readonly key: HealthMessageKey
      readonly message: HealthMessage
      /** Row of the wording that was met. */
      readonly row: string
      /** `wording`: word for word, but for what normalising takes away; `family`: a wording of its kind. */
      readonly by: 'wording' | 'family'
      readonly confidence: Confidence
      /** OpenSSL's verify code, of message 3.18. */
      readonly verifyCode: number | null
      /** What was expected and received, of message 3.5. */
      readonly status: { readonly expected: string | null; readonly received: string } | null
    }
  /** The probe succeeded. */
  | { readonly kind: 'success' }
  /** A wording that nobody has told us of. */
  | { readonly kind: 'unknown' }
  /** Nothing was said. */
  | { readonly kind: 'none' }

interface Wording {
  readonly key: HealthMessageKey
  readonly row: string
  readonly parts: readonly string[]
}

const ENTRIES = Object.entries(HEALTH_MESSAGES) as [HealthMessageKey, HealthMessage][]

/** The longer the wording, the more it tells: one may hold another. */
const WORDINGS: readonly Wording[] = ENTRIES.flatMap(([key, { row, text, older }]) =>
  [{ row, text }, ...older].map((one) => ({ key, row: one.row, parts: fixedParts(one.text) })),
).sort((one, other) => lengthOf(other.parts) - lengthOf(one.parts))

/** The longest, that is the most special, family first: "intermediate … not signed" before "… not signed". */
const FAMILIES: readonly Wording[] = ENTRIES.flatMap(([key, { row, family }]) =>
  family.map((parts) => ({ key, row, parts })),
).sort((one, other) => lengthOf(other.parts) - lengthOf(one.parts))

const LONGEST_LOG = 4_000

/** @param sku where it is known: v1 and v2 say some things in the same words */
export function matchHealthLog(log: string | null, sku: GatewaySku | null): HealthLogMatch {
  if (log === null) return { kind: 'none' }
  const raw = log.slice(0, LONGEST_LOG)
  const text = normalised(raw)
  if (text === '') return { kind: 'none' }
  if (/^success\b/.test(text)) return { kind: 'success' }
  for (const [by, wordings] of [['wording', WORDINGS] as const, ['family', FAMILIES] as const]) {
    const fitting = wordings.filter(({ parts }) => holdsInOrder(text, parts))
    const [first] = fitting
    if (first === undefined) continue
    const own = fitting.find(({ key, parts }) => fits(key, sku) && lengthOf(parts) === lengthOf(first.parts))
    return known(own ?? first, by, raw)
  }
  return { kind: 'unknown' }
}

function fits(key: HealthMessageKey, sku: GatewaySku | null): boolean {
  const { skus }: HealthMessage = HEALTH_MESSAGES[key]
  return sku === null || skus.includes(sku)
}

function known({ key, row }: Wording, by: 'wording' | 'family', raw: string): HealthLogMatch {
  const message: HealthMessage = HEALTH_MESSAGES[key]
  return {
    kind: 'known',
    key,
    message,
    row,
    by,
    confidence: message.confidence,
    verifyCode: message.id === 'backend-health-verify-code' ? verifyCodeIn(raw) : null,
    status: message.id === 'backend-health-status-mismatch' ? statusIn(raw) : null,
  }
}

function verifyCodeIn(log: string): number | null {
  const digits = /error code\D{0,12}(\d{1,3})\b/i.exec(log)?.[1]
  return digits === undefined ? null : Number(digits)
}

function statusIn(log: string): { expected: string | null; received: string } | null {
  const received = /received[^0-9]{0,40}(\d{3})\b/i.exec(log)?.[1]
  if (received === undefined) return null
  return { expected: /expected\s*:?\s*([\d][\d\s,-]*\d)/i.exec(log)?.[1]?.trim() ?? null, received }
}

function lengthOf(parts: readonly string[]): number {
  return parts.reduce((length, part) => length + part.length, 0)
}
