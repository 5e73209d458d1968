import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { CompareCandidateDocument, CompareSideDocument } from '../../../shared/contract/compare.ts'
import type { Found, ReadSide } from './side.ts'

/** The handshake of one input that is compared, and why that one. */
export interface Chosen extends Found {
  readonly choice: CompareSideDocument['choice']
}

/** Candidates listed; more would bury the answer. */
const LISTED = 20

interface Pair {
  readonly a: Found
  readonly b: Found
  readonly reason: string
}

/**
 * Which handshakes of two inputs to compare where they were not named: of one server, the first that broke against the
 * first that completed; else the first of each.
 */
export function choosePair(a: ReadSide, b: ReadSide): { a: Chosen; b: Chosen } | null {
  const pair = bestPair(a, b)
  return pair === null ? null : { a: chosen(a, pair.a, pair.reason), b: chosen(b, pair.b, pair.reason) }
}

function chosen(side: ReadSide, found: Found, reason: string): Chosen {
  const others = side.found.filter((other) => other !== found)
  const how = side.handshake !== null ? 'named' : side.count === 1 ? 'only' : 'chosen'
  const tail =
    side.count > side.found.length && how === 'chosen' ? ` (of the first ${side.found.length})` : ''
  return {
    ...found,
    choice: {
      how,
      reason: how === 'named' ? 'named' : how === 'only' ? 'the only one in it' : `${reason}${tail}`,
      among: side.count,
      others: how === 'chosen' ? others.slice(0, LISTED).map(candidate) : [],
    },
  }
}

function candidate({ document: { id, sni, server, outcome } }: Found): CompareCandidateDocument {
  return { id, sni, server, outcome }
}

function bestPair(a: ReadSide, b: ReadSide): Pair | null {
  const groups = new Map<string, Found[]>()
  for (const found of b.found) {
    const key = serverOf(found.document)
    groups.set(key, [...(groups.get(key) ?? []), found])
  }
  const sameServer = new Map<string, Found[]>()
  for (const found of a.found) {
    const key = serverOf(found.document)
    if (groups.has(key)) sameServer.set(key, [...(sameServer.get(key) ?? []), found])
  }
  let first: Pair | null = null
  for (const [key, inA] of sameServer) {
    const inB = groups.get(key) ?? []
    const contrast = contrasting(inA, inB, a, b)
    if (contrast !== null) return { ...contrast, reason: `${contrast.reason} with ${key}` }
    first ??= firstOf(inA, inB, a, b, `the first with ${key}`)
  }
  if (first !== null) return first
  return contrasting(a.found, b.found, a, b) ?? firstOf(a.found, b.found, a, b, 'the first in it')
}

/** The name asked for; where none was, the server's address. */
function serverOf({ sni, server }: HandshakeDocument): string {
  if (sni !== null) return sni.toLowerCase()
  return server === null ? 'an unknown server' : `${server.address}:${server.port}`
}

/** The first that broke on one side and the first that completed on the other. */
function contrasting(inA: readonly Found[], inB: readonly Found[], a: ReadSide, b: ReadSide): Pair | null {
  const first = (list: readonly Found[], outcome: HandshakeDocument['outcome']): Found | undefined =>
    list.find(({ document }) => document.outcome === outcome)
  const reason = 'the first that broke against the first that completed,'
  for (const [left, right] of [
    [first(inA, 'broken'), first(inB, 'completed')],
    [first(inA, 'completed'), first(inB, 'broken')],
  ]) {
    if (left !== undefined && right !== undefined && !isSame(left, right, a, b))
      return { a: left, b: right, reason }
  }
  return null
}

/** The first of each; of one file two different ones, where there are two. */
function firstOf(
  inA: readonly Found[],
  inB: readonly Found[],
  a: ReadSide,
  b: ReadSide,
  reason: string,
): Pair | null {
  const [left] = inA
  if (left === undefined) return null
  const right = inB.find((found) => !isSame(left, found, a, b)) ?? inB[0]
  return right === undefined ? null : { a: left, b: right, reason }
}

function isSame(left: Found, right: Found, a: ReadSide, b: ReadSide): boolean {
  return a.path === b.path && left.document.id === right.document.id
}
