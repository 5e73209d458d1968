import type { Finding } from './finding.ts'
import { FINDING_IDS, type Severity } from './taxonomy.ts'

const WEIGHT: Record<Severity, number> = { error: 0, warning: 1, info: 2 }

/**
 * The order in which findings are read: what broke it before what may break it before what is worth knowing;
 * among the latter first that nothing broke; then the surer one; then the taxonomy's own order, so that the same input always reads the same.
 */
export function rank(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      WEIGHT[a.severity] - WEIGHT[b.severity] ||
      Number(b.id === 'handshake-completed') - Number(a.id === 'handshake-completed') ||
      b.confidence - a.confidence ||
      FINDING_IDS.indexOf(a.id) - FINDING_IDS.indexOf(b.id),
  )
}
