/**
 * Which values of which axes hold exactly the cells in question: the smallest set of conditions that covers every
 * one of them and none of the others. The cells that nobody asked count on neither side.
 */

/** A place in the grid: for each axis the index of its value. */
export type Place = readonly number[]

/** For each axis the values allowed, as bits; an axis with all values that occur is no condition. */
export type Cube = readonly number[]

export interface Separation {
  /** Any of them; the fewest, and of those the ones with the fewest conditions. */
  readonly cubes: readonly Cube[]
  /** For each axis the values that occur among all cells. */
  readonly occurring: Cube
}

/**
 * @param sizes number of values of each axis; at most 20 altogether
 * @param inside the cells in question, outside all others that are known. No place stands in both
 */
export function separate(
  sizes: readonly number[],
  inside: readonly Place[],
  outside: readonly Place[],
): Separation {
  const occurring = sizes.map((_, axis) => bits([...inside, ...outside], axis))
  if (inside.length === 0) return { cubes: [], occurring }
  const primes = primeCubes(occurring, inside, outside)
  return { cubes: leastCover(primes, occurring, inside), occurring }
}

export function holds(cube: Cube, place: Place): boolean {
  return cube.every((mask, axis) => ((mask >> (place[axis] ?? 0)) & 1) === 1)
}

/** Axes on which the cube says something. */
export function conditions(cube: Cube, occurring: Cube): number[] {
  return cube.flatMap((mask, axis) => (mask === occurring[axis] ? [] : [axis]))
}

/** Indices of the values that a mask allows. */
export function valuesOf(mask: number): number[] {
  const values: number[] = []
  for (let value = 0; value < 31; value++) if ((mask >> value) & 1) values.push(value)
  return values
}

function bits(places: readonly Place[], axis: number): number {
  return places.reduce((mask, place) => mask | (1 << (place[axis] ?? 0)), 0)
}

/**
 * Every cube without an outside cell that cannot grow by a value without taking one in. Where it has room that
 * nobody asked about, it is cut down to what was: a condition claims no more than was seen.
 */
function primeCubes(occurring: Cube, inside: readonly Place[], outside: readonly Place[]): Cube[] {
  const shifts = occurring.map((_, axis) =>
    occurring.slice(0, axis).reduce((sum, mask) => sum + width(mask), 0),
  )
  const packed = (masks: readonly number[]): number =>
    masks.reduce((sum, mask, axis) => sum | (mask << (shifts[axis] ?? 0)), 0)
  const pack = (place: Place): number => packed(place.map((value) => 1 << value))
  const [within, without] = [inside.map(pack), outside.map(pack)]
  const isFree = (cube: number): boolean => !without.some((place) => (place & ~cube) === 0)
  const primes = new Map<string, Cube>()
  for (const cube of cubesWithin(occurring)) {
    const one = packed(cube)
    if (!isFree(one) || !within.some((place) => (place & ~one) === 0)) continue
    const canGrow = cube.some((mask, axis) =>
      valuesOf((occurring[axis] ?? 0) & ~mask).some((value) => isFree(packed(cube.with(axis, 1 << value)))),
    )
    if (canGrow) continue
    const seen = cutDown(cube, occurring, inside)
    primes.set(seen.join(), seen)
  }
  return [...primes.values()]
}

/** Bits up to the highest that is set. */
function width(mask: number): number {
  return 32 - Math.clz32(mask)
}

function cutDown(cube: Cube, occurring: Cube, inside: readonly Place[]): Cube {
  const covered = inside.filter((place) => holds(cube, place))
  return cube.map((mask, axis) => (mask === occurring[axis] ? mask : bits(covered, axis)))
}

function* cubesWithin(occurring: Cube, axis = 0): Generator<Cube> {
  const all = occurring[axis]
  if (all === undefined) {
    yield []
    return
  }
  for (const rest of cubesWithin(occurring, axis + 1)) {
    // Every non-empty subset of the bits (Hacker's Delight 2-1).
    for (let mask = all; mask !== 0; mask = (mask - 1) & all) yield [mask, ...rest]
  }
}

/** Combinations looked at before the greedy way is taken. */
const MOST_TRIED = 20_000
const MOST_EXACT = 3

function leastCover(primes: readonly Cube[], occurring: Cube, inside: readonly Place[]): Cube[] {
  const ranked = [...primes].sort((a, b) => weight(a, occurring) - weight(b, occurring))
  for (let size = 1; size <= MOST_EXACT && ranked.length ** size <= MOST_TRIED; size++) {
    const found = lightest(
      combinations(ranked, size).filter((cubes) =>
        inside.every((place) => cubes.some((cube) => holds(cube, place))),
      ),
      occurring,
    )
    if (found !== null) return found
  }
  return greedyCover(ranked, inside)
}

function combinations(cubes: readonly Cube[], size: number, from = 0): Cube[][] {
  if (size === 0) return [[]]
  return cubes
    .slice(from)
    .flatMap((cube, at) => combinations(cubes, size - 1, from + at + 1).map((rest) => [cube, ...rest]))
}

function lightest(covers: readonly Cube[][], occurring: Cube): Cube[] | null {
  let best: Cube[] | null = null
  let least = Number.POSITIVE_INFINITY
  for (const cover of covers) {
    const heavy = cover.reduce((sum, cube) => sum + weight(cube, occurring), 0)
    if (heavy < least) {
      best = cover
      least = heavy
    }
  }
  return best
}

function greedyCover(ranked: readonly Cube[], inside: readonly Place[]): Cube[] {
  const cover: Cube[] = []
  let left = [...inside]
  while (left.length > 0) {
    let best: Cube | null = null
    let most = 0
    for (const cube of ranked) {
      const count = left.filter((place) => holds(cube, place)).length
      if (count > most) {
        best = cube
        most = count
      }
    }
    if (best === null) break
    const chosen = best
    cover.push(chosen)
    left = left.filter((place) => !holds(chosen, place))
  }
  return cover
}

/** A condition weighs most, then the values it names. */
function weight(cube: Cube, occurring: Cube): number {
  return conditions(cube, occurring).reduce((sum, axis) => sum + 100 + valuesOf(cube[axis] ?? 0).length, 0)
}
