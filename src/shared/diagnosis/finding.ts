import type { Leg } from '../conversation/vocabulary.ts'
import type { FindingId, Severity } from './taxonomy.ts'

/** One opinion about one conversation (or about a configuration file), with what it rests on. */
export interface Finding {
  readonly id: FindingId
  readonly severity: Severity
  /** 0 to 1. How sure the evidence makes it, not how bad it is. */
  readonly confidence: number
  readonly leg: Leg
  /** One sentence a person can read out. */
  readonly summary: string
  /** A few sentences: how the evidence leads there. */
  readonly explanation: string
  readonly evidence: readonly Evidence[]
  /** What would show that this is wrong. */
  readonly disproof: string
  /** Runbook article ids, the likeliest first. */
  readonly fixes: readonly string[]
  /** The cause as a clause behind "because", for the verdict's sentence; `null` where it adds nothing. */
  readonly because: string | null
}

export type Evidence =
  | {
      readonly kind: 'wire'
      /** 0-based row of the conversation; `null` where only a packet shows it. */
      readonly message: number | null
      readonly frame: number | null
      /** The RFC's name of the field, with an index where there are several. */
      readonly field: string
      /** Half-open byte range in the raw message. */
      readonly bytes: readonly [number, number] | null
      readonly value: string
    }
  | { readonly kind: 'file'; readonly file: string; readonly pointer: string }

/** Steps of confidence, so that rules speak one language. */
export const CONFIDENCE = {
  /** The bytes say so themselves. */
  proven: 0.97,
  /** Bytes and behaviour agree; another cause is far-fetched. */
  strong: 0.88,
  /** The usual meaning of what was seen. */
  likely: 0.7,
  /** Fits, as others do. */
  possible: 0.45,
  /** Named so that nobody forgets it. */
  remote: 0.25,
} as const
