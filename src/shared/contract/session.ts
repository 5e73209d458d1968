import { z } from 'zod'
import { FINDING_IDS } from '../diagnosis/taxonomy.ts'
import { ITEM_STATES, PARTS, type Session, VERDICTS } from '../incident/session/shape.ts'
import { APIM_TIERS, GATEWAY_SKUS, SHELLS } from '../runbook/article.ts'
import { PLACEHOLDERS, type PlaceholderName } from '../runbook/placeholders.ts'
import { rfc3339 } from './time.ts'

/** The public document `tlscope.session/1`: the checklist of the meeting, filled with what is known. */

const PLACEHOLDER_NAMES = Object.keys(PLACEHOLDERS) as [PlaceholderName, ...PlaceholderName[]]
const placeholder = z.enum(PLACEHOLDER_NAMES)

const sourceSchema = z.discriminatedUnion('kind', [
  /** A JSON pointer (RFC 6901) into a saved document. */
  z.strictObject({ kind: z.literal('file'), file: z.string(), pointer: z.string() }),
  z.strictObject({ kind: z.literal('handshake'), id: z.string(), path: z.string() }),
  z.strictObject({ kind: z.literal('answer'), name: z.string() }),
  z.strictObject({ kind: z.literal('typed') }),
])

const factSchema = z.strictObject({
  text: z.string(),
  verdict: z.enum(VERDICTS),
  sources: z.array(sourceSchema),
  finding: z.enum(FINDING_IDS).nullable(),
  /** Id of the runbook article that helps. */
  article: z.string().nullable(),
})

const commandSchema = z.strictObject({
  id: z.string(),
  what: z.string(),
  shell: z.enum(SHELLS),
  /** Filled; what is not known stands open as `<name>`. */
  text: z.string(),
  open: z.array(placeholder),
  condition: z.string().nullable(),
  article: z.string().nullable(),
})

const itemSchema = z.strictObject({
  id: z.string(),
  part: z.enum(PARTS),
  title: z.string(),
  ask: z.string(),
  truth: z.string().nullable(),
  state: z.enum(ITEM_STATES),
  why: z.string().nullable(),
  facts: z.array(factSchema),
  missing: z.array(z.string()),
  commands: z.array(commandSchema),
  answeredBy: z.string(),
  notes: z.array(z.strictObject({ name: z.string(), text: z.string() })),
})

export const sessionSchema = z.strictObject({
  schema: z.literal('tlscope.session/1'),
  progress: z.strictObject({
    answered: z.int(),
    contradictory: z.int(),
    open: z.int(),
    'not-applicable': z.int(),
    total: z.int(),
  }),
  /** The commands that answer most of what is open. */
  next: z.array(z.strictObject({ command: commandSchema, answers: z.array(z.string()) })),
  items: z.array(itemSchema),
  names: z.array(
    z.strictObject({ name: placeholder, value: z.string(), from: z.enum(['typed', 'documents', 'capture']) }),
  ),
  /** The gateway's generation and API Management's tier, where known. */
  situation: z.strictObject({ sku: z.enum(GATEWAY_SKUS).nullable(), tier: z.enum(APIM_TIERS).nullable() }),
  /**
   * What the captures span, five minutes wider at both ends; where there is none, or none of the pasted log rows is of
   * its time, what the rows span. null without either.
   */
  window: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
  /** KQL for the gateway's logs, in both table shapes. */
  queries: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      table: z.enum(['AzureDiagnostics', 'AGWAccessLogs', 'AGWFirewallLogs']),
      text: z.string(),
    }),
  ),
  /** Handshakes that count for no item and in no query: no leg is known of them. */
  withoutLeg: z.int(),
  inputs: z.array(z.strictObject({ name: z.string(), said: z.string(), problems: z.array(z.string()) })),
})

export type SessionDocument = z.infer<typeof sessionSchema>
export type SessionItemDocument = z.infer<typeof itemSchema>
export type SessionFactDocument = z.infer<typeof factSchema>
export type SessionCommandDocument = z.infer<typeof commandSchema>
export type SessionSourceDocument = z.infer<typeof sourceSchema>

export function sessionDocument(session: Session): SessionDocument {
  const { progress, next, items, names, sku, tier, window, queries, withoutLeg, inputs } = session
  return {
    schema: 'tlscope.session/1',
    progress: { ...progress },
    next: next.map(({ command, answers }) => ({ command: commandDocument(command), answers: [...answers] })),
    items: items.map((item) => ({
      ...item,
      facts: item.facts.map((fact) => ({ ...fact, sources: fact.sources.map((source) => ({ ...source })) })),
      missing: [...item.missing],
      commands: item.commands.map(commandDocument),
      notes: item.notes.map((note) => ({ ...note })),
    })),
    names: names.map((name) => ({ ...name })),
    situation: { sku, tier },
    window:
      window === null
        ? null
        : { from: rfc3339(window.fromMillis * 1000), to: rfc3339(window.toMillis * 1000) },
    queries: queries.map((query) => ({ ...query })),
    withoutLeg,
    inputs: inputs.map((input) => ({ ...input, problems: [...input.problems] })),
  }
}

function commandDocument(command: Session['items'][number]['commands'][number]): SessionCommandDocument {
  return { ...command, open: [...command.open] }
}

/** What is wrong or contradicts, each sentence once, with the item that tells it. */
export function wrongFacts({ items }: SessionDocument): { readonly text: string; readonly item: string }[] {
  const wrong = new Map<string, string>()
  for (const { id, facts } of items) {
    for (const { verdict, text } of facts)
      if ((verdict === 'wrong' || verdict === 'contradiction') && !wrong.has(text)) wrong.set(text, id)
  }
  return [...wrong].map(([text, item]) => ({ text, item }))
}
