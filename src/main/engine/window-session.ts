import { type SessionDocument, sessionDocument } from '../../shared/contract/session.ts'
import { type AnswerRead, readAnswer } from '../../shared/incident/answer/read-answer.ts'
import type { SessionAnswer, SessionRequest } from '../../shared/ipc/session-channels.ts'
import type { Library } from '../../shared/runbook/library.ts'
import { isPlaceholder, type KnownValues, type PlaceholderName } from '../../shared/runbook/placeholders.ts'
import { readAnswerBytes } from '../incident/session/answer-file.ts'
import { accessLogOf, fillSession, topologyOf } from '../incident/session/fill-session.ts'
import { HandshakeShelf } from '../incident/session/handshake-shelf.ts'
import { sessionMarkdown } from '../incident/session/markdown.ts'
import type { OpenCaptures } from './open-captures.ts'
import { topologyOfPlaces } from './window-options.ts'

/** The window's session: read and filled each time anew, from what is pasted, dropped and open. Nothing is kept. */
export class WindowSession {
  readonly #captures: (analysis: string) => OpenCaptures | null
  readonly #library: () => Promise<Library>

  /** @param captures what is open under that id; `null` where it is no longer */
  constructor(captures: (analysis: string) => OpenCaptures | null, library: () => Promise<Library>) {
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
    const shelf = new HandshakeShelf(topologyOf(answers, topology), accessLogOf(answers))
    const sources: { readonly path: string; readonly isProbe: boolean }[] = []
    for (let at = 0; captures !== null; at++) {
      const source = captures.source(at)
      if (source === null) break
      sources.push({ path: source.input.path, isProbe: source.input.probe !== undefined })
      for (const handshake of await captures.handshakesOf(at)) shelf.add(handshake)
    }
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
