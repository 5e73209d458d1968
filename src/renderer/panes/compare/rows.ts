import {
  type CompareDifferenceDocument,
  type CompareDocument,
  type CompareRowDocument,
  isWholeMessage,
} from '../../../shared/contract/compare.ts'
import { hexByte } from '../bytes/hex-layout.ts'

/** What of a comparison is on screen. Pure, so that it can be tested. */

export type Cell = NonNullable<CompareRowDocument['a']>

/** What a mark says: a sign for the eye, a word for the ear. */
export const MARK_WORDS: Readonly<Record<CompareRowDocument['mark'], { sign: string; word: string }>> = {
  same: { sign: '=', word: 'the same' },
  expected: { sign: '≈', word: 'the same but for what is new in every handshake' },
  different: { sign: '≠', word: 'different' },
  'only-a': { sign: '◂', word: 'only in A' },
  'only-b': { sign: '▸', word: 'only in B' },
  unseen: { sign: '?', word: 'not to be read in both' },
}

/** The rows shown; where the two part is always among them. */
export function shownRows(
  { rows, firstDivergence }: CompareDocument,
  onlyDiffering: boolean,
): CompareRowDocument[] {
  if (!onlyDiffering) return [...rows]
  return rows.filter(
    ({ mark, number }) => (mark !== 'same' && mark !== 'expected') || number === firstDivergence?.row,
  )
}

export interface ShownField {
  readonly key: string
  /** `9 client Certificate`. */
  readonly message: string
  readonly row: number | null
  readonly field: string
  readonly a: string
  readonly b: string
  /** Why it means nothing; `null` where it matters. */
  readonly reason: string | null
}

/** The fields that differ, of one message or of all; what is new in every handshake too where it is wanted. */
export function shownFields(
  document: CompareDocument,
  row: number | null,
  onlyDiffering: boolean,
): ShownField[] {
  const differing = document.differences.filter((difference) => !isWholeMessage(document, difference))
  const all = [
    ...differing.map((difference) => ({ difference, reason: null })),
    ...(onlyDiffering ? [] : document.expected).map((difference) => ({
      difference,
      reason: difference.reason,
    })),
  ]
  return all
    .filter(({ difference }) => row === null || difference.row === row)
    .sort((one, other) => placeOf(one.difference) - placeOf(other.difference))
    .map(({ difference, reason }, at) => ({
      key: `${at} ${difference.row} ${difference.field}`,
      message: messageName(document, difference.row),
      row: difference.row,
      field: difference.field,
      ...said(difference),
      reason,
    }))
}

/** How they ended comes last. */
function placeOf({ row }: CompareDifferenceDocument): number {
  return row ?? Number.MAX_SAFE_INTEGER
}

export function messageName({ rows }: CompareDocument, row: number | null): string {
  const aligned = row === null ? undefined : rows[row - 1]
  if (aligned === undefined) return 'how they ended'
  return `${aligned.number} ${aligned.from} ${(aligned.a ?? aligned.b)?.type ?? ''}`
}

const NOTHING = '—'

function said({ kind, a, b, onlyInA, onlyInB }: CompareDifferenceDocument): { a: string; b: string } {
  if (kind === 'items') return { a: onlyHere(onlyInA), b: onlyHere(onlyInB) }
  const order = kind === 'order' ? 'in this order: ' : ''
  return { a: `${order}${a?.value ?? NOTHING}`, b: `${order}${b?.value ?? NOTHING}` }
}

function onlyHere(elements: readonly string[]): string {
  return elements.length === 0 ? 'nothing that the other lacks' : `only here: ${elements.join(', ')}`
}

/** The message as the ladder names it: guesses and protection said by brackets. */
export function cellName({ type, guessed, encrypted }: Cell): string {
  if (guessed) return `{${type}?}`
  return encrypted ? `{${type}}` : type
}

/** What it says, or how long it is where that is all. */
export function cellDetail({ detail, encrypted, length }: Cell): string {
  return detail ?? (encrypted ? `${length} bytes` : '')
}

/** A stretch of bytes of one line that differ, or do not. */
export interface HexRun {
  readonly at: number
  readonly hex: string
  readonly differs: boolean
}

export interface HexLine {
  readonly offset: number
  readonly runs: readonly HexRun[]
}

export const HEX_COLUMNS = 8

/**
 * Lines of eight bytes, so that two stand beside one another, cut where what differs begins and ends.
 * @param ranges half-open, ascending
 * @param most lines
 */
export function hexLines(
  bytes: Uint8Array,
  ranges: readonly (readonly [number, number])[],
  most: number,
): HexLine[] {
  const lines: HexLine[] = []
  let next = 0
  for (let offset = 0; offset < bytes.length && lines.length < most; offset += HEX_COLUMNS) {
    const end = Math.min(bytes.length, offset + HEX_COLUMNS)
    const runs: HexRun[] = []
    let at = offset
    while (at < end) {
      while ((ranges[next]?.[1] ?? Number.POSITIVE_INFINITY) <= at) next++
      const [start, stop] = ranges[next] ?? [bytes.length, bytes.length]
      const differs = start <= at
      const to = Math.min(end, differs ? stop : start)
      runs.push({ at, hex: hexOf(bytes, at, to), differs })
      at = to
    }
    lines.push({ offset, runs })
  }
  return lines
}

function hexOf(bytes: Uint8Array, from: number, to: number): string {
  return [...bytes.subarray(from, to)].map(hexByte).join(' ')
}
