import type { Finding } from '../diagnosis/finding.ts'
import { rank } from '../diagnosis/rank.ts'
import { judgeAccessLog } from './access-log.ts'
import { bounded } from './checks/bounded.ts'
import { disagreementFindings, disagreements } from './checks/contradictions/documents.ts'
import {
  type ConfigurationContext,
  type ConfigurationNote,
  checkConfiguration,
  noteConfiguration,
} from './checks/index.ts'
import type { FileRead } from './documents/read-file.ts'
import { healthBesideWire } from './health/beside-wire.ts'
import { judgeHealth } from './health/findings.ts'
import type { WireVerdict } from './health/wire-verdict.ts'
import { mergeModels } from './merge.ts'
import type { AzureModel } from './model.ts'

/** What all saved documents say together. */
export interface AzureOpinion {
  readonly model: AzureModel
  /** The likeliest first. */
  readonly findings: readonly Finding[]
  readonly notes: readonly ConfigurationNote[]
  /** Whether something is broken: the exit status is 1. */
  readonly broken: boolean
}

/**
 * @param beside what is known beside the documents; the findings of backend health are added to it
 * @param verdicts what became of the handshakes in `beside.wire`
 */
export function judgeDocuments(
  files: readonly FileRead[],
  beside: Omit<ConfigurationContext, 'health'>,
  verdicts: readonly WireVerdict[] = [],
): AzureOpinion {
  const model = mergeModels(files.map(({ parts }) => parts))
  const health = judgeHealth(model)
  const besideWire = healthBesideWire(health.findings, model, verdicts)
  const context = { ...beside, health: besideWire.findings }
  const findings = [
    ...besideWire.findings,
    ...judgeAccessLog(model.accessLog),
    ...checkConfiguration(model, context),
    ...besideWire.contradictions,
    ...disagreementFindings(model, disagreements(files.map(({ parts }) => bounded(parts).model))),
  ]
  return {
    model,
    findings: rank(findings, null),
    notes: [...health.notes, ...noteConfiguration(model, context)],
    broken: health.unhealthy || findings.some(({ severity }) => severity === 'error'),
  }
}
