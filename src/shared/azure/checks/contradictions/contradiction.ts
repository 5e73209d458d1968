import type { Evidence, Finding } from '../../../diagnosis/finding.ts'
import { quoted } from '../../../diagnosis/words.ts'
import type { AzureModel, Place } from '../../model.ts'
import {
  type CheckInput,
  type ConfigurationCheck,
  type ConfigurationDraft,
  configurationFinding,
  fileEvidence,
} from '../check.ts'

/**
 * Settings, backend health and packets that cannot all be right at once. The shared taxonomy has no id for that; this
 * one is ours (docs/diagnosis.md). It says that two sources disagree, never which setting is wrong: so it only warns,
 * and stands behind whatever names a cause.
 */
export const CONTRADICTION = 'configuration-contradiction'

/** Its summary names both sides, its evidence shows both, its explanation says which of the two is usually the stale one. */
export type ContradictionDraft = Omit<ConfigurationDraft, 'severity' | 'because' | 'fixes'>

export function contradiction(
  find: (input: CheckInput) => readonly ContradictionDraft[],
): ConfigurationCheck {
  return {
    id: CONTRADICTION,
    check: (input) => find(input).map((draft) => withPending(input.model, draft)),
  }
}

/** For what is found outside of the checks: between whole documents, and between health and packets. */
export function contradictionFinding(model: AzureModel, draft: ContradictionDraft): Finding {
  return configurationFinding(CONTRADICTION, withPending(model, draft))
}

interface Provisioned {
  readonly at: Place
  readonly name: string
  readonly provisioningState: string | null
}

/** A change under way, or one that failed, is the likeliest reason for two answers: it is said where a document shows it. */
function withPending(model: AzureModel, draft: ContradictionDraft): ContradictionDraft {
  const behind: readonly Provisioned[] =
    draft.leg === 'direct'
      ? model.apims
      : draft.leg === 'unknown'
        ? [...model.gateways, ...model.apims]
        : model.gateways
  const pending = behind.filter(
    ({ provisioningState }) => provisioningState !== null && !/^succeeded$/i.test(provisioningState),
  )
  const [first] = pending
  if (first === undefined) return draft
  const state = quoted(first.provisioningState ?? '')
  const meaning = /^failed$/i.test(first.provisioningState ?? '')
    ? 'the last change did not go through, so what the document shows need not be what runs'
    : 'a change was still being applied when the document was read, so what it shows need not count yet'
  return {
    ...draft,
    explanation: `${draft.explanation} provisioningState of ${quoted(first.name || 'the resource')} is ${state}: ${meaning}.`,
    evidence: draft.evidence.some((one) => isAt(one, first.at))
      ? draft.evidence
      : [...draft.evidence, fileEvidence(first)],
  }
}

function isAt(evidence: Evidence, { file, pointer }: Place): boolean {
  return evidence.kind === 'file' && evidence.file === file && evidence.pointer === pointer
}
