import { compareConversations } from '../../../src/shared/conversation/compare/compare.ts'
import type {
  Compared,
  Comparison,
  Difference,
  Mark,
} from '../../../src/shared/conversation/compare/shape.ts'
import { diagnosisOf } from './diagnosis.ts'
import type { ConversationScript } from './script.ts'

/** A told conversation as a comparison takes it: judged by every rule. */
export function comparedOf(script: ConversationScript): Compared {
  const { facts, verdict } = diagnosisOf(script)
  return { facts, verdict }
}

export function compare(a: ConversationScript, b: ConversationScript): Comparison {
  return compareConversations(comparedOf(a), comparedOf(b))
}

/** `client Certificate different`, one a row. */
export function rowsOf({ rows }: Comparison): string[] {
  return rows.map(({ a, b, mark }) => `${(a ?? b)?.from} ${(a ?? b)?.type} ${mark}`)
}

const MIRRORED: Readonly<Partial<Record<string, Mark & Difference['kind']>>> = {
  'only-a': 'only-b',
  'only-b': 'only-a',
}

function mirrored<Kind extends string>(kind: Kind): string {
  return MIRRORED[kind] ?? kind
}

/** What a comparison says but for its sentences, A and B exchanged: rows, differences, and where they part. */
export function exchanged({ rows, differences, expected, first }: Comparison): unknown {
  const turned = ({ row, field, kind, a, b, onlyInA, onlyInB }: Difference) => ({
    ...{ row, field, kind: mirrored(kind), a: b, b: a, onlyInA: onlyInB, onlyInB: onlyInA },
  })
  return {
    rows: rows.map(({ a, b, mark, matters }) => [b?.index, a?.index, mirrored(mark), matters]),
    differences: byPlace(differences.map(turned)),
    expected: byPlace(expected.map(turned)),
    first: first?.row,
  }
}

/** The same of one that was not exchanged. */
export function plain({ rows, differences, expected, first }: Comparison): unknown {
  const told = ({ expected: _reason, ...difference }: Difference) => difference
  return {
    rows: rows.map(({ a, b, mark, matters }) => [a?.index, b?.index, mark, matters]),
    differences: byPlace(differences.map(told)),
    expected: byPlace(expected.map(told)),
    first: first?.row,
  }
}

function byPlace<D extends { row: number | null; field: string }>(differences: readonly D[]): D[] {
  const key = ({ row, field }: D): string => `${row ?? 'end'} ${field}`
  return [...differences].sort((one, other) => (key(one) < key(other) ? -1 : 1))
}
