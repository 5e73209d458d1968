import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Cube,
  conditions,
  holds,
  type Place,
  separate,
  valuesOf,
} from '../../../../../src/main/probe/matrix/separation.ts'

const SIZES = [4, 3, 2, 2]

function grid(sizes: readonly number[]): Place[] {
  return sizes.reduce<number[][]>(
    (places, size) =>
      places.flatMap((place) => Array.from({ length: size }, (_, value) => [...place, value])),
    [[]],
  )
}

const cubeOf = (sizes: readonly number[]): fc.Arbitrary<Cube> =>
  fc.tuple(...sizes.map((size) => fc.integer({ min: 1, max: 2 ** size - 1 })))

describe('what separates the cells in question from the others', () => {
  it('one value of one axis is one condition', () => {
    const cells = grid(SIZES)
    const { cubes, occurring } = separate(
      SIZES,
      cells.filter(([tls]) => tls === 3),
      cells.filter(([tls]) => tls !== 3),
    )
    expect(cubes).toEqual([[0b1000, 0b111, 0b11, 0b11]])
    expect(conditions(cubes[0] ?? [], occurring)).toEqual([0])
  })

  it('all cells are no condition at all, none are nothing', () => {
    const cells = grid(SIZES)
    const all = separate(SIZES, cells, [])
    expect(all.cubes.map((cube) => conditions(cube, all.occurring))).toEqual([[]])
    expect(separate(SIZES, [], cells).cubes).toEqual([])
  })

  it('claims nothing of a value that nobody asked about', () => {
    const cells = grid([3, 2]).filter(([first]) => first !== 1)
    const { cubes } = separate(
      [3, 2],
      cells.filter(([first]) => first === 0),
      cells.filter(([first]) => first === 2),
    )
    expect(cubes).toEqual([[0b001, 0b11]])
  })

  it('any set of cells is covered, and no other cell', () => {
    const cells = grid(SIZES)
    const kinds = fc.array(fc.constantFrom('inside', 'outside', 'unknown'), {
      minLength: cells.length,
      maxLength: cells.length,
    })
    fc.assert(
      fc.property(kinds, (kind) => {
        const inside = cells.filter((_, at) => kind[at] === 'inside')
        const outside = cells.filter((_, at) => kind[at] === 'outside')
        const { cubes } = separate(SIZES, inside, outside)
        expect(inside.every((place) => cubes.some((cube) => holds(cube, place)))).toBe(true)
        expect(outside.some((place) => cubes.some((cube) => holds(cube, place)))).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('what one set of conditions made is found again as that one', () => {
    fc.assert(
      fc.property(cubeOf(SIZES), (truth) => {
        const cells = grid(SIZES)
        const { cubes } = separate(
          SIZES,
          cells.filter((place) => holds(truth, place)),
          cells.filter((place) => !holds(truth, place)),
        )
        expect(cubes).toEqual([truth])
      }),
    )
  })

  it('what two made is never said in more than two, and never in more conditions', () => {
    fc.assert(
      fc.property(cubeOf(SIZES), cubeOf(SIZES), (first, second) => {
        const cells = grid(SIZES)
        const isInside = (place: Place): boolean => holds(first, place) || holds(second, place)
        const { cubes, occurring } = separate(
          SIZES,
          cells.filter(isInside),
          cells.filter((place) => !isInside(place)),
        )
        expect(cubes.length).toBeLessThanOrEqual(2)
        const count = (list: readonly Cube[]): number =>
          list.reduce((sum, cube) => sum + conditions(cube, occurring).length, 0)
        if (cubes.length === 2) expect(count(cubes)).toBeLessThanOrEqual(count([first, second]))
      }),
    )
  })

  it('a cell left unasked changes no sentence where the rest settles it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), fc.nat(), (tls, skipped) => {
        const cells = grid(SIZES)
        const kept = cells.filter((_, at) => at !== skipped % cells.length)
        const { cubes, occurring } = separate(
          SIZES,
          kept.filter(([first]) => first === tls),
          kept.filter(([first]) => first !== tls),
        )
        expect(cubes.map((cube) => conditions(cube, occurring))).toEqual([[0]])
        expect(valuesOf(cubes[0]?.[0] ?? 0)).toEqual([tls])
      }),
    )
  })
})
