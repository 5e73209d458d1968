import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import { annotateCapture } from '../../capture-file/annotate.ts'
import { analyse } from '../../engine/analysis.ts'
import { type CaptureComments, verdictComments } from '../../incident/packet-comments.ts'
import { type AnalyzeArguments, engineOptions } from '../analyze-options.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import { complain, write } from '../terminal.ts'

export interface AnnotateArguments extends AnalyzeArguments {
  readonly out: string
  readonly handshake?: string
  readonly frame?: string[]
  readonly comment?: string[]
}

export async function runAnnotate(input: string, given: AnnotateArguments): Promise<ExitStatus> {
  if (input === '-') throw new CommandError('annotate reads its input twice, so it cannot be standard input')
  const own = ownComments(given)
  const { comments, notJudged } = own === null ? await judge(input, given) : { comments: own, notJudged: 0 }
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
  return result.unplaced.length + notJudged > 0 ? EXIT.unusable : EXIT.fine
}

/** @returns `notJudged` connections have no comments */
async function judge(
  input: string,
  given: AnnotateArguments,
): Promise<{ readonly comments: CaptureComments; readonly notJudged: number }> {
  const handshakes: HandshakeDocument[] = []
  const wanted = (document: HandshakeDocument): boolean =>
    given.handshake === undefined || document.id === given.handshake
  const result = await analyse([{ path: input, input }], await engineOptions(given), {
    handshake: (document) => {
      if (wanted(document)) handshakes.push(document)
    },
    failed: (_path, message) => complain(message),
    notJudged: complain,
  })
  if (result.failures > 0) throw new CommandError(`${input}: could not be read, nothing was written`)
  if (given.handshake !== undefined && handshakes.length === 0) {
    throw new CommandError(`${input}: no handshake ${given.handshake}`)
  }
  return { comments: verdictComments(handshakes), notJudged: result.notJudged }
}

/** `--frame` and `--comment` pairs; `null` where none were given. */
function ownComments(given: AnnotateArguments): CaptureComments | null {
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
