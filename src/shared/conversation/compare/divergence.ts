import { printable } from '../../bytes/text.ts'
import { STAGES, type Stage } from '../vocabulary.ts'
import { act, called, leafText, omission } from './act.ts'
import { clause } from './clause.ts'
import { isEmpty } from './row-differences.ts'
import type { AlignedRow, Compared, Difference, Divergence, Step } from './shape.ts'

/**
 * Where the two part: the first row that matters, in a sentence a person can read out. `null` where nothing that
 * matters differs.
 */
export function firstDivergence(
  rows: readonly AlignedRow[],
  differences: readonly Difference[],
  a: Compared,
  b: Compared,
): Divergence | null {
  const at = rows.findIndex(({ matters }) => matters)
  return at < 0
    ? endingAlone(rows, differences, a, b)
    : divergenceAt(rows, differences, at, 'A and B part at')
}

/**
 * Where the message differs on which one of the two broke, and which the other got past; `null` where it does not, or
 * where that is where they part anyway.
 */
export function divergenceAtBreak(
  rows: readonly AlignedRow[],
  differences: readonly Difference[],
  a: Compared,
  b: Compared,
): Divergence | null {
  const [left, right] = [stageOf(a), stageOf(b)]
  if (left === right) return null
  const name = left < right ? 'A' : 'B'
  const stage = STAGES[Math.min(left, right)]
  if (stage === undefined) return null
  const first = rows.findIndex(({ matters }) => matters)
  const beside = isAlone(rows[first]) ? aloneAround(rows, first) : []
  for (const judged of JUDGED_AT[stage]) {
    const at = rows.findIndex((row) => row.matters && isOf(row, judged))
    if (at < 0) continue
    // What stands beside the place where they part has been told with it.
    const told = at === first || beside.some((row) => row === rows[at])
    return told ? null : divergenceAt(rows, differences, at, `What ${name} broke on differs as well: at`)
  }
  return null
}

/** How far it got, as a place in the stages; behind all of them where it did not break. */
function stageOf({ verdict }: Compared): number {
  return verdict.break === null ? STAGES.length : STAGES.indexOf(verdict.break.stage)
}

/** The messages that are judged at each stage, the likeliest first. */
const JUDGED_AT: Readonly<Record<Stage, readonly string[]>> = {
  dns: [],
  tcp: ['server SYN-ACK'],
  'client-hello': ['client ClientHello'],
  'server-hello': ['server ServerHello'],
  'server-certificate': ['server Certificate'],
  'certificate-request': ['server CertificateRequest'],
  'client-certificate': ['client Certificate', 'server CertificateRequest'],
  finished: ['client Finished', 'server Finished'],
  application: ['client Request', 'server Response'],
  'late-client-auth': ['client Certificate', 'server CertificateRequest', 'server HelloRequest'],
}

function isOf({ a, b }: AlignedRow, judged: string): boolean {
  const step = a ?? b
  return step !== null && `${step.from} ${step.type}` === judged
}

function divergenceAt(
  rows: readonly AlignedRow[],
  differences: readonly Difference[],
  at: number,
  beginning: string,
): Divergence | null {
  const row = rows[at]
  if (row === undefined) return null
  const start = `${beginning} message ${at + 1}`
  const { a: left, b: right } = row
  if (left === null || right === null) {
    const tail = context(rows, at, left ?? right)
    return { row: at, field: null, sentence: `${start}: ${aloneSentence(rows, at)}${tail}.` }
  }
  const [first, ...others] = differences.filter((difference) => difference.row === at)
  if (first === undefined) return null
  const sentence = `${start}${pairSentence(left, right, first, others)}${context(rows, at, left)}.`
  return { row: at, field: first.field, sentence }
}

/** The same was said, and yet one of them broke. */
function endingAlone(
  rows: readonly AlignedRow[],
  differences: readonly Difference[],
  a: Compared,
  b: Compared,
): Divergence | null {
  const [first] = differences
  if (first === undefined) return null
  const unseen = rows.some(({ mark }) => mark === 'unseen')
  const same = unseen ? 'What could be read of A and B is the same' : 'A and B say the same'
  return {
    row: null,
    field: first.field,
    sentence: `${same}; they differ in how they ended: A ${ended(a)}, B ${ended(b)}.`,
  }
}

function ended({ verdict }: Compared): string {
  return verdict.break === null ? verdict.outcome : `broke at ${verdict.break.stage}`
}

function pairSentence(left: Step, right: Step, first: Difference, others: readonly Difference[]): string {
  if (left.type === 'Certificate' && isEmpty(left) !== isEmpty(right)) return `: ${oneEmpty(left, right)}`
  const told = first.field === 'length' ? sizesDiffer(left, right) : clause(first)
  const more =
    others.length === 0
      ? ''
      : `; ${others.length} more ${others.length === 1 ? 'field differs' : 'fields differ'} there`
  return `, ${called(left)}: ${told}${guess(left, right)}${more}`
}

