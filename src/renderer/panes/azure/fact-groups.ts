import { kindHeading } from '../../../shared/azure/documents/kinds.ts'
import type { AzureFactDocument } from '../../../shared/contract/azure.ts'

/** Facts of one kind, as many as are shown. */
export interface FactGroup {
  readonly about: string
  readonly heading: string
  readonly rows: readonly AzureFactDocument[]
  /** How many are not shown. */
  readonly more: number
}

/** A thousand rows of a table are no overview. */
const MOST_ROWS = 200

/** In the order in which the engine tells them. */
export function factGroups(facts: readonly AzureFactDocument[], most = MOST_ROWS): FactGroup[] {
  return [...new Set(facts.map(({ about }) => about))].map((about) => {
    const rows = facts.filter((fact) => fact.about === about)
    return {
      about,
      heading: kindHeading(about),
      rows: rows.slice(0, most),
      more: Math.max(0, rows.length - most),
    }
  })
}
