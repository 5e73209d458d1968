import type { CompareDocument, CompareRole } from '../../../shared/contract/compare.ts'
import { compareDocument } from '../../../shared/contract/compare-document.ts'
import { differingRanges } from '../../../shared/conversation/compare/byte-diff.ts'
import { compareConversations } from '../../../shared/conversation/compare/compare.ts'
import type { AlignedRow, Comparison } from '../../../shared/conversation/compare/shape.ts'
import { ChainsByName } from '../../../shared/diagnosis/across/chains-by-name.ts'
import { clientCertificateNotForwarded, type Judged } from '../../../shared/diagnosis/across/not-forwarded.ts'
import type { Finding } from '../../../shared/diagnosis/finding.ts'
import { isBroken } from '../../engine/judge.ts'
import { type AnalyzeArguments, engineOptions } from '../analyze-options.ts'
import { CommandError, EXIT, type ExitStatus } from '../exit-status.ts'
import type { Interruption } from '../interruption.ts'
import { write } from '../terminal.ts'
import { type Chosen, choosePair } from './compare/choose.ts'
import { type ReadSide, readSide, sideName } from './compare/read-side.ts'

export type Roles = readonly [CompareRole, CompareRole]

export interface CompareArguments extends AnalyzeArguments {
  readonly role?: Roles
  readonly bytes?: number
  readonly json?: boolean
}

export async function runCompare(
  first: string,
  second: string,
  given: CompareArguments,
  interruption: Interruption,
): Promise<ExitStatus> {
  const [left, right] = [sideName(first), sideName(second)]
  if (left.path === '-' && right.path === '-') {
    throw new CommandError('standard input (-) can be read only once')
  }
  const options = await engineOptions(given)
  if (left.path === '-' || right.path === '-') interruption.releasesStandardInput()
  const { signal } = interruption
  const read = async () => {
    const inA = await readSide(left, options, signal)
    return { inA, inB: await readSide(right, options, signal) }
  }
  const both = await read().catch((error: unknown) => {
    if (signal.aborted) return null
    throw error
  })
  if (both === null || signal.aborted) return EXIT.interrupted
  const chosen = choosePair(both.inA, both.inB)
  if (chosen === null) throw new CommandError(`${left.path}, ${right.path}: nothing to compare`)
  const pair = {
    a: inRole(chosen.a, given.role?.[0] ?? null),
    b: inRole(chosen.b, given.role?.[1] ?? null),
  }

  const [a, b] = [judgedOf(pair.a), judgedOf(pair.b)]
  const comparison = compareConversations(a, b)
  const { findings, notes } = findingsOf(pair, given.role)
  const document = compareDocument(
    { path: left.path, role: given.role?.[0] ?? null, document: pair.a.document, choice: pair.a.choice },
    { path: right.path, role: given.role?.[1] ?? null, document: pair.b.document, choice: pair.b.choice },
    { ...comparison, notes: [...comparison.notes, ...warningsOf(both), ...notes] },
    findings,
  )
  await print(document, comparison, given)
  const broken = isBroken(pair.a.document) || isBroken(pair.b.document)
  if (document.differ || broken) return EXIT.broken
  return both.inA.whole && both.inB.whole ? EXIT.fine : EXIT.unusable
}

function warningsOf({ inA, inB }: { inA: ReadSide; inB: ReadSide }): string[] {
  return [
    ...inA.warnings.map((warning) => `A: ${warning}`),
    ...inB.warnings.map((warning) => `B: ${warning}`),
  ]
}

/** What the user says the two are, their legs say too. */
function inRole(chosen: Chosen, role: CompareRole | null): Chosen {
  if (role === null) return chosen
  const leg = role === 'direct' ? 'direct' : 'client-gateway'
  return { ...chosen, document: { ...chosen.document, leg } }
}

function judgedOf({ judged }: Chosen): Judged {
  return { facts: judged.facts, verdict: judged.diagnosis.verdict }
}

/** What the pair shows and neither of the two alone. */
function findingsOf(
  { a, b }: { a: Chosen; b: Chosen },
  roles: Roles | undefined,
): { findings: Finding[]; notes: string[] } {
  const chains = new ChainsByName()
  chains.add(`A ${a.document.id}`, a.judged.facts, a.document.leg)
  chains.add(`B ${b.document.id}`, b.judged.facts, b.document.leg)
  const findings = chains.findings()
  if (roles === undefined) return { findings, notes: [] }
  const [direct, gateway] = roles[0] === 'direct' ? [a, b] : [b, a]
  const { finding, why } = clientCertificateNotForwarded(judgedOf(direct), judgedOf(gateway))
  if (finding !== null) return { findings: [finding, ...findings], notes: [] }
  return { findings, notes: [`client-certificate-not-forwarded is not shown: ${why}.`] }
}

async function print(
  document: CompareDocument,
  comparison: Comparison,
  given: CompareArguments,
): Promise<void> {
  const row = given.bytes === undefined ? null : bytesRow(comparison.rows, given.bytes)
  if (given.json === true) {
    const bytes =
      row === null ? {} : { bytes: { row: row.number, ranges: differingRanges(row.a, row.b).map(rangeOf) } }
    await write(`${JSON.stringify({ ...document, ...bytes })}\n`)
    return
  }
  if (row !== null) {
    const { byteDiffText } = await import('../text/compare-bytes.ts')
    await write(byteDiffText(document, row))
    return
  }
  const { compareText } = await import('../text/compare-text.ts')
  await write(compareText(document))
}

function rangeOf({ a, b }: ReturnType<typeof differingRanges>[number]) {
  return { a: [a.start, a.end], b: [b.start, b.end] }
}

/** The bytes of one aligned message. @throws CommandError where one of the two has none to show */
function bytesRow(
  rows: readonly AlignedRow[],
  number: number,
): { number: number; a: Uint8Array; b: Uint8Array } {
  const row = rows[number - 1]
  if (row === undefined) throw new CommandError(`--bytes ${number}: there are ${rows.length} messages`)
  const { a, b } = row
  const alone = a === null ? 'B' : b === null ? 'A' : null
  if (alone !== null) throw new CommandError(`--bytes ${number}: that message stands in ${alone} alone`)
  const [left, right] = [a?.message.raw ?? null, b?.message.raw ?? null]
  if (left === null || right === null) {
    const where = left === null && right === null ? 'either' : left === null ? 'A' : 'B'
    throw new CommandError(
      `--bytes ${number}: its bytes are not kept in ${where}: it is encrypted or carries none`,
    )
  }
  return { number, a: left, b: right }
}
