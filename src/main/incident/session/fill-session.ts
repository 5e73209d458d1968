import { basename } from 'node:path'
import { mergeModels } from '../../../shared/azure/merge.ts'
import type { AccessLogEntry } from '../../../shared/azure/model.ts'
import { judgeDocuments } from '../../../shared/azure/opinion.ts'
import type { PathDocument } from '../../../shared/contract/paths.ts'
import type { Finding } from '../../../shared/diagnosis/finding.ts'
import type { Topology } from '../../../shared/diagnosis/leg.ts'
import type { AnswerRead } from '../../../shared/incident/answer/read-answer.ts'
import type {
  SessionFinding,
  SessionKnowledge,
  SessionWay,
} from '../../../shared/incident/session/knowledge.ts'
import { sessionOf } from '../../../shared/incident/session/session-of.ts'
import type { FactSource, Session } from '../../../shared/incident/session/shape.ts'
import type { ArticleIndex } from '../../../shared/runbook/article-index.ts'
import { isSafeValue, type KnownValues, type PlaceholderName } from '../../../shared/runbook/placeholders.ts'
import { topologyFrom } from '../../azure/held-against.ts'
import { readChecklist } from './checklist.ts'
import type { HandshakeShelf } from './handshake-shelf.ts'

/** What a session is made of, before anything is made of it. */
export interface SessionInputs {
  readonly answers: readonly AnswerRead[]
  /** What captures showed; made with the topology that `topologyOf` gives. */
  readonly shelf: HandshakeShelf
  /** The name of a source of its handshakes, and whether it is a probe. */
  readonly sourceOf: (source: number) => { readonly path: string; readonly isProbe: boolean }
  readonly host: string | null
  readonly topology: Topology
  readonly typed: KnownValues
  readonly place: SessionKnowledge['place']
  readonly transactions: readonly string[]
  /** As the analysis of the captures joined them. */
  readonly ways: readonly PathDocument[]
  readonly nowMillis: number
}

export interface FilledSession {
  readonly session: Session
  /** A document has an error, or a handshake broke: the exit status is 1. */
  readonly broken: boolean
}

/** Where the machines are, by the user's words and the documents: read before captures, so that these get their legs. */
export function topologyOf(answers: readonly AnswerRead[], given: Topology): Topology {
  return topologyFrom(mergeModels(partsOf(answers)), given)
}

function partsOf(answers: readonly AnswerRead[]) {
  return answers.flatMap(({ azure }) => (azure === null ? [] : [azure.parts]))
}

/** Judges documents and handshakes together, and fills the checklist with what comes of it. */
export function fillSession(inputs: SessionInputs, library: ArticleIndex): FilledSession {
  const { answers, host, shelf, sourceOf, typed } = inputs
  const topology = topologyOf(answers, inputs.topology)
  const pathOf = (source: number): string => sourceOf(source).path
  const handshakes = shelf.handshakes(pathOf, (source) => sourceOf(source).isProbe)
  const files = answers.flatMap(({ azure }) => azure ?? [])
  const opinion = judgeDocuments(
    files,
    { nowMillis: inputs.nowMillis, host, topology, wire: shelf.observations() },
    shelf.verdicts(),
  )
  const pathOfId = new Map(handshakes.map(({ document, path }) => [document.id, path]))
  const knowledge: SessionKnowledge = {
    model: opinion.model,
    documents: files.map(({ parts }) => parts),
    logged: shelf.logged(pathOf),
    ways: waysOf(inputs.ways, (id) => pathOf(sourceOfId(id))),
    findings: [...opinion.findings.map((one) => ofDocuments(one, pathOfId)), ...shelf.findings(pathOf)],
    notes: opinion.notes,
    handshakes,
    window: shelf.window,
    answers,
    typed: host === null ? typed : { host, ...typed },
    assumed: namesOfPlaces(inputs.topology),
    place: inputs.place,
    transactions: inputs.transactions,
    captureNames: shelf.names((source) =>
      sourceOf(source).isProbe ? null : basename(sourceOf(source).path),
    ),
    nowMillis: inputs.nowMillis,
  }
  return {
    session: sessionOf(knowledge, readChecklist(), library),
    broken: opinion.broken || shelf.broken > 0,
  }
}

/** Those that broke, each with the connections that it is of. */
function waysOf(ways: readonly PathDocument[], pathOfId: (id: string) => string): SessionWay[] {
  return ways.flatMap(({ front, back, state, brokenLeg, sentence }) => {
    if (brokenLeg === 'none' || state === 'front-only') return []
    const sources = [front, ...back].map((id) => ({ kind: 'handshake', id, path: pathOfId(id) }) as const)
    return [{ sentence, sources }]
  })
}

/** `h3` is of the first source, `s1h3` of the second (contract.md). */
function sourceOfId(id: string): number {
  return Number(/^s(\d+)h/.exec(id)?.[1] ?? 0)
}

/** Rows of the gateway's log that were pasted or dropped, for the shelf to follow and for ways to be joined by. */
export function accessLogOf(answers: readonly AnswerRead[]): readonly AccessLogEntry[] {
  return partsOf(answers).flatMap(({ accessLog }) => accessLog)
}

function ofDocuments(
  { id, severity, leg, summary, fixes, evidence }: Finding,
  pathOfId: ReadonlyMap<string, string>,
): SessionFinding {
  const sources = evidence.flatMap((one): FactSource[] => {
    if (one.kind === 'file') return [{ kind: 'file', file: one.file, pointer: one.pointer }]
    // Evidence of the wire beside documents begins with the handshake's id.
    const handshake = one.field.split(':', 1)[0] ?? ''
    const path = pathOfId.get(handshake)
    return path === undefined ? [] : [{ kind: 'handshake', id: handshake, path }]
  })
  return { id, severity, leg, summary, fixes, sources }
}

/** `--gateway` and `--apim`, where each is one name or address. A gateway has other addresses than its frontend's, too. */
function namesOfPlaces({ gateway, apim }: Topology): KnownValues {
  const names: Partial<Record<PlaceholderName, string>> = {}
  const put = (address: PlaceholderName, name: PlaceholderName, value: string | null): void => {
    if (value === null) return
    if (isSafeValue(address, value)) names[address] = value
    else if (isName(value)) names[name] = value
  }
  put('gateway-ip', 'gateway-host', gateway)
  put('backend-ip', 'host', apim)
  return names
}

function isName(text: string): boolean {
  return isSafeValue('host', text) && /^(?=.*[a-z]).+\./i.test(text)
}
