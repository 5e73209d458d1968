import type { CompareDocument } from '../../../shared/contract/compare.ts'
import { differingRanges } from '../../../shared/conversation/compare/byte-diff.ts'
import type { Comparison } from '../../../shared/conversation/compare/shape.ts'
import { choosePair } from '../../engine/comparison/choose.ts'
import { bytesOfRow, comparePair, type Roles } from '../../engine/comparison/pair.ts'
import { type ReadSide, readSide, type SideName, sideName } from '../../engine/comparison/side.ts'
import type { EngineOptions } from '../../engine/options.ts'
import { type AnalyzeArguments, engineOptions } from '../analyze-options.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import { complain, ProgressLine, write } from '../terminal.ts'

export type { Roles } from '../../engine/comparison/pair.ts'

export interface CompareArguments extends AnalyzeArguments {
  readonly role?: Roles
  readonly bytes?: number
  readonly json?: boolean
}

export async function runCompare(
  first: string,
  second: string,
  given: CompareArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  const [left, right] = [sideName(first), sideName(second)]
  if (left.path === '-' && right.path === '-') {
    throw new CommandError('standard input (-) can be read only once')
  }
  const options = await engineOptions(given)
  if (left.path === '-' || right.path === '-') interruption.releasesStandardInput()
  const { signal } = interruption
  const both = await readBoth(left, right, options, signal).catch((error: unknown) => {
    if (signal.aborted) return null
    throw error
  })
  if (both === null || signal.aborted) return EXIT.interrupted
  const { inA, inB } = both
  const chosen = choosePair(inA, inB)
  if (chosen === null) throw new CommandError(`${left.path}, ${right.path}: nothing to compare`)
  const { document, comparison, broken } = comparePair(
    { path: left.path, chosen: chosen.a },
    { path: right.path, chosen: chosen.b },
    given.role ?? null,
    [...warningsOf('A', inA), ...warningsOf('B', inB)],
  )
  await print(document, comparison, given)
  if (document.differ || broken) return EXIT.broken
  return inA.fault === null && inB.fault === null ? EXIT.fine : EXIT.unusable
}

async function readBoth(
  left: SideName,
  right: SideName,
  options: EngineOptions,
  signal: AbortSignal,
): Promise<{ inA: ReadSide; inB: ReadSide }> {
  const read = async (name: SideName): Promise<ReadSide> => {
    const progress = new ProgressLine()
    const side = await readSide(name, options, signal, (source, path, bytesRead, totalBytes, packets) =>
      progress.reading(source, path, { bytesRead, totalBytes, packets }, Date.now()),
    ).finally(() => progress.clear())
    if (side.fault !== null) complain(side.fault)
    return side
  }
  const inA = await read(left)
  return { inA, inB: await read(right) }
}

function warningsOf(name: 'A' | 'B', { warnings }: ReadSide): string[] {
  return warnings.map((warning) => `${name}: ${warning}`)
}

async function print(
  document: CompareDocument,
  comparison: Comparison,
  given: CompareArguments,
): Promise<void> {
  const row = given.bytes === undefined ? null : bytesRow(comparison, given.bytes)
  if (given.json === true) {
    const bytes =
      row === null ? {} : { bytes: { row: row.number, ranges: differingRanges(row.a, row.b).map(rangeOf) } }
    await write(`${JSON.stringify({ ...document, ...bytes })}\n`)
    return
  }
  if (row !== null) {
    const { byteDiffText } = await import('../text/compare-bytes.ts')
    await write(byteDiffText(document, row))
    return
  }
  const { compareText } = await import('../text/compare-text.ts')
  await write(compareText(document))
}

function rangeOf({ a, b }: ReturnType<typeof differingRanges>[number]) {
  return { a: [a.start, a.end], b: [b.start, b.end] }
}

/** The bytes of one aligned message. @throws CommandError where one of the two has none to show */
function bytesRow({ rows }: Comparison, number: number): { number: number; a: Uint8Array; b: Uint8Array } {
  const bytes = bytesOfRow(rows, number)
  if (bytes.kind === 'none') throw new CommandError(`--bytes ${number}: ${bytes.why}`)
  return { number, a: bytes.a, b: bytes.b }
}
