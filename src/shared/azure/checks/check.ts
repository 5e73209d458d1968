import type { Leg } from '../../conversation/vocabulary.ts'
import { CONFIDENCE, type Evidence, type Finding } from '../../diagnosis/finding.ts'
import type { Draft } from '../../diagnosis/rule.ts'
import { FINDINGS, type FindingId } from '../../diagnosis/taxonomy.ts'
import type { Confidence } from '../../runbook/article.ts'
import type { AzureModel, Place } from '../model.ts'
import type { ConfigurationContext } from './context.ts'

/** What a check may look at. It reads the model and what packets showed; it never parses a document. */
export interface CheckInput {
  readonly model: AzureModel
  readonly context: ConfigurationContext
}

/** One row of the taxonomy's "Configuration" chapter: one small file in rules/, one test beside it. */
export interface ConfigurationCheck {
  readonly id: FindingId
  check(input: CheckInput): readonly ConfigurationDraft[]
}

export interface ConfigurationDraft extends Draft {
  readonly leg: Leg
  /** How far the source of the rule itself carries; said at the end of the explanation. */
  readonly basis: Confidence
  /** Articles that help behind the taxonomy's own. */
  readonly also?: readonly string[]
}

/**
 * Something about the settings that no id of the taxonomy names: what is a risk though nothing is broken, what the
 * documents do not tell. It has no weight: it breaks nothing and sets no exit status.
 */
export interface ConfigurationNote {
  readonly kind: 'risk' | 'unknown'
  readonly leg: Leg
  /** One sentence a person can read out. */
  readonly summary: string
  readonly explanation: string
  readonly evidence: readonly Evidence[]
  /** Runbook article ids; empty where none helps. */
  readonly fixes: readonly string[]
}

export type NoteCheck = (input: CheckInput) => readonly ConfigurationNote[]

export function configurationFinding(id: FindingId, draft: ConfigurationDraft): Finding {
  const kind = FINDINGS[id]
  return {
    id,
    severity: draft.severity ?? kind.severity,
    confidence: draft.confidence,
    leg: draft.leg,
    summary: draft.summary,
    explanation: `${draft.explanation} ${BASIS[draft.basis]}`,
    evidence: draft.evidence.slice(0, MOST_EVIDENCE),
    disproof: draft.disproof,
    fixes: [...new Set([...kind.articles, ...(draft.also ?? [])])],
    because: draft.because ?? null,
  }
}

/** Nobody follows more; the first ones are the likeliest. */
export const MOST_EVIDENCE = 20

const BASIS: Record<Confidence, string> = {
  documented: 'The rule behind this is documented.',
  observed: 'The rule behind this was observed in the field; it is not documented.',
  reproduced: 'The rule behind this was reproduced with OpenSSL and nginx, not with Azure itself.',
  inferred: 'The rule behind this is a conclusion from documented ones.',
  unverified: 'The rule behind this is confirmed by nobody yet.',
}

/** The object that a document holds of it. Members have other names in a `--query` result, so none is pointed at. */
export function fileEvidence({ at: { file, pointer } }: { readonly at: Place }): Evidence {
  return { kind: 'file', file, pointer }
}

const STEPS = [
  CONFIDENCE.remote,
  CONFIDENCE.possible,
  CONFIDENCE.likely,
  CONFIDENCE.strong,
  CONFIDENCE.proven,
] as const

/** One step surer: a second, independent source says the same. */
export function corroborated(confidence: number): number {
  return STEPS.find((step) => step > confidence) ?? CONFIDENCE.proven
}
