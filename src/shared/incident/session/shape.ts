import type { FindingId } from '../../diagnosis/taxonomy.ts'
import type { ApimTier, GatewaySku, Shell } from '../../runbook/article.ts'
import type { PlaceholderName } from '../../runbook/placeholders.ts'
import type { LogQuery, TimeWindow } from '../kql/queries.ts'

/**
 * The meeting as a checklist that fills itself: what is asked, what is known already and from where, and what to run
 * for the rest. Plain data; `tlscope.session/1` is its public form.
 */
export interface Session {
  readonly items: readonly SessionItem[]
  readonly progress: Progress
  /** The commands that answer most of what is open, the best first. */
  readonly next: readonly NextCommand[]
  readonly names: readonly KnownName[]
  readonly sku: GatewaySku | null
  readonly tier: ApimTier | null
  /** What the captures span, else the pasted rows of the gateway's logs, with the margin; `null` without either. */
  readonly window: TimeWindow | null
  readonly queries: readonly LogQuery[]
  /** Handshakes that count for no item and in no query, because nobody said where gateway and API Management are. */
  readonly withoutLeg: number
  /** What was read, one line a document, capture or pasted text. */
  readonly inputs: readonly SessionInput[]
}

export const ITEM_STATES = ['answered', 'contradictory', 'open', 'not-applicable'] as const
export type ItemState = (typeof ITEM_STATES)[number]

export const PARTS = ['discovery', 'live'] as const
export type Part = (typeof PARTS)[number]

/** How many items there are in each state. */
export type Progress = Readonly<Record<ItemState, number>> & { readonly total: number }

export interface SessionItem {
  readonly id: string
  readonly part: Part
  readonly title: string
  /** The question, to be read out. */
  readonly ask: string
  /** What people get wrong here, set right; `null` where nothing needs it. */
  readonly truth: string | null
  readonly state: ItemState
  /** Why it does not apply; `null` in every other state. */
  readonly why: string | null
  readonly facts: readonly Fact[]
  /** What is not known yet, one clause each. */
  readonly missing: readonly string[]
  readonly commands: readonly SessionCommand[]
  /** What answers it. */
  readonly answeredBy: string
  /** Pasted here and not understood: kept as it is, shortened, without secrets. */
  readonly notes: readonly SessionNote[]
}

export const VERDICTS = ['fine', 'wrong', 'contradiction', 'noted'] as const
export type FactVerdict = (typeof VERDICTS)[number]

export interface Fact {
  /** One sentence or clause. */
  readonly text: string
  readonly verdict: FactVerdict
  readonly sources: readonly FactSource[]
  /** What it comes to, where the verdict is `wrong`. */
  readonly finding: FindingId | null
  /** The runbook article that cures it. */
  readonly article: string | null
}

export type FactSource =
  /** A place in a saved document: a JSON pointer. */
  | { readonly kind: 'file'; readonly file: string; readonly pointer: string }
  /** A handshake of a capture or a probe, by the id that the analysis gives it. */
  | { readonly kind: 'handshake'; readonly id: string; readonly path: string }
  /** Text that was pasted or dropped. */
  | { readonly kind: 'answer'; readonly name: string }
  /** The user said so. */
  | { readonly kind: 'typed' }

export interface SessionCommand {
  /** Of the checklist; unique in it. */
  readonly id: string
  /** What it shows. */
  readonly what: string
  readonly shell: Shell
  /** With the incident's names; what is not known stands open as `<name>`. */
  readonly text: string
  readonly open: readonly PlaceholderName[]
  /** `only gateway v2`, where the place is not known; `null`: it is for every place, or for this one. */
  readonly condition: string | null
  /** The runbook article it is from; `null`: the checklist's own. */
  readonly article: string | null
}

export interface NextCommand {
  readonly command: SessionCommand
  /** Ids of the open items that it answers. */
  readonly answers: readonly string[]
}

export interface KnownName {
  readonly name: PlaceholderName
  readonly value: string
  readonly from: 'typed' | 'documents' | 'capture'
}

export interface SessionNote {
  readonly name: string
  readonly text: string
}

export interface SessionInput {
  readonly name: string
  /** `application-gateway show, 1 item`; `openssl s_client: a chain of 2`. */
  readonly said: string
  /** What could not be read of it, one sentence each. */
  readonly problems: readonly string[]
}
