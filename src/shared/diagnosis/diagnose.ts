import type { Facts } from '../conversation/facts.ts'
import type { Break, Verdict } from '../conversation/verdict/shape.ts'
import { judge } from '../conversation/verdict/verdict.ts'
import type { DiagnosisContext } from './context.ts'
import { explains } from './explains.ts'
import type { Finding } from './finding.ts'
import { rank } from './rank.ts'
import type { Draft, Rule, RuleInput } from './rule.ts'
import { RULES } from './rules/index.ts'
import { breakSentence } from './sentence.ts'
import { subjectBits, subjectsOf } from './subjects.ts'
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

/** A rule with its subjects as one number. */
interface Asked {
  readonly rule: Rule
  readonly about: number
}

const CAUSES = askedIn('cause')
const BUCKETS = askedIn('bucket')
const NOTHING_FOUND: readonly Finding[] = []

function askedIn(pass: Rule['pass']): readonly Asked[] {
  return RULES.filter((rule) => rule.pass === pass).map((rule) => ({ rule, about: subjectBits(rule.about) }))
}

function runRules(facts: Facts, verdict: Verdict, context: DiagnosisContext): Finding[] {
  const subjects = subjectsOf(facts, verdict, context)
  const causes = ask(CAUSES, subjects, { facts, verdict, context, found: NOTHING_FOUND })
  const buckets = ask(BUCKETS, subjects, { facts, verdict, context, found: causes })
  return buckets.length === 0 ? causes : causes.concat(buckets)
}

/** What the rules say that are about anything that is there. */
function ask(rules: readonly Asked[], subjects: number, input: RuleInput): Finding[] {
  const found: Finding[] = []
  for (const { rule, about } of rules) {
    if ((about & subjects) === 0) continue
    const draft = rule.judge(input)
    if (draft !== null) found.push(findingOf(rule, draft, input.context))
  }
  return found
}

function findingOf({ id }: Rule, draft: Draft, { leg }: DiagnosisContext): Finding {
  const kind = FINDINGS[id]
  return {
    id,
    severity: draft.severity ?? kind.severity,
    confidence: draft.confidence,
    leg,
    summary: draft.summary,
    explanation: draft.explanation,
    evidence: draft.evidence,
    disproof: draft.disproof,
    fixes: draft.fixes === undefined ? kind.articles : [...draft.fixes, ...kind.articles],
    because: draft.because ?? null,
  }
}

/** The break that was only suspected, once a finding of error severity speaks for that very break. */
function provenSuspicion({ suspected }: Verdict, findings: readonly Finding[]): Break | null {
  if (suspected === null) return null
  const { stage } = suspected.break
  const proven = findings.some(({ id, severity }) => severity === 'error' && explains(id, stage))
  return proven ? suspected.break : null
}
