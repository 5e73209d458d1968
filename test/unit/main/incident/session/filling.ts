import { readFileSync } from 'node:fs'
import {
  accessLogOf,
  fillSession,
  type SessionInputs,
  topologyOf,
} from '../../../../../src/main/incident/session/fill-session.ts'
import { HandshakeShelf } from '../../../../../src/main/incident/session/handshake-shelf.ts'
import { readLibrary } from '../../../../../src/main/runbook/article-files.ts'
import type { HandshakeDocument } from '../../../../../src/shared/contract/analysis.ts'
import { type AnswerRead, readAnswer } from '../../../../../src/shared/incident/answer/read-answer.ts'
import type { Session, SessionItem } from '../../../../../src/shared/incident/session/shape.ts'
import type { KnownValues } from '../../../../../src/shared/runbook/placeholders.ts'

export const library = await readLibrary()

export interface Given {
  readonly documents?: readonly string[]
  readonly pasted?: readonly { readonly text: string; readonly item?: string }[]
  readonly handshakes?: readonly HandshakeDocument[]
  readonly typed?: KnownValues
  readonly gateway?: string
  readonly apim?: string
  readonly place?: SessionInputs['place']
  readonly ways?: SessionInputs['ways']
}

/** A session of documents in test/azure, pasted texts and handshakes, as of 22 November 2026. */
export function fill({
  documents = [],
  pasted = [],
  handshakes = [],
  typed = {},
  gateway,
  apim,
  place = {},
  ways = [],
}: Given = {}) {
  const answers: AnswerRead[] = [
    ...documents.map((name) =>
      readAnswer(readFileSync(new URL(`../../../../azure/documents/${name}`, import.meta.url)), name),
    ),
    ...pasted.map(({ text, item }, at) =>
      readAnswer(new TextEncoder().encode(text), `pasted ${at + 1}`, item ?? null),
    ),
  ]
  const topology = { gateway: gateway ?? null, apim: apim ?? null }
  const shelf = new HandshakeShelf(topologyOf(answers, topology), accessLogOf(answers))
  for (const one of handshakes) shelf.add(one)
  return fillSession(
    {
      answers,
      shelf,
      sourceOf: () => ({ path: 'jump.pcapng', isProbe: false }),
      host: null,
      topology,
      typed,
      place,
      transactions: [],
      ways,
      nowMillis: Date.parse('2026-11-22T12:00:00Z'),
    },
    library,
  )
}

export function item({ session }: { session: Session }, id: string): SessionItem {
  const found = session.items.find((one) => one.id === id)
  if (found === undefined) throw new Error(`no item ${id}`)
  return found
}

export const HEALTHY = ['gateway-show.json', 'apim-show.json', 'health-healthy.json']
