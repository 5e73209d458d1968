import type { Facts } from '../conversation/facts.ts'
import type { Break, Verdict } from '../conversation/verdict/shape.ts'
import { judge } from '../conversation/verdict/verdict.ts'
import type { DiagnosisContext } from './context.ts'
import { explains } from './explains.ts'
import type { Finding } from './finding.ts'
import { rank } from './rank.ts'
import type { Rule, RuleInput } from './rule.ts'
import { RULES } from './rules/index.ts'
import { breakSentence } from './sentence.ts'
import { missingRequest } from './support/missing-request.ts'
import { FINDINGS } from './taxonomy.ts'

/** The last word on one conversation. */
export interface Diagnosis {
  readonly verdict: Verdict
  /** One sentence on the break; `null` where nothing broke. */
  readonly summary: string | null
  /** The likeliest first. */
  readonly findings: readonly Finding[]
}

/** Reads where it broke, lets every rule speak, ranks what they say. Pure and deterministic. */
export function diagnose(facts: Facts, context: DiagnosisContext): Diagnosis {
  const onWire = judge(facts)
  const first = runRules(facts, onWire, context)
  const known = provenSuspicion(onWire, first) ?? missingRequest(facts, context, onWire)
  // A break that the wire alone does not show: it is real, so the rules judge again, knowing it.
  const verdict: Verdict = known === null ? onWire : { ...onWire, outcome: 'broken', break: known }
  const found = known === null ? first : runRules(facts, verdict, context)
  const findings = rank(found, verdict.break?.stage ?? null)
  const summary = verdict.break === null ? null : breakSentence(facts, verdict.break, findings)
  return { verdict, summary, findings }
}

function runRules(facts: Facts, verdict: Verdict, context: DiagnosisContext): Finding[] {
  const found: Finding[] = []
  for (const pass of ['cause', 'bucket'] as const) {
    const input: RuleInput = { facts, verdict, context, found: [...found] }
    for (const rule of RULES) if (rule.pass === pass) found.push(...run(rule, input))
  }
  return found
}

function run(rule: Rule, input: RuleInput): Finding[] {
  const draft = rule.judge(input)
  if (draft === null) return []
  const kind = FINDINGS[rule.id]
  return [
    {
      id: rule.id,
      severity: draft.severity ?? kind.severity,
      confidence: draft.confidence,
      leg: input.context.leg,
      summary: draft.summary,
      explanation: draft.explanation,
      evidence: draft.evidence,
      disproof: draft.disproof,
      fixes: kind.articles,
      because: draft.because ?? null,
    },
  ]
}

/** The break that was only suspected, once a finding of error severity speaks for that very break. */
function provenSuspicion({ suspected }: Verdict, findings: readonly Finding[]): Break | null {
  if (suspected === null) return null
  const { stage } = suspected.break
  const proven = findings.some(({ id, severity }) => severity === 'error' && explains(id, stage))
  return proven ? suspected.break : null
}
