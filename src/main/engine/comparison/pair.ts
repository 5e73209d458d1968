import type { CompareDocument, CompareRole } from '../../../shared/contract/compare.ts'
import { compareDocument } from '../../../shared/contract/compare-document.ts'
import { compareConversations } from '../../../shared/conversation/compare/compare.ts'
import type { AlignedRow, Comparison } from '../../../shared/conversation/compare/shape.ts'
import { ChainsByName } from '../../../shared/diagnosis/across/chains-by-name.ts'
import { clientCertificateNotForwarded } from '../../../shared/diagnosis/across/not-forwarded.ts'
import type { Finding } from '../../../shared/diagnosis/finding.ts'
import { isBroken } from '../judge.ts'
import type { Chosen } from './choose.ts'

/** What A and what B is. */
export type Roles = readonly [CompareRole, CompareRole]

/** One of the two: the handshake, and what its input is called. */
export interface PairSide {
  readonly path: string
  readonly chosen: Chosen
}

export interface PairResult {
  readonly document: CompareDocument
  readonly comparison: Comparison
  /** Whether either of the two broke. */
  readonly broken: boolean
}

/** Compares two handshakes. @param notes what else is to be known of the two inputs */
export function comparePair(
  a: PairSide,
  b: PairSide,
  roles: Roles | null,
  notes: readonly string[],
): PairResult {
  const [inA, inB] = [inRole(a.chosen, roles?.[0] ?? null), inRole(b.chosen, roles?.[1] ?? null)]
  const comparison = compareConversations(inA.judged, inB.judged)
  const across = findingsOf(inA, inB, roles)
  const document = compareDocument(
    { path: a.path, role: roles?.[0] ?? null, document: inA.document, choice: inA.choice },
    { path: b.path, role: roles?.[1] ?? null, document: inB.document, choice: inB.choice },
    { ...comparison, notes: [...comparison.notes, ...notes, ...across.notes] },
    across.findings,
  )
  return { document, comparison, broken: isBroken(inA.document) || isBroken(inB.document) }
}

/** What the user says the two are, their legs say too. */
function inRole(chosen: Chosen, role: CompareRole | null): Chosen {
  if (role === null) return chosen
  const leg = role === 'direct' ? 'direct' : 'client-gateway'
  return { ...chosen, document: { ...chosen.document, leg } }
}

/** What the pair shows and neither of the two alone. */
function findingsOf(a: Chosen, b: Chosen, roles: Roles | null): { findings: Finding[]; notes: string[] } {
  const chains = new ChainsByName()
  chains.add(`A ${a.document.id}`, a.judged.facts, a.document.leg)
  chains.add(`B ${b.document.id}`, b.judged.facts, b.document.leg)
  const findings = chains.findings()
  if (roles === null) return { findings, notes: [] }
  const [direct, gateway] = roles[0] === 'direct' ? [a, b] : [b, a]
  const { finding, why } = clientCertificateNotForwarded(direct.judged, gateway.judged)
  if (finding !== null) return { findings: [finding, ...findings], notes: [] }
  return { findings, notes: [`client-certificate-not-forwarded is not shown: ${why}.`] }
}

/** The bytes of one aligned message, or why one of the two has none to show. */
export type RowBytes =
  | { readonly kind: 'bytes'; readonly a: Uint8Array; readonly b: Uint8Array }
  | { readonly kind: 'none'; readonly why: string }

/** @param number from 1, as the document counts */
export function bytesOfRow(rows: readonly AlignedRow[], number: number): RowBytes {
  const row = rows[number - 1]
  if (row === undefined) return { kind: 'none', why: `there are ${rows.length} messages` }
  const { a, b } = row
  const alone = a === null ? 'B' : b === null ? 'A' : null
  if (alone !== null) return { kind: 'none', why: `that message stands in ${alone} alone` }
  const [left, right] = [a?.message.raw ?? null, b?.message.raw ?? null]
  if (left !== null && right !== null) return { kind: 'bytes', a: left, b: right }
  const where = left === null && right === null ? 'either' : left === null ? 'A' : 'B'
  return { kind: 'none', why: `its bytes are not kept in ${where}: it is encrypted or carries none` }
}
