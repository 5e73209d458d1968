import type { DocumentKindId } from '../../azure/documents/kind.ts'
import { type Fact as DocumentFact, factsOf } from '../../azure/facts.ts'
import type { Place } from '../../azure/model.ts'
import type { Leg } from '../../conversation/vocabulary.ts'
import type { ApimTier, GatewaySku } from '../../runbook/article.ts'
import type { KnownValues } from '../../runbook/placeholders.ts'
import type { AnswerRead } from '../answer/read-answer.ts'
import type { SessionHandshake, SessionKnowledge } from './knowledge.ts'
import type { Fact, FactSource, FactVerdict } from './shape.ts'

/** What an item's filling stands on: the knowledge, sorted so that every item asks alike. */
export interface Ground {
  readonly knowledge: SessionKnowledge
  readonly sku: GatewaySku | null
  readonly tier: ApimTier | null
  readonly names: KnownValues
  /** What documents show, in words. */
  readonly told: readonly DocumentFact[]
}

/** What is known for an item; `sessionOf` adds the findings and tells its state. */
export interface Filling {
  readonly facts: readonly Fact[]
  readonly needs: readonly Need[]
  /** Why the question does not arise here. */
  readonly notApplicable?: string
}

/** One thing that has to be known before the item counts as answered. */
export interface Need {
  /** As a clause: `the SKU of the gateway`. */
  readonly what: string
  readonly met: boolean
  /** The command that tells it, where it is not the item's first. */
  readonly command?: string
}

export type Fill = (ground: Ground) => Filling

export function groundOf(
  knowledge: SessionKnowledge,
  place: { readonly sku: GatewaySku | null; readonly tier: ApimTier | null },
  names: KnownValues,
): Ground {
  return { knowledge, ...place, names, told: factsOf(knowledge.model).facts }
}

/** What documents of these kinds show, one fact each. @param fine whether a fact with no finding against it is as it should be */
export function documentFacts(
  { knowledge, told }: Ground,
  kinds: readonly DocumentKindId[],
  fine: (fact: DocumentFact) => boolean = () => false,
): Fact[] {
  return told.flatMap((one) => {
    if (!kinds.includes(one.about)) return []
    const words = one.says.join(', ')
    const verdict = isFaulted(knowledge, one.at) ? 'noted' : fine(one) ? 'fine' : 'noted'
    return [factOf(words === '' ? one.name : `${one.name}: ${words}`, verdict, [fileSource(one.at)])]
  })
}

export function factOf(
  text: string,
  verdict: FactVerdict,
  sources: readonly FactSource[],
  cure: Partial<Pick<Fact, 'finding' | 'article'>> = {},
): Fact {
  return { text, verdict, sources, finding: cure.finding ?? null, article: cure.article ?? null }
}

export function fileSource({ file, pointer }: Place): FactSource {
  return { kind: 'file', file, pointer }
}

export function handshakeSource({ document, path }: SessionHandshake): FactSource {
  return { kind: 'handshake', id: document.id, path }
}

/** Something worse than information is found there, or within. */
export function isFaulted({ findings }: SessionKnowledge, place: Place): boolean {
  return findings.some(
    ({ severity, sources }) => severity !== 'info' && sources.some((source) => isWithin(source, place)),
  )
}

export function isWithin(source: FactSource, { file, pointer }: Place): boolean {
  return (
    source.kind === 'file' &&
    source.file === file &&
    (source.pointer === pointer || source.pointer.startsWith(`${pointer}/`))
  )
}

export function onLegs({ knowledge }: Ground, ...legs: readonly Leg[]): SessionHandshake[] {
  return knowledge.handshakes.filter(({ document }) => legs.includes(document.leg))
}

/** `h3 (and 11 like it)`. */
export function calledHandshake({ document, count }: SessionHandshake): string {
  return count === 1 ? document.id : `${document.id} (and ${count - 1} like it)`
}

/**
 * Which leg a pasted answer is about: by the item it was given to, else by the name or address it went to, where that
 * is one of the incident's. Nothing is guessed.
 */
export function legOfAnswer(
  { names }: Ground,
  answer: AnswerRead,
  at: number,
): 'listener' | 'backend' | null {
  if (answer.item !== null && LISTENER_ITEMS.has(answer.item)) return 'listener'
  if (answer.item !== null && BACKEND_ITEMS.has(answer.item)) return 'backend'
  const run = answer.sClient[at]
  const spoken = [run?.serverName, run?.target?.replace(/:\d+$/, ''), answer.curl?.host, answer.curl?.address]
  const meets = (...known: readonly (string | undefined)[]): boolean =>
    known.some((one) => one !== undefined && spoken.some((word) => word?.toLowerCase() === one.toLowerCase()))
  const [listener, backend] = [
    meets(names['gateway-host'], names['gateway-ip']),
    meets(names.host, names['backend-ip']),
  ]
  // One public name often stands before both machines.
  return listener === backend ? null : listener ? 'listener' : 'backend'
}

const LISTENER_ITEMS = new Set(['listener-certificate', 'listener-client-auth', 'live-tls-policy'])
const BACKEND_ITEMS = new Set(['apim-server-certificate', 'apim-negotiation', 'live-direct', 'live-chain'])
