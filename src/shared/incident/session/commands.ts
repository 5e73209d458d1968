import type { Command } from '../../runbook/article.ts'
import type { ArticleIndex } from '../../runbook/article-index.ts'
import { applicability, type Situation } from '../../runbook/match.ts'
import { fill, type KnownValues } from '../../runbook/placeholders.ts'
import type { LogQuery } from '../kql/queries.ts'
import type { Checklist, ChecklistCommand } from './checklist.ts'
import type { ItemState, NextCommand, SessionCommand, SessionItem } from './shape.ts'

export interface CommandTerms {
  readonly library: ArticleIndex
  readonly names: KnownValues
  readonly situation: Pick<Situation, 'sku' | 'tier'>
  readonly queries: readonly LogQuery[]
}

/** The checklist's commands by id, filled; those for another SKU or tier, or whose article is gone, are left out. */
export function commandsOf(
  { commands }: Checklist,
  terms: CommandTerms,
): ReadonlyMap<string, SessionCommand> {
  return new Map(
    commands.flatMap((command) => {
      const filled = filledCommand(command, terms)
      return filled === null ? [] : [[command.id, filled] as const]
    }),
  )
}

function filledCommand(
  command: ChecklistCommand,
  { library, names, situation, queries }: CommandTerms,
): SessionCommand | null {
  const { id, what } = command
  if ('query' in command) {
    const query = queries.find((one) => one.id.startsWith(`${command.query}-`))
    if (query === undefined) return null
    return { id, what, shell: 'kql', text: query.text, open: [], condition: null, article: null }
  }
  const meant = 'text' in command ? own(command) : ofArticle(library, command)
  if (meant === null) return null
  const fits = applicability({ ...meant, legs: [] }, situation)
  if (fits === 'no') return null
  const { text, open } = fill(meant.text, names)
  return {
    id,
    what,
    shell: meant.shell,
    text,
    open,
    condition: fits === 'maybe' ? conditionOf(meant) : null,
    article: meant.article,
  }
}

type Meant = Omit<Command, 'kind' | 'legs'> & { readonly kind: 'check'; readonly article: string | null }

function own(command: Extract<ChecklistCommand, { text: string }>): Meant {
  const { id, shell, text, skus = [], tiers = [] } = command
  return {
    id,
    shell,
    text,
    skus,
    tiers,
    kind: 'check',
    section: 'How to confirm',
    step: null,
    line: 0,
    article: null,
  }
}

function ofArticle(
  library: ArticleIndex,
  command: Extract<ChecklistCommand, { article: string }>,
): Meant | null {
  const found = library.article(command.article)?.commands.find(({ id }) => id === command.command)
  // A checklist only looks; whatever an article makes of an id, nothing that changes anything is offered here.
  if (found === undefined || (found.kind !== 'check' && found.kind !== 'verify')) return null
  let { text } = found
  for (const [name, value] of Object.entries(command.as ?? {})) text = text.replaceAll(`<${name}>`, value)
  return { ...found, kind: 'check', text, article: command.article }
}

function conditionOf({ skus, tiers }: Meant): string {
  return `only ${[...skus.map((sku) => `gateway ${sku}`), ...tiers.map((tier) => `API Management ${tier}`)].join(', ')}`
}

const MOST_NEXT = 3

/**
 * What to run next: one command after the other, each the one that answers most of the items that are still open and
 * that no earlier one answers. Items count for their first command, which tells most.
 */
export function nextCommands(
  items: readonly (Pick<SessionItem, 'id' | 'commands'> & { readonly state: ItemState })[],
  most = MOST_NEXT,
): NextCommand[] {
  const open = items.filter(({ state, commands }) => state === 'open' && commands.length > 0)
  const answers = new Map<string, { command: SessionCommand; ids: string[] }>()
  for (const { id, commands } of open) {
    const [first] = commands
    if (first === undefined) continue
    const entry = answers.get(first.id) ?? { command: first, ids: [] }
    entry.ids.push(id)
    answers.set(first.id, entry)
  }
  return [...answers.values()]
    .sort((a, b) => b.ids.length - a.ids.length)
    .slice(0, most)
    .map(({ command, ids }) => ({ command, answers: ids }))
}
