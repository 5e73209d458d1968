import { upstreamPortsOf } from '../../../shared/azure/access-log.ts'
import { mergeModels } from '../../../shared/azure/merge.ts'
import { judgeDocuments } from '../../../shared/azure/opinion.ts'
import { type AzureDocument, azureDocument } from '../../../shared/contract/azure.ts'
import { NO_WIRE, readWire, topologyFrom, type Wire } from '../../azure/held-against.ts'
import { readAzureFiles } from '../../azure/read-files.ts'
import type { EngineOptions } from '../../engine/options.ts'
import { type AnalyzeArguments, engineOptions } from '../analyze-options.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import { complain, ProgressLine, write } from '../terminal.ts'

export interface AzureArguments extends AnalyzeArguments {
  readonly with?: string[]
  readonly json?: boolean
  readonly facts: boolean
  readonly article: boolean
}

export async function runAzure(
  paths: string[],
  given: AzureArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  const captures = given.with ?? []
  if ([...paths, ...captures].filter((path) => path === '-').length > 1) {
    throw new CommandError('standard input (-) can be read only once')
  }
  const options = await engineOptions(given)
  if ([...paths, ...captures].includes('-')) interruption.releasesStandardInput()
  const { signal } = interruption
  const files = await readAzureFiles(paths, signal)
  if (signal.aborted) return EXIT.interrupted
  for (const problem of files.flatMap(({ problems }) => problems)) complain(problem)

  const model = mergeModels(files.map(({ parts }) => parts))
  const topology = topologyFrom(model, options.topology)
  const upstreamPorts = [...options.upstreamPorts, ...upstreamPortsOf(model.accessLog)]
  const wire = await wireOf(captures, { ...options, topology, upstreamPorts }, signal)
  if (wire === null) return EXIT.interrupted
  for (const failure of wire.failures) complain(failure)

  const opinion = judgeDocuments(
    files,
    {
      nowMillis: options.atMillis ?? Date.now(),
      host: options.host,
      topology,
      wire: wire.observations,
    },
    wire.verdicts,
  )
  const document = azureDocument(
    files,
    opinion,
    wire.captures,
    options.host === null ? {} : { host: options.host },
  )
  await print(document, given)
  if (opinion.broken || wire.captures.some(({ broken }) => broken > 0)) return EXIT.broken
  const unread = wire.failures.length > 0 || files.some(({ problems }) => problems.length > 0)
  return unread ? EXIT.unusable : EXIT.fine
}

/** `null`: interrupted. */
async function wireOf(
  captures: readonly string[],
  options: EngineOptions,
  signal: AbortSignal,
): Promise<Wire | null> {
  if (captures.length === 0) return NO_WIRE
  const progress = new ProgressLine()
  try {
    return await readWire(captures, options, signal, (source, path, bytesRead, totalBytes, packets) =>
      progress.reading(source, path, { bytesRead, totalBytes, packets }, Date.now()),
    )
  } catch (error) {
    if (signal.aborted) return null
    throw error
  } finally {
    progress.clear()
  }
}

async function print(document: AzureDocument, given: AzureArguments): Promise<void> {
  if (given.json === true) {
    await write(`${JSON.stringify(document)}\n`)
    return
  }
  const { azureText } = await import('../text/azure-text.ts')
  const { readRunbook } = await import('../team-runbook.ts')
  await write(
    azureText(document, { facts: given.facts, library: given.article ? await readRunbook() : null }),
  )
}
