import type { LadderMessage } from '../../conversation/conversation.ts'
import type { Facts } from '../../conversation/facts.ts'
import type { Evidence, Finding } from '../finding.ts'

/** What of a row an opinion may rest on. */
export interface RowNature {
  readonly row: number
  readonly type: string
  readonly from: LadderMessage['from']
  readonly cut: boolean
  readonly hasProblems: boolean
  /** `null` where no bytes were kept. */
  readonly rawLength: number | null
  /** Of its first protected record. */
  readonly recordLength: number | null
}

/** An opinion that all conversations share which are alike. */
export interface SharedOpinion {
  /** Those of all of them, with `FRAME_OF_ROW` and a row's number in the place of its frame. */
  readonly findings: readonly Finding[]
  readonly rows: readonly RowNature[]
  /** The opinion is that of every moment between the two, milliseconds since 1970 UTC, neither included. */
  readonly fromMillis: number
  readonly toMillis: number
}

/** `null`: there is no such row. */
export function natureOf(facts: Facts, row: number): RowNature | null {
  const message = facts.conversation.messages[row]
  if (message === undefined) return null
  return {
    row,
    type: message.type,
    from: message.from,
    cut: message.cut,
    hasProblems: message.problems.length > 0,
    rawLength: message.raw?.length ?? null,
    recordLength: message.recordLengths[0] ?? null,
  }
}

/** Whether it is the opinion on a conversation that is like the first one, too. */
export function isShared(opinion: SharedOpinion, facts: Facts, nowMillis: number): boolean {
  if (nowMillis <= opinion.fromMillis || nowMillis >= opinion.toMillis) return false
  return opinion.rows.every((known) => {
    const nature = natureOf(facts, known.row)
    return nature !== null && areSame(nature, known)
  })
}

function areSame(one: RowNature, other: RowNature): boolean {
  return (
    one.type === other.type &&
    one.from === other.from &&
    one.cut === other.cut &&
    one.hasProblems === other.hasProblems &&
    one.rawLength === other.rawLength &&
    one.recordLength === other.recordLength
  )
}

/** The same findings with the frames of this conversation. */
export function findingsOf({ findings }: SharedOpinion, facts: Facts): Finding[] {
  return findings.map((finding) => ({
    ...finding,
    evidence: finding.evidence.map(
      (evidence): Evidence =>
        evidence.kind !== 'wire' || evidence.message === null
          ? evidence
          : { ...evidence, frame: lastFrame(facts, evidence.message) },
    ),
  }))
}

export function lastFrame(facts: Facts, row: number): number | null {
  return facts.conversation.messages[row]?.frames.at(-1) ?? null
}
