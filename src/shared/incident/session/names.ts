import { knownFrom, situationFrom } from '../../azure/known-values.ts'
import type { ApimTier, GatewaySku } from '../../runbook/article.ts'
import { isPlaceholder, isSafeValue, type KnownValues } from '../../runbook/placeholders.ts'
import type { SessionKnowledge } from './knowledge.ts'
import type { KnownName } from './shape.ts'

/** The incident's names and where each is from: what the user typed goes before documents, and those before packets. */
export function namesOf({ typed, model, captureNames, assumed }: SessionKnowledge): KnownName[] {
  const names = new Map<string, KnownName>()
  const add = (values: KnownValues, from: KnownName['from']): void => {
    for (const [name, value] of Object.entries(values)) {
      if (!isPlaceholder(name) || value === '' || names.has(name)) continue
      if (isSafeValue(name, value)) names.set(name, { name, value, from })
    }
  }
  add(typed, 'typed')
  // There are two groups to ask for, and the one that was read is not the one to be asked for next.
  const { nsg: _read, ...told } = knownFrom(model)
  add(told, 'documents')
  add(captureNames, 'capture')
  add(assumed, 'typed')
  return [...names.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

export function placeOf({ model, place }: SessionKnowledge): {
  readonly sku: GatewaySku | null
  readonly tier: ApimTier | null
} {
  const told = situationFrom(model)
  return { sku: place.sku ?? told.sku ?? null, tier: place.tier ?? told.tier ?? null }
}
