import type { AcceptanceDocument } from '../../../../shared/contract/probe.ts'

/** The lines of the acceptance table, kind by kind. Pure. */

export type AcceptanceRowDocument = AcceptanceDocument['rows'][number]

export interface RowGroup {
  readonly kind: AcceptanceRowDocument['kind']
  /** What the certificate fits, or may fit. */
  readonly fitting: readonly AcceptanceRowDocument[]
  readonly others: readonly AcceptanceRowDocument[]
}

/** In the order in which the kinds first come. */
export function groupsOf(rows: readonly AcceptanceRowDocument[]): RowGroup[] {
  return [...new Set(rows.map(({ kind }) => kind))].map((kind) => {
    const own = rows.filter((row) => row.kind === kind)
    const fits = ({ match }: AcceptanceRowDocument): boolean => match !== 'no-match'
    return { kind, fitting: own.filter(fits), others: own.filter((row) => !fits(row)) }
  })
}
