import type { Finding } from '../diagnosis/finding.ts'
import { rank } from '../diagnosis/rank.ts'
import { judgeAccessLog } from './access-log.ts'
import {
  type ConfigurationContext,
  type ConfigurationNote,
  checkConfiguration,
  noteConfiguration,
} from './checks/index.ts'
import type { FileRead } from './documents/read-file.ts'
import { judgeHealth } from './health/findings.ts'
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

/** @param beside what is known beside the documents; the findings of backend health are added to it */
export function judgeDocuments(
  files: readonly FileRead[],
  beside: Omit<ConfigurationContext, 'health'>,
): AzureOpinion {
  const model = mergeModels(files.map(({ parts }) => parts))
  const health = judgeHealth(model)
  const context = { ...beside, health: health.findings }
  const findings = [
    ...health.findings,
    ...judgeAccessLog(model.accessLog),
    ...checkConfiguration(model, context),
  ]
  return {
    model,
    findings: rank(findings, null),
    notes: [...health.notes, ...noteConfiguration(model, context)],
    broken: health.unhealthy || findings.some(({ severity }) => severity === 'error'),
  }
}
