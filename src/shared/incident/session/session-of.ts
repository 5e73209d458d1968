import { count } from '../../diagnosis/words.ts'
import type { ArticleIndex } from '../../runbook/article-index.ts'
import type { KnownValues } from '../../runbook/placeholders.ts'
import { logQueries } from '../kql/queries.ts'
import type { Checklist, ChecklistItem } from './checklist.ts'
import { commandsOf, nextCommands } from './commands.ts'
import { type Filling, factOf, type Ground, groundOf } from './ground.ts'
import { FILLS } from './items/index.ts'
import type { SessionFinding, SessionKnowledge } from './knowledge.ts'
import { logTermsOf, windowOf } from './log-terms.ts'
import { namesOf, placeOf } from './names.ts'
import { remarksByItem } from './remarks.ts'
import {
  type Fact,
  ITEM_STATES,
  type ItemState,
  type Progress,
  type Session,
  type SessionItem,
} from './shape.ts'

/** Facts that are told of one item; what is wrong stands first. */
const MOST_FACTS = 24

/** The checklist, filled with what is known. Pure and deterministic. */
export function sessionOf(knowledge: SessionKnowledge, checklist: Checklist, library: ArticleIndex): Session {
  const names = namesOf(knowledge)
  const known: KnownValues = Object.fromEntries(names.map(({ name, value }) => [name, value]))
  const place = placeOf(knowledge)
  const ground = groundOf(knowledge, place, known)
  const window = windowOf(knowledge)
  const queries = logQueries(logTermsOf(ground, window))
  const commands = commandsOf(checklist, {
    library,
    names: known,
    situation: {
      ...(place.sku === null ? {} : { sku: place.sku }),
      ...(place.tier === null ? {} : { tier: place.tier }),
    },
    queries,
  })
  const remarks = remarksByItem(ground)
  const items = checklist.items.map((item): SessionItem => {
    const filling = FILLS.get(item.id)?.(ground) ?? { facts: [], needs: [] }
    const facts = [
      ...(remarks.get(item.id) ?? []),
      ...findingFacts(item, knowledge.findings),
      ...filling.facts,
    ].sort((a, b) => WEIGHT[a.verdict] - WEIGHT[b.verdict])
    return {
      id: item.id,
      part: item.part,
      title: item.title,
      ask: item.ask,
      truth: item.truth,
      state: stateOf(facts, filling),
      why: filling.notApplicable ?? null,
      facts: facts.slice(0, MOST_FACTS),
      missing: filling.notApplicable === undefined ? missingOf(filling) : [],
      commands: inOrderOfNeed(item.commands, filling).flatMap((id) => commands.get(id) ?? []),
      answeredBy: item.answeredBy,
      notes: notesOf(item.id, knowledge),
    }
  })
  return {
    items,
    progress: progressOf(items),
    next: nextCommands(items),
    names,
    ...place,
    window,
    queries,
    withoutLeg: knowledge.handshakes.reduce(
      (sum, { document, count: alike }) => (document.leg === 'unknown' ? sum + alike : sum),
      0,
    ),
    inputs: inputsOf(ground),
  }
}

const WEIGHT: Readonly<Record<Fact['verdict'], number>> = { contradiction: 0, wrong: 1, fine: 2, noted: 3 }

function stateOf(facts: readonly Fact[], filling: Filling): ItemState {
  if (facts.some(({ verdict }) => verdict === 'contradiction')) return 'contradictory'
  if (filling.notApplicable !== undefined) return 'not-applicable'
  return filling.needs.some(({ met }) => !met) ? 'open' : 'answered'
}

function missingOf({ needs }: Filling): string[] {
  return needs.filter(({ met }) => !met).map(({ what }) => what)
}

/** The command that tells what is not known yet stands first. */
function inOrderOfNeed(ids: readonly string[], { needs }: Filling): readonly string[] {
  const first = needs.find(({ met }) => !met)?.command
  return first === undefined ? ids : [first, ...ids.filter((id) => id !== first)]
}

function progressOf(items: readonly SessionItem[]): Progress {
  const count = (state: ItemState): number => items.filter((item) => item.state === state).length
  const [answered, contradictory, open, notApplicable] = ITEM_STATES.map(count)
  return {
    answered: answered ?? 0,
    contradictory: contradictory ?? 0,
    open: open ?? 0,
    'not-applicable': notApplicable ?? 0,
    total: items.length,
  }
}

/** What is found that belongs to this item. Each sentence once, with all the places it is told of. */
function findingFacts(item: ChecklistItem, findings: readonly SessionFinding[]): Fact[] {
  const facts = new Map<string, Fact>()
  for (const finding of findings) {
    if (!isOf(item, finding)) continue
    const before = facts.get(finding.summary)
    const sources = [...(before?.sources ?? []), ...finding.sources].slice(0, 5)
    const fact = factOf(finding.summary, finding.severity === 'info' ? 'noted' : 'wrong', sources, {
      finding: finding.id,
      article: finding.fixes[0] ?? null,
    })
    facts.set(finding.summary, fact)
  }
  return [...facts.values()]
}

function isOf({ findings }: ChecklistItem, { id, leg }: SessionFinding): boolean {
  return findings.some(
    ({ ids, legs }) =>
      (legs === undefined || legs.includes(leg)) &&
      ids.some((one) => (one.endsWith('*') ? id.startsWith(one.slice(0, -1)) : id === one)),
  )
}

function notesOf(item: string, { answers }: SessionKnowledge): SessionItem['notes'] {
  return answers.flatMap(({ item: given, note, name }) =>
    given === item && note !== null ? [{ name, text: note }] : [],
  )
}

function inputsOf({ knowledge }: Ground): Session['inputs'] {
  const captures = new Map<string, { count: number; legless: number }>()
  for (const { path, count, document } of knowledge.handshakes) {
    const sum = captures.get(path) ?? { count: 0, legless: 0 }
    const legless = document.leg === 'unknown' ? count : 0
    captures.set(path, { count: sum.count + count, legless: sum.legless + legless })
  }
  return [
    ...knowledge.answers.map(({ name, said, problems }) => ({ name, said, problems })),
    ...[...captures].map(([name, sum]) => ({ name, said: captureWords(sum), problems: [] })),
  ]
}

function captureWords({ count: all, legless }: { readonly count: number; readonly legless: number }): string {
  const words = count(all, 'handshake')
  if (legless === 0) return words
  const which = legless === all ? 'on no known leg' : `${legless} of them on no known leg`
  return `${words}, ${which}: tell where gateway and API Management are, and they count here`
}
