import type { Facts } from '../../../../../src/shared/conversation/facts.ts'
import type { Diagnosis } from '../../../../../src/shared/diagnosis/diagnose.ts'
import { FINDING_IDS, type FindingId } from '../../../../../src/shared/diagnosis/taxonomy.ts'

/** A conversation, judged by every rule, and what was read of it. */
export type Told = () => Diagnosis & { readonly facts: Facts }

/** What shows that an id of the taxonomy is found where it should be, and only there. */
export interface Proof {
  /** What has to be on the wire, or known beside it; a clause for the table in docs/diagnosis.md. */
  readonly proof: string
  /** Rows of the fact sheet behind it. */
  readonly facts: readonly string[]
  /** Conversations in which it is found: one for each way and each confidence it is found with, the usual one first. */
  readonly fires: readonly [Told, ...Told[]]
  /** Conversations in which it is not: the nearest ones, a condition away. */
  readonly silent: readonly [Told, ...Told[]]
}

/** The first id of the taxonomy's last chapter, which packets do not prove. */
const FIRST_OF_CONFIGURATION: FindingId = 'client-ca-bundle-leaf-only'

/** The ids that a conversation can prove, in the taxonomy's order. */
export const WIRE_IDS: readonly FindingId[] = FINDING_IDS.slice(
  0,
  FINDING_IDS.indexOf(FIRST_OF_CONFIGURATION),
)
