import { upstreamPortsOf } from '../../../shared/azure/access-log.ts'
import type { PathDocument } from '../../../shared/contract/paths.ts'
import { sessionDocument } from '../../../shared/contract/session.ts'
import { type AnswerRead, captureForm, readAnswer } from '../../../shared/incident/answer/read-answer.ts'
import type { ApimTier, GatewaySku } from '../../../shared/runbook/article.ts'
import { analyse } from '../../engine/analysis.ts'
import type { EngineOptions } from '../../engine/options.ts'
import { readAnswerBytes } from '../../incident/session/answer-file.ts'
import { readChecklist } from '../../incident/session/checklist.ts'
import { accessLogOf, fillSession, topologyOf } from '../../incident/session/fill-session.ts'
import { HandshakeShelf } from '../../incident/session/handshake-shelf.ts'
import { sessionMarkdown } from '../../incident/session/markdown.ts'
import { type AnalyzeArguments, engineOptions } from '../analyze-options.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import { readRunbook } from '../team-runbook.ts'
import { complain, ProgressLine, write } from '../terminal.ts'
import { queriesText, sessionText } from '../text/session-text.ts'
import { namesFrom } from './runbook.ts'

export interface SessionArguments extends AnalyzeArguments {
  readonly with?: string[]
  readonly pasteFrom?: string[]
  readonly set?: string[]
  readonly sku?: GatewaySku
  readonly tier?: ApimTier
  readonly transaction?: string[]
  readonly kql?: boolean
  readonly md?: boolean
  readonly json?: boolean
}

export async function runSession(
  files: string[],
  given: SessionArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  const named = given.with ?? []
  const asked = [...files.map((path) => ({ item: null, path })), ...(given.pasteFrom ?? []).map(pasteOf)]
  refuseContradictions(given, [...asked.map(({ path }) => path), ...named])
  const typed = namesFrom(given.set ?? [])
  const options = await engineOptions(given)
  if ([...asked.map(({ path }) => path), ...named].includes('-')) interruption.releasesStandardInput()
  const { signal } = interruption

  const { answers, unread, captures: among } = await readAnswers(asked)
  const captures = [...named, ...among]
  if (signal.aborted) return EXIT.interrupted
  for (const problem of [...unread, ...answers.flatMap(({ problems }) => problems)]) complain(problem)
  const topology = topologyOf(answers, options.topology)
  const log = accessLogOf(answers)
  const upstreamPorts = [...options.upstreamPorts, ...upstreamPortsOf(log)]
  const shelf = new HandshakeShelf(topology, log)
  const seen = await readCaptures(captures, shelf, { ...options, topology, upstreamPorts }, signal)
  if (seen === null) return EXIT.interrupted

  const { session, broken } = fillSession(
    {
      answers,
      shelf,
      sourceOf: (source) => seen.sources[source] ?? { path: captures[source] ?? '', isProbe: false },
      host: options.host,
      topology: options.topology,
      typed,
      place: {
        ...(given.sku === undefined ? {} : { sku: given.sku }),
        ...(given.tier === undefined ? {} : { tier: given.tier }),
      },
      transactions: given.transaction ?? [],
      ways: seen.ways,
      nowMillis: options.atMillis ?? Date.now(),
    },
    await readRunbook(),
  )
  const document = sessionDocument(session)
  if (given.json === true) await write(`${JSON.stringify(document)}\n`)
  else if (given.md === true) await write(sessionMarkdown(document))
  else if (given.kql === true) await write(queriesText(document))
  else await write(sessionText(document))
  if (broken) return EXIT.broken
  const notRead = answers.some(({ said, problems }) => said === 'not read' && problems.length > 0)
  return notRead || unread.length > 0 || seen.failures > 0 ? EXIT.unusable : EXIT.fine
}

interface AskedAnswer {
  readonly item: string | null
  readonly path: string
}

/** `live-chain=-`, `chain.txt`. A path may hold an equals sign; an item's id never has a slash or a dot. */
function pasteOf(text: string): AskedAnswer {
  const [, item, path] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(text) ?? []
  if (item === undefined || path === undefined) return { item: null, path: text }
  const ids = readChecklist().items.map(({ id }) => id)
  if (!ids.includes(item))
    throw new CommandError(
      `--paste-from ${text}: there is no item ${item}; expected one of ${ids.join(', ')}`,
    )
  return { item, path }
}

function refuseContradictions({ json, md, kql }: SessionArguments, paths: readonly string[]): void {
  if ([json, md, kql].filter((one) => one === true).length > 1)
    throw new CommandError('--json, --md and --kql exclude each other')
  if (paths.filter((path) => path === '-').length > 1)
    throw new CommandError('standard input (-) can be read only once')
}

interface ReadAnswers {
  readonly answers: readonly AnswerRead[]
  readonly unread: readonly string[]
  /** Captures among them: they are read like those of `--with`. */
  readonly captures: readonly string[]
}

async function readAnswers(asked: readonly AskedAnswer[]): Promise<ReadAnswers> {
  const answers: AnswerRead[] = []
  const unread: string[] = []
  const captures: string[] = []
  for (const { item, path } of asked) {
    const read = await readAnswerBytes(path)
    if (!read.ok) unread.push(read.problem)
    else if (path !== '-' && captureForm(read.bytes) !== null) captures.push(path)
    else answers.push(readAnswer(read.bytes, read.name, item))
  }
  return { answers, unread, captures }
}

interface SeenCaptures {
  readonly ways: readonly PathDocument[]
  readonly sources: readonly { readonly path: string; readonly isProbe: boolean }[]
  readonly failures: number
}

/** `null`: interrupted. */
async function readCaptures(
  paths: readonly string[],
  shelf: HandshakeShelf,
  options: EngineOptions,
  signal: AbortSignal,
): Promise<SeenCaptures | null> {
  if (paths.length === 0) return { ways: [], sources: [], failures: 0 }
  const progress = new ProgressLine()
  try {
    const result = await analyse(
      paths.map((path) => ({ path, input: path })),
      options,
      {
        handshake: (document) => shelf.add(document),
        failed: (_path, message) => {
          progress.clear()
          complain(message)
        },
        notJudged: (message) => {
          progress.clear()
          complain(message)
        },
        progress: (source, path, bytesRead, totalBytes, packets) =>
          progress.reading(source, path, { bytesRead, totalBytes, packets }, Date.now()),
      },
      signal,
    )
    const sources = result.sources.map(({ path, probe }) => ({ path, isProbe: probe !== undefined }))
    return { ways: result.paths, sources, failures: result.failures + result.notJudged }
  } catch (error) {
    if (signal.aborted) return null
    throw error
  } finally {
    progress.clear()
  }
}
