import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  elementHeight,
  lowest,
  offsetAt,
  placeAt,
  placeShowing,
  rowsInSight,
  scrolledTo,
  TALLEST,
  type TallList,
  type Whereabouts,
} from '../../../../../src/renderer/panes/handshakes/tall-list.ts'

const HUGE: TallList = { rows: 520_000, rowHeight: 84, sight: 500 }
const anyList = fc.record({
  rows: fc.oneof(fc.nat({ max: 60_000 }), fc.nat({ max: 50_000_000 })),
  rowHeight: fc.constantFrom(28, 84, 84.5),
  sight: fc.double({ min: 1, max: 3000, noNaN: true }),
})
const anyShare = fc.double({ min: 0, max: 1, noNaN: true })
const farthest = (list: TallList): number => Math.max(0, elementHeight(list) - list.sight)
/** The rows whose whole height is in sight. */
const whole = (list: TallList, place: number): readonly [number, number] => [
  Math.ceil(place / list.rowHeight - 1e-6),
  Math.floor((place + list.sight) / list.rowHeight + 1e-6),
]

describe('a list that is taller than an element may be', () => {
  it('is no element that no browser makes, and a short one is itself', () => {
    fc.assert(
      fc.property(anyList, anyShare, (list, share) => {
        expect(elementHeight(list)).toBeLessThanOrEqual(TALLEST)
        if (list.rows * list.rowHeight > TALLEST) return
        const offset = share * farthest(list)
        expect(elementHeight(list)).toBe(list.rows * list.rowHeight)
        expect(placeAt(list, offset)).toBe(offset)
        expect(offsetAt(list, offset)).toBe(offset)
      }),
    )
  })

  it('shows its first row at the top of the element and its last at the bottom', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        expect(placeAt(list, 0)).toBe(0)
        expect(placeAt(list, farthest(list))).toBe(lowest(list))
        expect(offsetAt(list, lowest(list))).toBe(farthest(list))
        expect(rowsInSight(list, lowest(list))[1]).toBe(list.rows)
      }),
    )
  })

  it('leads back from each place to the offset that leads there, further down for each that is', () => {
    fc.assert(
      fc.property(anyList, anyShare, anyShare, (list, one, other) => {
        const [first, second] = [one, other].sort((a, b) => a - b).map((share) => share * lowest(list))
        const [from = 0, to = 0] = [first, second].map((place) => offsetAt(list, place ?? 0))
        expect(to).toBeGreaterThanOrEqual(from)
        expect(Math.abs(placeAt(list, from) - (first ?? 0))).toBeLessThan(1e-3)
        expect(Math.abs(placeAt(list, to) - (second ?? 0))).toBeLessThan(1e-3)
      }),
    )
  })

  it('moves its rows by as much as a wheel moves the element, so that every row comes by', () => {
    let at: Whereabouts = { place: 20_000_000, offset: offsetAt(HUGE, 20_000_000) }
    let [, seen] = whole(HUGE, at.place)
    for (let notch = 0; notch < 2000; notch++) {
      at = scrolledTo(HUGE, at, at.offset + 120)
      const [from, to] = whole(HUGE, at.place)
      expect(from).toBeLessThanOrEqual(seen)
      seen = to
    }
    expect(at.place).toBe(20_000_000 + 2000 * 120)
  })

  it('reaches its very ends by small steps, resting now and then', () => {
    for (const [start, step] of [
      [lowest(HUGE) - 600_000, 480],
      [600_000, -480],
    ] as const) {
      let at: Whereabouts = { place: start, offset: offsetAt(HUGE, start) }
      for (let turn = 0; turn < 1400; turn++) {
        const to = Math.min(farthest(HUGE), Math.max(0, at.offset + step))
        at = scrolledTo(HUGE, at, to)
        if (turn % 20 === 0) at = { place: at.place, offset: offsetAt(HUGE, at.place) }
      }
      expect(at.place).toBe(step > 0 ? lowest(HUGE) : 0)
    }
  })

  it('goes where the thumb points, to the first and the last row too', () => {
    const middle = scrolledTo(HUGE, { place: 0, offset: 0 }, farthest(HUGE) / 2)
    expect(middle.place).toBeCloseTo(lowest(HUGE) / 2, 0)
    // A pixel of the screen may be less than one of CSS.
    const bottom = scrolledTo(HUGE, middle, farthest(HUGE) - 0.4)
    expect(rowsInSight(HUGE, bottom.place)).toEqual([519_994, 520_000])
    expect(bottom.place).toBe(lowest(HUGE))
    expect(scrolledTo(HUGE, bottom, 0)).toEqual({ place: 0, offset: 0 })
  })

  it('brings any row wholly into sight, and does not move for one that is there', () => {
    fc.assert(
      fc.property(anyList, anyShare, anyShare, (given, share, which) => {
        const list = { ...given, rows: given.rows + 1, sight: given.sight + given.rowHeight }
        const row = Math.floor(which * (list.rows - 1))
        const place = share * lowest(list)
        const to = placeShowing(list, place, row)
        const [from, end] = whole(list, to)
        expect(from <= row && row < end).toBe(true)
        expect(placeShowing(list, to, row)).toBe(to)
        const [before, behind] = whole(list, place)
        if (before < row && row < behind - 1) expect(to).toBe(place)
      }),
    )
  })
})
