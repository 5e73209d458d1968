import type { Span } from '../../bytes/field.ts'
import { equalBytes, hashBytes } from '../../bytes/same-bytes.ts'

/** Half-open ranges that stand for one another and differ; one of the two may be empty. */
export interface ByteRange {
  readonly a: Span
  readonly b: Span
}

/** Bytes that have to agree before two places are taken for the same. */
const ANCHOR = 8
/** Longer messages are only compared from both ends. */
const LONGEST = 256 * 1024

/**
 * Where two byte strings differ. What stands in both once and in the same order holds the two together; between such
 * places everything is compared from both ends. Time and memory grow with the lengths (times their logarithm).
 */
export function differingRanges(a: Uint8Array, b: Uint8Array): ByteRange[] {
  const ranges: ByteRange[] = []
  let [atA, atB] = [0, 0]
  const anchors = a.length === b.length || Math.max(a.length, b.length) > LONGEST ? [] : anchorsOf(a, b)
  for (const anchor of anchors) {
    if (anchor.a < atA || anchor.b < atB) continue
    between(a, b, { start: atA, end: anchor.a }, { start: atB, end: anchor.b }, ranges)
    atA = anchor.a
    atB = anchor.b
    while (atA < a.length && atB < b.length && a[atA] === b[atB]) {
      atA++
      atB++
    }
  }
  between(a, b, { start: atA, end: a.length }, { start: atB, end: b.length }, ranges)
  return ranges
}

/** Adds what differs between two anchors: byte by byte where both are as long, else what both ends leave. */
function between(a: Uint8Array, b: Uint8Array, inA: Span, inB: Span, ranges: ByteRange[]): void {
  const length = inA.end - inA.start
  if (length === inB.end - inB.start) {
    for (let at = 0; at < length; at++) {
      if (a[inA.start + at] === b[inB.start + at]) continue
      const start = at
      while (at < length && a[inA.start + at] !== b[inB.start + at]) at++
      add(ranges, span(inA.start + start, inA.start + at), span(inB.start + start, inB.start + at))
    }
    return
  }
  let [startA, startB, endA, endB] = [inA.start, inB.start, inA.end, inB.end]
  while (startA < endA && startB < endB && a[startA] === b[startB]) {
    startA++
    startB++
  }
  while (endA > startA && endB > startB && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  if (endA > startA || endB > startB) add(ranges, span(startA, endA), span(startB, endB))
}

/** Ranges that touch on both sides are one. */
function add(ranges: ByteRange[], a: Span, b: Span): void {
  const last = ranges.at(-1)
  if (last !== undefined && last.a.end === a.start && last.b.end === b.start) {
    ranges[ranges.length - 1] = { a: span(last.a.start, a.end), b: span(last.b.start, b.end) }
  } else ranges.push({ a, b })
}

function span(start: number, end: number): Span {
  return { start, end }
}

interface Anchor {
  readonly a: number
  readonly b: number
}

/** Short strings that each side has exactly once, the longest run of them that is in order on both. */
function anchorsOf(a: Uint8Array, b: Uint8Array): Anchor[] {
  const inB = placesOfUnique(b)
  const shared: Anchor[] = []
  for (const [hash, placeA] of placesOfUnique(a)) {
    const placeB = inB.get(hash)
    if (placeA < 0 || placeB === undefined || placeB < 0) continue
    const same = equalBytes(a.subarray(placeA, placeA + ANCHOR), b.subarray(placeB, placeB + ANCHOR))
    if (same) shared.push({ a: placeA, b: placeB })
  }
  return longestInOrder(shared)
}

/** Where each string of `ANCHOR` bytes stands, by its hash; -1 where it stands several times. In order. */
function placesOfUnique(bytes: Uint8Array): Map<number, number> {
  const places = new Map<number, number>()
  for (let at = 0; at + ANCHOR <= bytes.length; at++) {
    const hash = hashBytes(bytes, at, at + ANCHOR)
    places.set(hash, places.has(hash) ? -1 : at)
  }
  return places
}

/** The longest subsequence that ascends in B too (patience sorting); `anchors` ascend in A. */
function longestInOrder(anchors: readonly Anchor[]): Anchor[] {
  /** For each length, the index of the anchor with the smallest end of an ascending run of that length. */
  const ends: number[] = []
  const before = new Int32Array(anchors.length)
  anchors.forEach((anchor, at) => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((anchors[ends[middle] ?? 0]?.b ?? 0) < anchor.b) low = middle + 1
      else high = middle
    }
    before[at] = low === 0 ? -1 : (ends[low - 1] ?? -1)
    ends[low] = at
  })
  const chain: Anchor[] = []
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const anchor = anchors[at]
    if (anchor !== undefined) chain.push(anchor)
  }
  return chain.reverse()
}
