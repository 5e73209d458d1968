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

/** Findings whose own sentence is that the capture does not decide between causes. */
const UNDECIDED: ReadonlySet<FindingId> = new Set([
  'hello-rejected',
  'server-certificate-rejected',
  'client-certificate-rejected',
])

/**
 * The order in which findings are read: what broke it before what may break it before what is worth knowing;
 * among errors first those that can have caused this break; then the surer one, a well-founded cause before its
 * symptom; of what is worth knowing first that nothing broke; then the taxonomy's own order, so that the same
 * input always reads the same.
 * @param brokenAt the stage of the break; `null` where nothing broke
 */
export function rank(findings: readonly Finding[], brokenAt: Stage | null): Finding[] {
  if (findings.length < 2) return [...findings]
  const scale = scaleFor(findings, brokenAt)
  return [...findings].sort((a, b) => {
    for (const { of } of scale) {
      const apart = of(a) - of(b)
      if (apart !== 0) return apart
    }
    return 0
  })
}

/**
 * Why the first of ranked findings stands before the second, in one sentence that names the second; `null` where
 * nobody asks: there are no two, the first is no error, or the second is mere information.
 */
export function whyFirst(findings: readonly Finding[], brokenAt: Stage | null): string | null {
  const [first, next] = findings
  if (first === undefined || next === undefined) return null
  if (first.severity !== 'error' || next.severity === 'info') return null
  const step = scaleFor(findings, brokenAt).find(({ of }) => of(first) !== of(next))
  return step === undefined ? null : `Ahead of ${next.id} because ${step.because(first, next)}.`
}

/** One criterion: the smaller number stands first. */
interface Step {
  readonly of: (finding: Finding) => number
  /** Why the first stands before the next, where this step tells them apart. */
  readonly because: (first: Finding, next: Finding) => string
}

/** The criteria, the weightiest first: the one place that says what the order is. */
function scaleFor(findings: readonly Finding[], brokenAt: Stage | null): readonly Step[] {
  const surest = surestBehindSymptom(findings)
  const certainty = ({ id, confidence }: Finding): number =>
    id === SYMPTOM && surest !== null ? Math.min(confidence, surest - JUST_BELOW) : confidence
  return [
    {
      of: ({ severity }) => WEIGHT[severity],
      because: () =>
        brokenAt === null
          ? 'it is an error, and that one only warns'
          : 'it can be what broke this connection, and that one only warns',
    },
    {
      of: ({ id, severity }) =>
        severity === 'error' && brokenAt !== null && !explains(id, brokenAt) ? 1 : 0,
      because: () => `it can have caused a break at the stage ${brokenAt}, which that one cannot`,
    },
    { of: ({ id }) => (id === 'handshake-completed' ? 0 : 1), because: () => 'nothing broke' },
    {
      of: ({ id }) => (id === 'configuration-contradiction' ? 1 : 0),
      because: () => 'it names a cause, and that one only that two sources disagree',
    },
    { of: (finding) => -certainty(finding), because: (first, next) => surer(first, next) },
    {
      of: ({ id }) => FINDING_IDS.indexOf(id),
      because: (first) =>
        `both are equally sure (${percent(first)}) and the list names this one first: check both`,
    },
  ]
}

function surer(first: Finding, next: Finding): string {
  if (next.id === SYMPTOM && next.confidence >= first.confidence)
    return 'it says why the client sent no certificate: a cause stands before what it causes'
  const by = `${percent(first)} against ${percent(next)}`
  return UNDECIDED.has(first.id)
    ? `the evidence does not decide on a cause (${by}): that one is a candidate that fits`
    : `the evidence for it is stronger (${by})`
}

function percent({ confidence }: Finding): string {
  return `${Math.round(confidence * 100)} %`
}

/** The confidence of the best cause behind the symptom; `null` where there is none worth going first. */
function surestBehindSymptom(findings: readonly Finding[]): number | null {
  const causes = findings
    .filter(({ id, severity }) => BEHIND_THE_SYMPTOM.has(id) && severity === 'error')
    .map(({ confidence }) => confidence)
    .filter((confidence) => confidence >= CONFIDENCE.strong)
  return causes.length === 0 ? null : Math.max(...causes)
}
