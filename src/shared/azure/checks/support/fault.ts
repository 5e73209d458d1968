import type { Evidence } from '../../../diagnosis/finding.ts'
import { capital, quoted } from '../../../diagnosis/words.ts'
import type { Confidence } from '../../../runbook/article.ts'
import type { ConfigurationDraft } from '../check.ts'

/** One setting with a value it should not have. Several of one thing make one finding. */
export interface Fault {
  /** Azure's name of the property. */
  readonly property: string
  /** Its value, quoted where it is text. */
  readonly is: string
  readonly should: string
  /** A clause: why that value does not work. */
  readonly why: string
  readonly severity: 'error' | 'warning'
  readonly confidence: number
  readonly basis: Confidence
  /** Beside the setting itself. */
  readonly evidence: readonly Evidence[]
}

/** The gravest first; among equals the surest. `null` where there are none. */
export function faultsTogether(
  what: string,
  at: readonly Evidence[],
  faults: readonly Fault[],
): Omit<ConfigurationDraft, 'leg' | 'disproof'> | null {
  const ordered = [...faults].sort(
    (a, b) =>
      Number(a.severity === 'warning') - Number(b.severity === 'warning') || b.confidence - a.confidence,
  )
  const [first] = ordered
  if (first === undefined) return null
  const more = ordered.length === 1 ? '' : `, and ${ordered.length - 1} more`
  return {
    severity: first.severity,
    confidence: first.confidence,
    basis: first.basis,
    summary: `${capital(what)}: ${first.property} is ${first.is} and should be ${first.should}${more}.`,
    explanation: ordered
      .map(({ property, is, should, why }) => `${property} is ${is}: ${why}. It should be ${should}.`)
      .join(' '),
    evidence: [...at, ...distinct(ordered.flatMap(({ evidence }) => evidence))],
    because: `${first.property} of ${what} is ${first.is}`,
  }
}

export function distinct(evidence: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>()
  return evidence.filter((one) => {
    const key = JSON.stringify(one)
    return !seen.has(key) && seen.add(key).size > 0
  })
}

/** `"a"`, `"a" or "b"`: values of which any will do, three at most. */
export function eitherOf(values: readonly string[]): string {
  const shown = values.slice(0, 3).map((value) => `"${quoted(value)}"`)
  const last = values.length > shown.length ? `${values.length - shown.length} more` : shown.pop()
  return [shown.join(', '), last ?? ''].filter((part) => part !== '').join(' or ')
}
