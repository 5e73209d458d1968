import type { Span } from '../../bytes/field.ts'
import type { LadderMessage } from '../conversation.ts'
import type { Facts } from '../facts.ts'
import type { Verdict } from '../verdict/shape.ts'
import type { Peer } from '../vocabulary.ts'

/** What a comparison is made of, and what it says. The two are called A and B throughout. */

/** One of the two: a conversation, what was read of it, and how far it got. */
export interface Compared {
  readonly facts: Facts
  readonly verdict: Verdict
}

export type Side = 'a' | 'b'
export type Both<T> = { readonly a: T; readonly b: T }

/** A message of a ladder as it is aligned. A record that probably holds several messages makes several steps. */
export interface Step {
  /** Row of the conversation. */
  readonly index: number
  readonly message: LadderMessage
  readonly from: Peer
  readonly layer: LadderMessage['layer']
  /** The RFC's name; where the message could not be opened, the best guess at it. */
  readonly type: string
  readonly guessed: boolean
  /** Whether the record holds nothing else. */
  readonly alone: boolean
  /** Protected handshake messages of which nothing is known, not even how many. */
  readonly hidden: boolean
  /** A guessed Certificate that holds none. */
  readonly empty: boolean
  /** Of an alert: whether it ends the session for a reason, rather than says goodbye. */
  readonly fatal: boolean
}

/**
 * `same`: nothing differs. `expected`: only what is new in every handshake. `different`: something that matters.
 * `only-a`, `only-b`: it stands in one ladder alone. `unseen`: one of the two could not be opened.
 */
export type Mark = 'same' | 'expected' | 'different' | 'only-a' | 'only-b' | 'unseen'

/** One line of the two ladders side by side. */
export interface AlignedRow {
  readonly a: Step | null
  readonly b: Step | null
  readonly mark: Mark
  /** Whether the difference matters: goodbyes, tickets and what is new in every handshake do not. */
  readonly matters: boolean
}

/** What one side says in a field. */
export interface Said {
  readonly text: string
  /** In the raw message of that side; `null` where no bytes say it. */
  readonly span: Span | null
}

/** `order`: the same elements in another order. `items`: a list with other elements. */
export type DifferenceKind = 'value' | 'items' | 'order' | 'only-a' | 'only-b'

export interface Difference {
  /** 0-based index in `rows`; `null`: of the conversation as a whole. */
  readonly row: number | null
  /** The RFCs' names, from the outermost in: `supported_groups`, `certificate_list[0].subject`. */
  readonly field: string
  readonly kind: DifferenceKind
  readonly a: Said | null
  readonly b: Said | null
  /** Of a list: the elements that the other side lacks. */
  readonly onlyInA: readonly string[]
  readonly onlyInB: readonly string[]
  /** Why it means nothing; `null` where it matters. */
  readonly expected: string | null
}

/** Where the two part. */
export interface Divergence {
  /** 0-based index in `rows`; `null`: they differ only in how they ended. */
  readonly row: number | null
  /** The difference that the sentence tells; `null` where a whole message stands on one side alone. */
  readonly field: string | null
  readonly sentence: string
}

export interface Comparison {
  readonly rows: readonly AlignedRow[]
  /** What matters, in the order of the rows. */
  readonly differences: readonly Difference[]
  /** What is new in every handshake, and what follows from it. */
  readonly expected: readonly Difference[]
  readonly first: Divergence | null
  /** Where the message differs on which one broke, and which the other got past, if they parted before it. */
  readonly atBreak: Divergence | null
  /** What could not be compared, one sentence each. */
  readonly notes: readonly string[]
}

export function otherSide(side: Side): Side {
  return side === 'a' ? 'b' : 'a'
}
