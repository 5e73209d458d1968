import { alertText } from '../../tls/registry/index.ts'
import { type FieldDifference, valueDifference } from './field-differences.ts'
import type { Compared, Said } from './shape.ts'

/** How the two ended, where that differs. An incomplete capture does not tell, so it differs from nothing. */
export function endingDifferences(a: Compared, b: Compared): FieldDifference[] {
  const outcomes = [a.verdict.outcome, b.verdict.outcome]
  if (outcomes.includes('incomplete')) return []
  const differences: FieldDifference[] = []
  const compare = (field: string, tell: (compared: Compared) => string | null): void => {
    const [left, right] = [tell(a), tell(b)]
    if (left !== right) differences.push(valueDifference(field, saidOf(left), saidOf(right)))
  }
  compare('outcome', ({ verdict }) => verdict.outcome)
  compare('break.stage', ({ verdict }) => verdict.break?.stage ?? null)
  compare('break.endedBy', ({ verdict }) => verdict.break?.by ?? null)
  compare('break.how', ({ verdict }) => verdict.break?.how ?? null)
  compare('break.alert', alertOf)
  return differences
}

function alertOf({ verdict }: Compared): string | null {
  const alert = verdict.break?.alert ?? null
  return alert === null ? null : alertText(alert)
}

function saidOf(text: string | null): Said | null {
  return text === null ? null : { text, span: null }
}