/** Of messages that nobody could open. */
function sizesDiffer(left: Step, right: Step): string {
  return `it says something else, being ${left.message.length} encrypted bytes in A and ${right.message.length} in B`
}

const GUESS = ' (as the sizes of its records tell)'

function guess(left: Step, right: Step): string {
  return left.guessed || right.guessed ? GUESS : ''
}

function oneEmpty(left: Step, right: Step): string {
  const sends = (step: Step): string => {
    const leaf = leafText(step)
    const what = isEmpty(step) ? 'an empty one' : `its certificate${leaf === null ? '' : ` (${leaf})`}`
    return step.guessed && !(left.guessed && right.guessed) ? `${what}${GUESS}` : what
  }
  const both = left.guessed && right.guessed ? GUESS : ''
  return isEmpty(left)
    ? `in B the ${left.from} sends ${sends(right)}, in A ${sends(left)}${both}`
    : `in A the ${left.from} sends ${sends(left)}, in B ${sends(right)}${both}`
}

/** One side says something that the other does not: what the other does instead. */
function aloneSentence(rows: readonly AlignedRow[], at: number): string {
  const row = rows[at]
  const step = row?.a ?? row?.b
  if (row === undefined || step == null) return ''
  const isA = row.a !== null
  const instead = insteadOf(rows, at, isA, step)
  return isA ? `in A ${act(step)}, in B ${instead}` : `in A ${instead}, in B ${act(step)}`
}

/**
 * What the other side does in that place: what matters among the rows that stand alone here, else how it left, else,
 * where the step is an end, how the other goes on.
 */
function insteadOf(rows: readonly AlignedRow[], at: number, isA: boolean, step: Step): string {
  const ofOther = (row: AlignedRow): Step | null => (isA ? row.b : row.a)
  const here = aloneAround(rows, at).filter((row) => ofOther(row) !== null)
  const behind = rows.slice(at + 1).find((row) => ofOther(row) !== null)
  const mattering = here.find(({ matters }) => matters)
  const leaving = [...here, ...(behind === undefined ? [] : [behind])].find((row) => isEnd(ofOther(row)))
  const chosen = mattering ?? leaving ?? (isEnd(step) ? behind : undefined)
  const other = chosen === undefined ? null : ofOther(chosen)
  if (other !== null) return act(other)
  if (behind !== undefined) return omission(step)
  return rows.some((row) => ofOther(row) !== null) ? 'nothing more comes' : 'no packet is sent'
}

/** The rows around `at` that stand on one side alone. */
function aloneAround(rows: readonly AlignedRow[], at: number): readonly AlignedRow[] {
  let start = at
  let end = at + 1
  while (start > 0 && isAlone(rows[start - 1])) start--
  while (isAlone(rows[end])) end++
  return rows.slice(start, end)
}

function isAlone(row: AlignedRow | undefined): boolean {
  return row !== undefined && (row.a === null || row.b === null)
}

function isEnd(step: Step | null): boolean {
  if (step === null) return false
  return step.type === 'FIN' || step.type === 'RST' || (step.type === 'Alert' && step.fatal)
}

/** What was the same before, where one would ask. */
function context(rows: readonly AlignedRow[], at: number, step: Step | null): string {
  if (step === null) return ''
  if (step.from !== 'client' || step.type !== 'Certificate') {
    const parts = rows.findIndex(({ matters }) => matters)
    return parts === at && isAlone(rows[at]) ? sameBefore(rows, at) : ''
  }
  const before = rows.slice(0, at).findLast((row) => (row.a ?? row.b)?.type === 'CertificateRequest')
  if (before === undefined || before.a === null || before.b === null) return ''
  if (before.mark === 'unseen') return '; the CertificateRequest before it could not be read in both'
  if (before.matters) return '; the CertificateRequest before it differs too'
  const names = caNames(before.a)
  return `; the CertificateRequest before it is the same in both${names}`
}

function sameBefore(rows: readonly AlignedRow[], at: number): string {
  const before = rows.slice(0, at).filter((row) => !isAlone(row) && row.a?.layer !== 'tcp')
  if (before.length === 0) return ''
  const readable = before.every(({ mark }) => mark !== 'unseen')
  return readable
    ? '; what was said before is the same in both'
    : '; what can be read of the rest before is the same in both'
}

function caNames({ message }: Step): string {
  if (message.handshake?.type !== 'CertificateRequest') return ''
  const names = message.handshake.certificateAuthorities
  if (names.length === 0) return ' (no CA names)'
  const first = printable(names[0]?.text ?? '')
  return names.length === 1 ? ` (CA name ${first})` : ` (${names.length} CA names, first ${first})`
}
