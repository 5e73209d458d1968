import { align, type Pair } from './align.ts'
import { rankOf } from './clause.ts'
import { divergenceAtBreak, firstDivergence } from './divergence.ts'
import { endingDifferences } from './endings.ts'
import { valueDifference } from './field-differences.ts'
import { rowDifferences } from './row-differences.ts'
import {
  type AlignedRow,
  type Both,
  type Compared,
  type Comparison,
  type Difference,
  type Mark,
  otherSide,
  type Side,
  type Step,
} from './shape.ts'
import { stepsOf } from './steps.ts'

/** Differences listed; two that have nothing in common have no use for more. */
const MOST_DIFFERENCES = 1_000

/**
 * Holds two conversations against one another, message by message and field by field. Pure; exchanging A and B gives
 * the same, exchanged. Bounded in rows (`MOST_STEPS`) and differences, linear in the sizes of the messages.
 */
export function compareConversations(a: Compared, b: Compared): Comparison {
  const [left, right] = [stepsOf(a), stepsOf(b)]
  const ladders = {
    a: { compared: a, steps: left.steps },
    b: { compared: b, steps: right.steps },
  }
  const pairs = align(left.steps, right.steps, a.facts.tls13 !== b.facts.tls13)
  const found: Difference[] = []
  const rows = pairs.map((pair, row): AlignedRow => {
    const { mark, matters, differences } = judgeRow(pair, ladders)
    for (const difference of differences)
      if (found.length < MOST_DIFFERENCES) found.push({ row, ...difference })
    return { ...pair, mark, matters }
  })
  const differences = [
    ...found.filter(({ expected }) => expected === null),
    ...endingDifferences(a, b).map((difference): Difference => ({ row: null, ...difference })),
  ]
  return {
    rows,
    differences,
    expected: found.filter(({ expected }) => expected !== null),
    first: firstDivergence(rows, differences, a, b),
    atBreak: divergenceAtBreak(rows, differences, a, b),
    notes: [
      ...notesOf('A', a, left.left),
      ...notesOf('B', b, right.left),
      ...(found.length < MOST_DIFFERENCES
        ? []
        : [`Only the first ${MOST_DIFFERENCES} differences are listed.`]),
    ],
  }
}

interface Ladder {
  readonly compared: Compared
  readonly steps: readonly Step[]
}

interface Judged {
  readonly mark: Mark
  readonly matters: boolean
  readonly differences: readonly Omit<Difference, 'row'>[]
}

function judgeRow({ a: left, b: right }: Pair, ladders: Both<Ladder>): Judged {
  if (left !== null && right !== null) {
    const { differences, unseen } = rowDifferences(left, right)
    const matters = differences.some(({ expected }) => expected === null)
    const mark = matters ? 'different' : unseen ? 'unseen' : differences.length > 0 ? 'expected' : 'same'
    // What one asks for first stands first.
    const ranked = [...differences].sort((one, other) => rankOf(one.field) - rankOf(other.field))
    return { mark, matters, differences: ranked }
  }
  const step = left ?? right
  if (step === null) return { mark: 'same', matters: false, differences: [] }
  const side: Side = left !== null ? 'a' : 'b'
  const [own, other] = [ladders[side], ladders[otherSide(side)]]
  const matters = mattersAlone(step, own.compared, other.compared)
  if (matters && (mayBeHidden(step, other.steps) || mayBeMissing(step, other.compared)))
    return { mark: 'unseen', matters: false, differences: [] }
  const said = { text: step.type, span: null }
  const alone = valueDifference(step.type, side === 'a' ? said : null, side === 'b' ? said : null)
  return { mark: `only-${side}`, matters, differences: matters ? [alone] : [] }
}

/** What one side may say and the other not, without either meaning anything by it. */
const BY_THE_WAY: ReadonlySet<string> = new Set([
  'FIN',
  'RST',
  'ChangeCipherSpec',
  'NewSessionTicket',
  'KeyUpdate',
  'Heartbeat',
])
/** Messages that one of TLS 1.2 and 1.3 has and the other not. */
const OF_ONE_VERSION: ReadonlySet<string> = new Set([
  'ServerKeyExchange',
  'ServerHelloDone',
  'ClientKeyExchange',
  'EncryptedExtensions',
  'CertificateVerify',
  'CertificateStatus',
])
const DATA: ReadonlySet<string> = new Set(['ApplicationData', 'Request', 'Response'])

function mattersAlone(step: Step, own: Compared, other: Compared): boolean {
  // What ended one of them matters, whatever it is.
  if (own.verdict.break?.row === step.index) return true
  if (BY_THE_WAY.has(step.type)) return false
  if (own.facts.tls13 !== other.facts.tls13 && OF_ONE_VERSION.has(step.type)) return false
  if (step.type === 'Alert') return step.fatal
  if (step.layer === 'tcp') return !other.facts.conversation.transport.startsMidway
  return !DATA.has(step.type) || !hasData(step, other)
}

/** Whether the other side's same peer sent any data at all: how much of it is no matter of the handshake. */
function hasData({ from }: Step, { facts }: Compared): boolean {
  return facts.conversation.messages.some((message) => message.from === from && DATA.has(message.type))
}

/** A message that stands alone may be among those that the other side sent and nobody could open. */
function mayBeHidden(step: Step, others: readonly Step[]): boolean {
  if (!step.message.encrypted || step.type === 'Alert') return false
  return others.some(({ hidden, from }) => hidden && from === step.from)
}

/** Or among the bytes that the other capture lacks, or before it began. */
function mayBeMissing({ from, layer }: Step, { facts }: Compared): boolean {
  const { transport } = facts.conversation
  const { missingBytes, snappedBytes } = transport[from]
  if (layer === 'tcp') return false
  return missingBytes + snappedBytes > 0 || (transport.startsMidway && facts.clientHello === null)
}

function notesOf(name: 'A' | 'B', { facts, verdict }: Compared, left: number): string[] {
  const { conversation } = facts
  const { client, server } = conversation.transport
  const notes: string[] = []
  if (conversation.transport.startsMidway)
    notes.push(`${name} begins midway: what was said before is not in the capture.`)
  if (client.missingBytes + server.missingBytes + client.snappedBytes + server.snappedBytes > 0)
    notes.push(`${name} lacks bytes: what stood in them cannot be compared.`)
  if (verdict.outcome === 'incomplete')
    notes.push(`${name} is incomplete: ${verdict.unknown ?? 'how it ended is not in the capture'}.`)
  if (left > 0) notes.push(`${name} has ${left} rows more, which were not compared.`)
  return notes
}
