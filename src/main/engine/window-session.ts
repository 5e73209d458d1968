import type { AccessLogEntry } from '../../shared/azure/model.ts'
import { type SessionDocument, sessionDocument } from '../../shared/contract/session.ts'
import type { Topology } from '../../shared/diagnosis/leg.ts'
import { type AnswerRead, readAnswer } from '../../shared/incident/answer/read-answer.ts'
import { followedRows } from '../../shared/incident/session/log-follower.ts'
import type { SessionAnswer, SessionRequest } from '../../shared/ipc/session-channels.ts'
import type { Library } from '../../shared/runbook/library.ts'
import { isPlaceholder, type KnownValues, type PlaceholderName } from '../../shared/runbook/placeholders.ts'
import { readAnswerBytes } from '../incident/session/answer-file.ts'
import { accessLogOf, fillSession, topologyOf } from '../incident/session/fill-session.ts'
import { HandshakeShelf } from '../incident/session/handshake-shelf.ts'
import { sessionMarkdown } from '../incident/session/markdown.ts'
import type { OpenCaptures } from './open-captures.ts'
import { topologyOfPlaces } from './window-options.ts'

type Captures = Pick<OpenCaptures, 'changes' | 'ways' | 'source' | 'handshakesOf'>

/** What captures show, kept from one question to the next: their handshakes need not be judged again for each answer. */
interface KeptShelf {
  /** What it was made of. */
  readonly key: string
  readonly shelf: HandshakeShelf
  readonly sources: readonly { readonly path: string; readonly isProbe: boolean }[]
}

/**
 * The window's session: read and filled each time anew, from what is pasted, dropped and open. Of the captures one of
 * each kind of handshake is kept while neither they, nor where the machines are, nor the log's rows change.
 */
export class WindowSession {
  readonly #captures: (analysis: string) => Captures | null
  readonly #library: () => Promise<Library>
  #kept: KeptShelf | null = null

  /** @param captures what is open under that id; `null` where it is no longer */
  constructor(captures: (analysis: string) => Captures | null, library: () => Promise<Library>) {
    this.#captures = captures
    this.#library = library
  }

  readonly answers = {
    'session:fill': (request: SessionRequest) => this.#fill(request),
    'session:markdown': async (request: SessionRequest) => ({
      markdown: sessionMarkdown((await this.#fill(request)).document),
    }),
  }

  async #fill(request: SessionRequest): Promise<{ document: SessionDocument; unread: string[] }> {
    const { answers, unread } = await readAll(request.answers)
    const captures = request.analysis === null ? null : this.#captures(request.analysis)
    const topology = topologyOfPlaces(request.places)
    const { shelf, sources } = await this.#shelfOf(
      request.analysis,
      captures,
      topologyOf(answers, topology),
      followedRows(accessLogOf(answers)),
    )
    const { session } = fillSession(
      {
        answers,
        shelf,
        sourceOf: (source) => sources[source] ?? { path: '', isProbe: false },
        host: null,
        topology,
        typed: placeholdersAmong(request.names),
        place: {
          ...(request.sku === null ? {} : { sku: request.sku }),
          ...(request.tier === null ? {} : { tier: request.tier }),
        },
        transactions: [],
        ways: captures?.ways ?? [],
        nowMillis: Date.now(),
      },
      await this.#library(),
    )
    return { document: sessionDocument(session), unread }
  }

  async #shelfOf(
    analysis: string | null,
    captures: Captures | null,
    topology: Topology,
    log: readonly AccessLogEntry[],
  ): Promise<KeptShelf> {
    // By its id: what is closed is not to be held by this.
    const key = (): string => JSON.stringify([analysis, captures?.changes, topology, log])
    const made = key()
    if (this.#kept?.key === made) return this.#kept
    const shelf = new HandshakeShelf(topology, log)
    const sources: { readonly path: string; readonly isProbe: boolean }[] = []
    for (let at = 0; captures !== null; at++) {
      const source = captures.source(at)
      if (source === null) break
      sources.push({ path: source.input.path, isProbe: source.input.probe !== undefined })
      for (const handshake of await captures.handshakesOf(at)) shelf.add(handshake)
    }
    const told = { key: made, shelf, sources }
    // While it is still read, the next question finds more.
    this.#kept = key() === made ? told : null
    return told
  }
}

async function readAll(
  given: readonly SessionAnswer[],
): Promise<{ answers: AnswerRead[]; unread: string[] }> {
  const answers: AnswerRead[] = []
  const unread: string[] = []
  for (const answer of given) {
    if ('text' in answer) {
      answers.push(readAnswer(new TextEncoder().encode(answer.text), answer.name, answer.item))
      continue
    }
    // Standard input is the application's own.
    const read = await readAnswerBytes(answer.path === '-' ? './-' : answer.path)
    if (read.ok) answers.push(readAnswer(read.bytes, read.name, answer.item))
    else unread.push(read.problem)
  }
  return { answers, unread }
}

function placeholdersAmong(names: Readonly<Record<string, string>>): KnownValues {
  const known: Partial<Record<PlaceholderName, string>> = {}
  for (const [name, value] of Object.entries(names)) if (isPlaceholder(name)) known[name] = value
  return known
}
