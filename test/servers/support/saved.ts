import { join } from 'node:path'
import { analyseToDocument } from '../../../src/main/engine/analysis.ts'
import { NO_OPTIONS } from '../../../src/main/engine/options.ts'
import { saveProbe } from '../../../src/main/engine/probe/index.ts'
import type { AnalysisDocument } from '../../../src/shared/contract/analysis.ts'
import type { Kept } from './tshark.ts'
import { nameOf } from './views.ts'

/** Saves a probe with its secrets and without, reads the files as any other, and tells where the verdicts part. */
export async function differencesOfSaved(folder: string, kept: Kept): Promise<string[]> {
  const { run, extras, document } = kept
  const output = join(folder, 'saved.pcapng')
  const { handshakes } = document
  const live = verdictOf(document)
  const differences: string[] = []
  for (const withSecrets of [true, false]) {
    await saveProbe({ run, extras, options: NO_OPTIONS, handshakes, output, withSecrets })
    const read = verdictOf(await analyseToDocument([{ path: 'saved', input: output }], NO_OPTIONS))
    const how = withSecrets ? 'with' : 'without'
    if (live !== read) {
      differences.push(`${nameOf(kept.combination)}: live ${live}, saved ${how} secrets ${read}`)
    }
  }
  return differences
}

function verdictOf({ handshakes }: AnalysisDocument): string {
  return JSON.stringify(
    handshakes.map(({ outcome, break: broke, mutualTls, findings }) => ({
      outcome,
      broke: broke?.summary,
      stage: broke?.stage,
      mutualTls,
      findings: findings.map(({ id, severity, confidence, summary }) => ({
        id,
        severity,
        confidence,
        summary,
      })),
    })),
  )
}
