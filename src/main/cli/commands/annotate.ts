import type { Command } from 'commander'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { annotateCapture } from '../../capture-file/annotate.ts'
import { analyse } from '../../engine/analysis.ts'
import { type CaptureComments, verdictComments } from '../../incident/packet-comments.ts'
import { type AnalyzeArguments, engineOptions, withAnalyzeOptions } from '../analyze-options.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import { complain, write } from '../terminal.ts'

interface Arguments extends AnalyzeArguments {
  readonly out: string
  readonly handshake?: string
  readonly frame?: string[]
  readonly comment?: string[]
}

export function annotateCommand(program: Command, finish: (status: ExitStatus) => void): void {
  withAnalyzeOptions(program.command('annotate'))
    .description('copy a capture to pcapng with a comment on the packets that prove the verdict')
    .argument('<in>', 'pcap or pcapng, gzip too; never written to')
    .requiredOption('--out <file>', 'the annotated pcapng')
    .option('--handshake <id>', 'comment only this handshake')
    .option('--frame <number>', 'put a comment of your own on this packet (repeatable)', collect)
    .option('--comment <text>', 'the comment for the --frame before it (repeatable)', collect)
    .action(async (input: string, given: Arguments) => finish(await run(input, given)))
}

async function run(input: string, given: Arguments): Promise<ExitStatus> {
  if (input === '-') throw new CommandError('annotate reads its input twice, so it cannot be standard input')
  const own = ownComments(given)
  const comments = own ?? (await judge(input, given))
  const result = await annotateCapture({
    input,
    output: given.out,
    sectionComment: comments.section,
    comments: comments.packets,
  })
  for (const warning of result.warnings) complain(`${input}: ${warning.message}`)
  if (result.unplaced.length > 0) complain(`${input}: has no packet ${result.unplaced.join(', ')}`)
  if (result.secretsDropped > 0) {
    complain(`${result.secretsDropped} blocks of decryption secrets were left out of ${given.out}`)
  }
  await write(`${given.out}: ${result.summary.packets} packets, ${result.commented} with a comment\n`)
  return result.unplaced.length > 0 ? EXIT.unusable : EXIT.fine
}

async function judge(input: string, given: Arguments): Promise<CaptureComments> {
  const handshakes: HandshakeDocument[] = []
  const wanted = (document: HandshakeDocument): boolean =>
    given.handshake === undefined || document.id === given.handshake
  const result = await analyse([{ path: input, input }], await engineOptions(given), {
    handshake: (document) => {
      if (wanted(document)) handshakes.push(document)
    },
    failed: (_path, message) => complain(message),
  })
  if (result.failures > 0) throw new CommandError(`${input}: could not be read, nothing was written`)
  if (given.handshake !== undefined && handshakes.length === 0) {
    throw new CommandError(`${input}: no handshake ${given.handshake}`)
  }
  return verdictComments(handshakes)
}

/** `--frame` and `--comment` pairs; `null` where none were given. */
function ownComments(given: Arguments): CaptureComments | null {
  const frames = given.frame ?? []
  const texts = given.comment ?? []
  if (frames.length === 0 && texts.length === 0) return null
  if (frames.length !== texts.length) throw new CommandError('each --frame needs its --comment')
  const packets = new Map<number, string[]>()
  frames.forEach((text, at) => {
    const frame = Number(text)
    if (!Number.isInteger(frame) || frame < 1)
      throw new CommandError(`--frame ${text}: expected a packet number`)
    packets.set(frame, [...(packets.get(frame) ?? []), texts[at] ?? ''])
  })
  return { section: `tlscope: comments on ${packets.size} packets`, packets }
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value]
}
