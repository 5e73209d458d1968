import { describe, expect, it } from 'vitest'
import { differingRanges } from '../../../../../src/shared/conversation/compare/byte-diff.ts'

function bytes(...parts: (number[] | string)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...part].map((one) => one.charCodeAt(0)) : part)),
  )
}

/** Ranges as pairs of text. */
function told(a: Uint8Array, b: Uint8Array): [string, string][] {
  return differingRanges(a, b).map((range) => [
    String.fromCharCode(...a.subarray(range.a.start, range.a.end)),
    String.fromCharCode(...b.subarray(range.b.start, range.b.end)),
  ])
}

/** What is left of each side outside the ranges must be the same. */
function outside(a: Uint8Array, b: Uint8Array): [string, string] {
  const ranges = differingRanges(a, b)
  const left = (all: Uint8Array, side: 'a' | 'b'): string => {
    const kept = [...all]
    for (const range of [...ranges].reverse())
      kept.splice(range[side].start, range[side].end - range[side].start)
    return kept.join(' ')
  }
  return [left(a, 'a'), left(b, 'b')]
}

describe('bytes of two messages', () => {
  it('that are the same differ nowhere', () => {
    expect(differingRanges(bytes('abc'), bytes('abc'))).toEqual([])
    expect(differingRanges(bytes(), bytes())).toEqual([])
  })

  it('of one length differ place by place', () => {
    expect(differingRanges(bytes('aXXbYc'), bytes('a12b3c'))).toEqual([
      { a: { start: 1, end: 3 }, b: { start: 1, end: 3 } },
      { a: { start: 4, end: 5 }, b: { start: 4, end: 5 } },
    ])
  })

  it('find one another again behind what one of them has more', () => {
    const common = 'the same words on both sides'
    expect(told(bytes('head', common, 'tail'), bytes('head', 'more', common, 'tail'))).toEqual([['', 'more']])
    expect(told(bytes('abc', common, 'two two'), bytes('xyz', common, 'due'))).toEqual([
      ['abc', 'xyz'],
      ['two two', 'due'],
    ])
  })

  it('of which one is empty differ in all', () => {
    expect(differingRanges(bytes(), bytes('abc'))).toEqual([
      { a: { start: 0, end: 0 }, b: { start: 0, end: 3 } },
    ])
  })

  it('are the same outside the ranges, whatever they are', () => {
    let seed = 7
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
      return (seed >>> 8) % below
    }
    for (let round = 0; round < 300; round++) {
      const a = Uint8Array.from({ length: random(200) }, () => random(round % 2 === 0 ? 3 : 256))
      const cut = random(a.length + 1)
      const b = bytes(
        [...a.subarray(0, cut)],
        Array.from({ length: random(20) }, () => random(256)),
        [...a.subarray(Math.min(a.length, cut + random(10)))],
      )
      const [left, right] = outside(a, b)
      expect(left).toBe(right)
    }
  })

  it('of hostile size take bounded time', () => {
    const a = new Uint8Array(200_000).fill(1)
    const b = new Uint8Array(250_000).fill(1)
    expect(differingRanges(a, b)).toHaveLength(1)
    expect(differingRanges(a, new Uint8Array(4_000_000)).length).toBeGreaterThan(0)
  })
})
