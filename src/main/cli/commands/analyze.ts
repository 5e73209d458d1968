import type { Command } from 'commander'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { type AnalysisListener, analyse } from '../../engine/analysis.ts'
import { readLibrary } from '../../runbook/article-files.ts'
import { type AnalyzeArguments, engineOptions, withAnalyzeOptions } from '../analyze-options.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import { type AnalysisPrinter, JsonPrinter, NdjsonPrinter, type TextTaker } from '../json-output.ts'
import { complain, ProgressLine } from '../terminal.ts'
import { TextPrinter } from '../text/text-printer.ts'

interface Arguments extends AnalyzeArguments {
  readonly json?: boolean
  readonly ndjson?: boolean
  readonly brokenOnly?: boolean
  readonly article: boolean
}

export function analyzeCommand(
  program: Command,
  finish: (status: ExitStatus) => void,
  interruption: Interruption,
): void {
  withAnalyzeOptions(program.command('analyze'))
    .description('say of each TLS handshake in a saved capture where it broke, who ended it and why')
    .argument('<file...>', 'pcap or pcapng, gzip too; - is standard input')
    .option('--broken-only', 'print only the handshakes that broke')
    .option('--no-article', 'leave the runbook article out of the text')
    .option('--json', 'print one tlscope.analysis/1 document')
    .option('--ndjson', 'print one handshake a line as soon as it is decided, then a summary line')
    .action(async (files: string[], given: Arguments) => finish(await run(files, given, interruption)))
}

async function run(files: string[], given: Arguments, interruption: Interruption): Promise<ExitStatus> {
  refuseContradictions(files, given)
  const options = await engineOptions(given)
  if (files.includes('-')) interruption.releasesStandardInput()
  const printer = await printerFor(given, files)
  const progress = new ProgressLine()
  const wanted = (handshake: HandshakeDocument): boolean =>
    given.brokenOnly !== true || handshake.break !== null
  await printer.begin()
  let printing = Promise.resolve()
  const result = await analyse(
    files.map((path) => ({ path, input: path })),
    options,
    {
      handshake: (document) => {
        if (wanted(document)) printing = printing.then(() => printer.handshake(document))
      },
      source: (document) => {
        printing = printing.then(() => printer.source(document))
      },
      ready: () => printing,
      ...encodedBy(printer, given, (text, taker) => {
        printing = printing.then(() => taker.lines(text))
      }),
      failed: (_path, message) => {
        progress.clear()
        if (!interruption.signal.aborted) complain(message)
      },
      progress: (_source, path, read, total, packets) => {
        const part = total === null || total === 0 ? `${read} bytes` : `${Math.floor((read / total) * 100)} %`
        progress.show(`${path}: ${part}, ${packets} packets`, Date.now())
      },
    },
    interruption.signal,
  ).catch((error: unknown) => {
    if (interruption.signal.aborted) return null
    throw error
  })
  progress.clear()
  await printing
  await printer.end(result?.findings ?? [])
  if (result === null || interruption.signal.aborted) return EXIT.interrupted
  if (result.broken) return EXIT.broken
  return result.failures > 0 ? EXIT.unusable : EXIT.fine
}

/** Where the printer wants text only, other threads may write it. */
function encodedBy(
  printer: AnalysisPrinter & Partial<TextTaker>,
  { brokenOnly = false }: Arguments,
  print: (text: Uint8Array, taker: TextTaker) => void,
): Pick<AnalysisListener, 'encoded'> {
  const { framing, lines } = printer
  if (framing === undefined || lines === undefined) return {}
  const taker: TextTaker = { framing, lines: lines.bind(printer) }
  const program = new URL(
    import.meta.url.includes('/chunks/') ? '../judge.js' : './judge.js',
    import.meta.url,
  )
  return { encoded: { program, framing: { ...framing, brokenOnly }, lines: (text) => print(text, taker) } }
}

function refuseContradictions(files: readonly string[], { json, ndjson }: Arguments): void {
  if (json === true && ndjson === true) throw new CommandError('--json and --ndjson exclude each other')
  if (files.filter((file) => file === '-').length > 1)
    throw new CommandError('standard input (-) can be read only once')
}

async function printerFor(given: Arguments, files: readonly string[]): Promise<AnalysisPrinter> {
  if (given.json === true) return new JsonPrinter()
  if (given.ndjson === true) return new NdjsonPrinter()
  return new TextPrinter(given.article ? await readLibrary() : null, files)
}
