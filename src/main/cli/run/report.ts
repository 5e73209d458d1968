import { writeFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { pathOfHandshake } from '../../../shared/contract/paths.ts'
import { analyse } from '../../engine/analysis.ts'
import { reportMarkdown } from '../../incident/report-markdown.ts'
import { type AnalyzeArguments, engineOptions } from '../analyze-options.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import { readRunbook } from '../team-runbook.ts'
import { complain, write } from '../terminal.ts'

export interface ReportArguments extends AnalyzeArguments {
  readonly out: string
  readonly handshake?: string
}

export async function runReport(inputs: string[], given: ReportArguments): Promise<ExitStatus> {
  if (extname(given.out).toLowerCase() !== '.md') {
    throw new CommandError(`${given.out}: reports are written as Markdown; name a file that ends in .md`)
  }
  const handshakes: HandshakeDocument[] = []
  const result = await analyse(
    inputs.map((path) => ({ path, input: path })),
    await engineOptions(given),
    {
      handshake: (document) => handshakes.push(document),
      failed: (_path, message) => complain(message),
      notJudged: complain,
    },
  )
  const handshake = choose(handshakes, given.handshake)
  if (handshake === null) {
    // What could not be read has had its sentence.
    if (result.failures === inputs.length) return EXIT.unusable
    const missing =
      given.handshake === undefined ? 'no TLS handshake in it' : `no handshake ${given.handshake}`
    throw new CommandError(`${inputs.join(', ')}: ${missing}, so there is nothing to report`)
  }
  const source = result.sources[handshake.source] ?? null
  const name = basename(source?.path ?? '')
  const way = pathOfHandshake(result.paths, handshake.id)
  const markdown = reportMarkdown(handshake, source, name, await readRunbook(), way)
  await save(given.out, markdown)
  await write(`${given.out}: ${handshake.id}, ${handshake.break?.summary ?? handshake.outcome}\n`)
  if (result.broken) return EXIT.broken
  return result.failures + result.notJudged > 0 ? EXIT.unusable : EXIT.fine
}

function choose(handshakes: readonly HandshakeDocument[], id: string | undefined): HandshakeDocument | null {
  if (id !== undefined) return handshakes.find((handshake) => handshake.id === id) ?? null
  return handshakes.find((handshake) => handshake.break !== null) ?? handshakes[0] ?? null
}

async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new CommandError(`${path}: could not be written (${code})`)
  }
}
