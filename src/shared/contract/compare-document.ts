import type {
  AlignedRow,
  Comparison,
  Difference,
  Divergence,
  Said,
  Step,
} from '../conversation/compare/shape.ts'
import type { Finding } from '../diagnosis/finding.ts'
import type { HandshakeDocument } from './analysis.ts'
import type {
  CompareDifferenceDocument,
  CompareDocument,
  CompareRole,
  CompareRowDocument,
  CompareSideDocument,
} from './compare.ts'
import { findingDocument } from './handshake-document.ts'

/** One of the two as it was found. */
export interface ComparedSide {
  readonly path: string
  readonly role: CompareRole | null
  /** With the id it has in its own file. */
  readonly document: HandshakeDocument
  readonly choice: CompareSideDocument['choice']
}

/** A comparison as the public document shows it. */
export function compareDocument(
  a: ComparedSide,
  b: ComparedSide,
  comparison: Comparison,
  findings: readonly Finding[],
): CompareDocument {
  const { first } = comparison
  const differ = first !== null || findings.some(({ severity }) => severity === 'error')
  return {
    schema: 'tlscope.compare/1',
    a: sideDocument(a),
    b: sideDocument(b),
    differ,
    verdict: verdictOf(a, b, comparison, findings),
    firstDivergence: divergenceDocument(first),
    breakDivergence: divergenceDocument(comparison.atBreak),
    rows: comparison.rows.map((row, at) => rowDocument(row, at, a, b)),
    differences: comparison.differences.map(differenceDocument),
    expected: comparison.expected.map((difference) => ({
      ...differenceDocument(difference),
      reason: difference.expected ?? '',
    })),
    notes: [...comparison.notes],
    findings: findings.map(findingDocument),
  }
}

function divergenceDocument(divergence: Divergence | null): CompareDocument['firstDivergence'] {
  if (divergence === null) return null
  const { row, field, sentence } = divergence
  return { row: row === null ? null : row + 1, field, sentence }
}

function sideDocument({ path, role, document, choice }: ComparedSide): CompareSideDocument {
  const { id, tcpStream, leg, client, server, startedAt, sni, version, outcome } = document
  return {
    path,
    role,
    handshake: id,
    tcpStream,
    leg,
    client,
    server,
    startedAt,
    sni,
    version,
    outcome,
    break: document.break,
    sentence: document.break?.summary ?? document.findings[0]?.summary ?? '',
    choice,
  }
}

function verdictOf(
  a: ComparedSide,
  b: ComparedSide,
  { first, atBreak, rows }: Comparison,
  findings: readonly Finding[],
): string {
  const found = findings.filter(({ severity }) => severity === 'error').map(({ summary }) => summary)
  const parted = [first?.sentence ?? sameSentence(rows), ...(atBreak === null ? [] : [atBreak.sentence])]
  // What the pair shows is the cause; what one of them let suspect alone is not to speak against it.
  const ended =
    found.length > 0
      ? `${bareEnding('A', a.document)} ${bareEnding('B', b.document)}`
      : outcomeSentence(a.document, b.document)
  return [...found, ...parted, ended].join(' ')
}

function sameSentence(rows: readonly AlignedRow[]): string {
  const unseen = rows.filter(({ mark }) => mark === 'unseen').length
  const said = rows.filter(({ a, b }) => a !== null && b !== null).length
  const hidden =
    unseen === 0
      ? ''
      : ` ${unseen} of them could not be opened: a key log (--keylog) would let them be compared.`
  return `A and B say the same: ${said} messages stand for one another, and nothing differs but what is new in every handshake.${hidden}`
}

/** How the two ended. */
function outcomeSentence(a: HandshakeDocument, b: HandshakeDocument): string {
  if (a.outcome === b.outcome && a.break === null && b.break === null) {
    return a.outcome === 'completed' ? 'Both complete.' : 'How they ended is in neither capture.'
  }
  if (a.break !== null && a.break.summary === b.break?.summary) return `Both break alike: ${a.break.summary}`
  return `${ending('A', a)} ${ending('B', b)}`
}

/** Without the cause. */
function bareEnding(name: 'A' | 'B', document: HandshakeDocument): string {
  const { break: broke } = document
  if (broke === null) return ending(name, document)
  return `${name} breaks at stage ${broke.stage}${broke.detail === null ? '' : ` (${broke.detail})`}.`
}

function ending(name: 'A' | 'B', document: HandshakeDocument): string {
  if (document.break !== null) return `${name} breaks: ${document.break.summary}`
  return document.outcome === 'completed' ? `${name} completes.` : `How ${name} ended is not in its capture.`
}

function rowDocument(row: AlignedRow, at: number, a: ComparedSide, b: ComparedSide): CompareRowDocument {
  const { from, layer } = row.a ?? row.b ?? { from: 'client', layer: 'tcp' }
  return {
    number: at + 1,
    from,
    layer,
    mark: row.mark,
    matters: row.matters,
    a: row.a === null ? null : cellDocument(row.a, a.document),
    b: row.b === null ? null : cellDocument(row.b, b.document),
  }
}

function cellDocument(step: Step, document: HandshakeDocument): NonNullable<CompareRowDocument['a']> {
  const { message, index } = step
  const detail = step.guessed ? (step.empty ? 'empty' : undefined) : document.messages[index]?.detail
  return {
    message: index,
    frame: message.frames.at(-1) ?? null,
    type: step.type,
    guessed: step.guessed,
    encrypted: message.encrypted,
    length: message.length,
    ...(detail === undefined ? {} : { detail }),
  }
}

function differenceDocument(difference: Difference): CompareDifferenceDocument {
  const { row, field, kind, a, b, onlyInA, onlyInB } = difference
  return {
    row: row === null ? null : row + 1,
    field,
    kind,
    a: saidDocument(a),
    b: saidDocument(b),
    onlyInA: [...onlyInA],
    onlyInB: [...onlyInB],
  }
}

function saidDocument(said: Said | null): CompareDifferenceDocument['a'] {
  if (said === null) return null
  return { value: said.text, bytes: said.span === null ? null : [said.span.start, said.span.end] }
}
