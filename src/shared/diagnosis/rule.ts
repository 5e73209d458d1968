import type { Facts } from '../conversation/facts.ts'
import type { Verdict } from '../conversation/verdict/shape.ts'
import type { DiagnosisContext } from './context.ts'
import type { Evidence, Finding } from './finding.ts'
import type { Subject } from './subjects.ts'
import type { FindingId, Severity } from './taxonomy.ts'

/** What a rule may look at. It reads; it never parses bytes (house rule 4). */
export interface RuleInput {
  readonly facts: Facts
  readonly verdict: Verdict
  readonly context: DiagnosisContext
  /** Findings of the rules that ran before: bucket rules speak only where no cause was found. */
  readonly found: readonly Finding[]
}

/** What a rule says when it fires; the engine adds id, leg and articles. */
export interface Draft {
  /** The taxonomy's usual one where not given. */
  readonly severity?: Severity
  readonly confidence: number
  readonly summary: string
  readonly explanation: string
  readonly evidence: readonly Evidence[]
  readonly disproof: string
  readonly because?: string
  /** Articles that go before the taxonomy's own, where this leg has one of its own. */
  readonly fixes?: readonly string[]
}

/** One row of the taxonomy: one small file in rules/, one test beside it. */
export interface Rule {
  readonly id: FindingId
  /** `bucket` rules run last and see what the others found. */
  readonly pass: 'cause' | 'bucket'
  /** It is asked where any of these is there; where none is, it has nothing to say. */
  readonly about: readonly Subject[]
  judge(input: RuleInput): Draft | null
}
