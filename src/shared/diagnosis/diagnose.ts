import type { Facts } from '../conversation/facts.ts'
import type { Break, Verdict } from '../conversation/verdict/shape.ts'
import { judge } from '../conversation/verdict/verdict.ts'
import type { DiagnosisContext } from './context.ts'
import type { Finding } from './finding.ts'
import { rank } from './rank.ts'
import type { Rule, RuleInput } from './rule.ts'
import { RULES } from './rules/index.ts'
import { breakSentence } from './sentence.ts'
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
  const proven = provenSuspicion(onWire, first)
  // A refusal that only a second cue proves: the break is real, so the rules judge again, knowing it.
  const verdict: Verdict = proven === null ? onWire : { ...onWire, outcome: 'broken', break: proven }
  const findings = rank(proven === null ? first : runRules(facts, verdict, context))
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

/** The break that was only suspected, once a finding of error severity speaks for it. */
function provenSuspicion(verdict: Verdict, findings: readonly Finding[]): Break | null {
  if (verdict.suspected === null) return null
  return findings.some((finding) => finding.severity === 'error') ? verdict.suspected.break : null
}
