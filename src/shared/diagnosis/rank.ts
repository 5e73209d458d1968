import type { Stage } from '../conversation/vocabulary.ts'
import { explains } from './explains.ts'
import { CONFIDENCE, type Finding } from './finding.ts'
import { FINDING_IDS, type FindingId, type Severity } from './taxonomy.ts'

const WEIGHT: Record<Severity, number> = { error: 0, warning: 1, info: 2 }

/** Why a client that has a certificate sends none: each explains the symptom below, once it is well founded. */
const SYMPTOM: FindingId = 'client-certificate-required-not-sent'
const BEHIND_THE_SYMPTOM: ReadonlySet<FindingId> = new Set([
  'client-certificate-filtered',
  'client-signature-algorithm-mismatch',
])
const JUST_BELOW = 1e-6

/**
 * The order in which findings are read: what broke it before what may break it before what is worth knowing;
 * among errors first those that can have caused this break; then the surer one, a well-founded cause before its
 * symptom; of what is worth knowing first that nothing broke; then the taxonomy's own order, so that the same
 * input always reads the same.
 * @param brokenAt the stage of the break; `null` where nothing broke
 */
export function rank(findings: readonly Finding[], brokenAt: Stage | null): Finding[] {
  const surest = surestBehindSymptom(findings)
  const aside = ({ id, severity }: Finding): number =>
    severity === 'error' && brokenAt !== null && !explains(id, brokenAt) ? 1 : 0
  const certainty = ({ id, confidence }: Finding): number =>
    id === SYMPTOM && surest !== null ? Math.min(confidence, surest - JUST_BELOW) : confidence
  return [...findings].sort(
    (a, b) =>
      WEIGHT[a.severity] - WEIGHT[b.severity] ||
      aside(a) - aside(b) ||
      Number(b.id === 'handshake-completed') - Number(a.id === 'handshake-completed') ||
      certainty(b) - certainty(a) ||
      FINDING_IDS.indexOf(a.id) - FINDING_IDS.indexOf(b.id),
  )
}

/** The confidence of the best cause behind the symptom; `null` where there is none worth going first. */
function surestBehindSymptom(findings: readonly Finding[]): number | null {
  const causes = findings
    .filter(({ id, severity }) => BEHIND_THE_SYMPTOM.has(id) && severity === 'error')
    .map(({ confidence }) => confidence)
    .filter((confidence) => confidence >= CONFIDENCE.strong)
  return causes.length === 0 ? null : Math.max(...causes)
}
