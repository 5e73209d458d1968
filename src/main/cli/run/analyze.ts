import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { EngineOptions } from '../../engine/options.ts'
import { LazyThreads } from '../../engine/threads/lazy-threads.ts'
import { JUDGE_PROGRAM } from '../../engine/threads/program.ts'
import { type AnalyzeArguments, engineOptions } from '../analyze-options.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import { type AnalysisPrinter, JsonPrinter, NdjsonPrinter, type TextTaker } from '../json-output.ts'
import { complain, ProgressLine } from '../terminal.ts'

export interface AnalyzeCommandArguments extends AnalyzeArguments {
  readonly json?: boolean
  readonly ndjson?: boolean
  readonly brokenOnly?: boolean
  readonly article: boolean
}

export async function runAnalyze(
  files: string[],
  given: AnalyzeCommandArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  refuseContradictions(files, given)
  const options = await engineOptions(given)
  if (files.includes('-')) interruption.releasesStandardInput()
  const printer = await printerFor(given, files)
  const progress = new ProgressLine()
  const wanted = (handshake: HandshakeDocument): boolean =>
    given.brokenOnly !== true || handshake.break !== null
  await printer.begin()
  let printing = Promise.resolve()
  const threads = threadsFor(printer, given, options, (text, taker) => {
    printing = printing.then(() => taker.lines(text))
  })
  // Their program loads while this thread's own does.
  await threads?.worthFor(files[0] ?? '-')
  const { analyse } = await import('../../engine/analysis.ts')
  const result = await analyse(
    files.map((path) => ({ path, input: path })),
    options,
    {
      handshake: (document) => {
        if (wanted(document)) printing = printing.then(() => printer.handshake(document))
        else printer.passedOver?.(document)
      },
      source: (document) => {
        printing = printing.then(() => printer.source(document))
      },
      ready: () => printing,
      ...(threads === null ? {} : { threads }),
      failed: (_path, message) => {
        progress.clear()
        if (!interruption.signal.aborted) complain(message)
      },
      notJudged: (message) => {
        progress.clear()
        complain(message)
      },
      progress: (source, path, bytesRead, totalBytes, packets) =>
        progress.reading(source, path, { bytesRead, totalBytes, packets }, Date.now()),
    },
    interruption.signal,
  ).catch((error: unknown) => {
    if (interruption.signal.aborted) return null
    throw error
  })
  progress.clear()
  await printing
  await printer.end(result?.findings ?? [], result?.paths ?? [])
  if (result === null || interruption.signal.aborted) return EXIT.interrupted
  if (result.broken) return EXIT.broken
  return result.failures + result.notJudged > 0 ? EXIT.unusable : EXIT.fine
}

/** Where the printer wants text only, other threads may write it. */
function threadsFor(
  printer: AnalysisPrinter & Partial<TextTaker>,
  { brokenOnly = false }: AnalyzeCommandArguments,
  options: EngineOptions,
  print: (text: Uint8Array, taker: TextTaker) => void,
): LazyThreads | null {
  const { framing, lines } = printer
  if (framing === undefined || lines === undefined) return null
  const taker: TextTaker = { framing, lines: lines.bind(printer) }
  return new LazyThreads(options, {
    program: JUDGE_PROGRAM,
    framing: { ...framing, brokenOnly },
    lines: (text) => print(text, taker),
  })
}

function refuseContradictions(files: readonly string[], { json, ndjson }: AnalyzeCommandArguments): void {
  if (json === true && ndjson === true) throw new CommandError('--json and --ndjson exclude each other')
  if (files.filter((file) => file === '-').length > 1)
    throw new CommandError('standard input (-) can be read only once')
}

async function printerFor(
  given: AnalyzeCommandArguments,
  files: readonly string[],
): Promise<AnalysisPrinter> {
  if (given.json === true) return new JsonPrinter()
  if (given.ndjson === true) return new NdjsonPrinter()
  const { TextPrinter } = await import('../text/text-printer.ts')
  const { readRunbook } = await import('../team-runbook.ts')
  return new TextPrinter(given.article ? await readRunbook() : null, files)
}
