import type { MatrixDifference } from '../../../shared/contract/matrix.ts'
import type { FindingId } from '../../../shared/diagnosis/taxonomy.ts'
import type { MatrixPlan } from './plan.ts'
import { type BrokenCell, causeOf, reasonText, waysText } from './reason.ts'
import { type AskedCell, isUnreached, sideOf } from './run.ts'
import {
  type Cube,
  conditions,
  holds,
  type Place,
  type Separation,
  separate,
  valuesOf,
} from './separation.ts'
import { capital, conjunction, namesOf, termsOf, valuesText, whereText } from './wording.ts'

const [TLS, CERTIFICATE] = [0, 1]

/**
 * Which values explain the fault: the fewest conditions that tell every cell that broke from every cell that works.
 * What says nothing of the combination counts on neither side: cells nobody asked, unsteady ones, and connections
 * that never came to be. The weightiest difference first.
 */
export function differencesOf(plan: MatrixPlan, cells: readonly AskedCell[]): MatrixDifference[] {
  return new Differences(plan, cells).all()
}

class Differences {
  readonly #plan: MatrixPlan
  readonly #sizes: number[]
  readonly #good: number[] = []
  readonly #bad: BrokenCell[] = []
  readonly #unsupported: BrokenCell[] = []
  readonly #unreached: BrokenCell[] = []
  readonly #unsteady: BrokenCell[] = []
  /** Asked or not, they count for nothing. */
  readonly #silent: BrokenCell[] = []

  constructor(plan: MatrixPlan, cells: readonly AskedCell[]) {
    this.#plan = plan
    const { tls, certificate, sni, alpn } = plan.axes
    this.#sizes = [tls, certificate, sni, alpn].map(({ length }) => length)
    cells.forEach((cell, index) => {
      const { outcome } = cell
      const one = { index, place: plan.places[index] ?? [], outcome }
      if (cell.unsteady) this.#unsteady.push(one)
      else if (isUnreached(outcome)) this.#unreached.push(one)
      else if (outcome.word === 'unsupported') this.#unsupported.push(one)
      else if (sideOf(cell) === 'good') this.#good.push(index)
      else if (sideOf(cell) === 'bad') this.#bad.push(one)
      else this.#silent.push(one)
    })
  }

  all(): MatrixDifference[] {
    const told = [...this.#faults(), ...this.#versions(), ...this.#noise()]
    return told.length > 0 ? told : this.#nothing()
  }

  /** Not one answer that says anything of its combination. */
  #nothing(): MatrixDifference[] {
    const [first] = this.#silent
    if (first === undefined) return []
    const sentence = `Nothing can be said of any combination. ${first.outcome.sentence}`
    return [this.#difference('unanswered', sentence, null, this.#silent)]
  }

  #faults(): MatrixDifference[] {
    if (this.#good.length > 0) {
      if (this.#bad.length > 0) return this.#separated()
      const else_ = this.#unsupported.length > 0 ? 'else ' : ''
      const sentence = `Everything ${else_}works: ${countOf(this.#good.length)}, and none broke.`
      return [{ sentence, kind: 'works', where: [], cells: this.#good, findings: [] }]
    }
    if (this.#bad.length > 0) return this.#noneWorks()
    const [first] = this.#unreached
    if (first === undefined || this.#unsupported.length > 0) return []
    const sentence = `No probe got as far as TLS: ${first.outcome.sentence}`
    return [this.#difference('none-works', sentence, null, this.#unreached)]
  }

  /** Some work, some break. */
  #separated(): MatrixDifference[] {
    const separation = separate(
      this.#sizes,
      this.#bad.map(({ place }) => place),
      this.#good.map((index) => this.#placeOf(index)),
    )
    const { cubes } = separation
    return cubes.flatMap((cube) => {
      const within = this.#bad.filter(({ place }) => holds(cube, place))
      const own = within.filter(({ place }) => cubes.filter((other) => holds(other, place)).length === 1)
      const cells = own.length > 0 ? own : within
      const split = this.#byCause(cells, cube)
      if (split.length > 1) return split.map((part) => this.#breaks(part.cube, separation, part.cells, false))
      return [this.#breaks(cube, separation, cells, cubes.length === 1)]
    })
  }

  /** Nothing works; where the causes differ, what tells them from one another. */
  #noneWorks(): MatrixDifference[] {
    const { axes } = this.#plan
    const all = this.#bad
    const but = this.#unsupported.length > 0 ? ' of those the server speaks' : ''
    const occurring = separate(
      this.#sizes,
      all.map(({ place }) => place),
      [],
    ).occurring
    const causes = new Set(all.map(({ outcome }) => causeOf(outcome)))
    if (all.length === 1 || causes.size === 1) {
      const alike = all.length === 1 ? '' : ', and all break alike, so no axis explains it'
      const sentence = `No combination${but} works${alike}: ${reasonText(axes, all)}.`
      return [this.#difference('none-works', sentence, null, all)]
    }
    const parts = this.#byCause(all, occurring)
    if (parts.length === 0) {
      const sentence = `No combination${but} works: ${waysText(axes, all)}.`
      return [this.#difference('none-works', sentence, null, all)]
    }
    const sentence = `No combination${but} works, for ${causes.size} different reasons.`
    const separation = { cubes: parts.map(({ cube }) => cube), occurring }
    return [
      this.#difference('none-works', sentence, null, all),
      ...parts.map((part) => this.#breaks(part.cube, separation, part.cells, false)),
    ]
  }

  /**
   * Cells that broke in one place, told apart by cause within it. Empty where some cause does not lie in one set of
   * conditions: then it is not the axes that tell them apart.
   */
  #byCause(cells: readonly BrokenCell[], place: Cube): { cube: Cube; cells: BrokenCell[] }[] {
    const causes = [...new Set(cells.map(({ outcome }) => causeOf(outcome)))]
    const parts = causes.map((cause) => {
      const own = cells.filter(({ outcome }) => causeOf(outcome) === cause)
      const { cubes, occurring } = separate(
        this.#sizes,
        own.map((cell) => cell.place),
        cells.filter((cell) => !own.includes(cell)).map((cell) => cell.place),
      )
      const [only] = cubes
      if (cubes.length !== 1 || only === undefined) return null
      const cube = only.map((mask, axis) => (mask === occurring[axis] ? (place[axis] ?? mask) : mask))
      return { cube, cells: own }
    })
    return parts.includes(null) ? [] : parts.filter((part) => part !== null)
  }

  #breaks(
    cube: Cube,
    separation: Separation,
    cells: readonly BrokenCell[],
    alone: boolean,
  ): MatrixDifference {
    const { axes } = this.#plan
    const clause = breakClause(this.#plan, cube, separation.occurring, alone)
    const sentence = `${clause}: ${reasonText(axes, cells)}.`
    // Another fault may lie over this one: what it hides is broken all the same.
    const within = this.#bad.filter(({ place }) => holds(cube, place))
    return this.#difference('breaks', sentence, { cube, occurring: separation.occurring }, within, cells)
  }

  #versions(): MatrixDifference[] {
    if (this.#unsupported.length === 0) return []
    const { axes } = this.#plan
    const { cubes, occurring } = separate(
      this.#sizes,
      this.#unsupported.map(({ place }) => place),
      [...this.#good.map((index) => this.#placeOf(index)), ...this.#bad.map(({ place }) => place)],
    )
    return cubes.map((cube) => {
      const cells = this.#unsupported.filter(({ place }) => holds(cube, place))
      const mask = cube[TLS] ?? 0
      const names = conjunction(namesOf(axes, TLS, mask), 'or')
      const where = whereText(axes, cube.with(TLS, occurring[TLS] ?? 0), occurring)
      const sentence = `The server does not speak ${names}${where === '' ? '' : ` ${where}`}.`
      return this.#difference('versions', sentence, { cube, occurring }, cells)
    })
  }

  #noise(): MatrixDifference[] {
    const differences = this.#unsteady.map((cell) =>
      this.#difference(
        'unsteady',
        `${capital(this.#nameOf(cell))}: ${cell.outcome.sentence} The server is not steady here, so this counts for nothing.`,
        null,
        [cell],
      ),
    )
    const reached = this.#good.length + this.#bad.length + this.#unsupported.length > 0
    const [first] = this.#unreached
    if (!reached || first === undefined) return differences
    const sentence = `${capital(countOf(this.#unreached.length))} got no connection, and say nothing of TLS: ${first.outcome.sentence}`
    return [...differences, this.#difference('unanswered', sentence, null, this.#unreached)]
  }

  #difference(
    kind: MatrixDifference['kind'],
    sentence: string,
    where: { cube: Cube; occurring: Cube } | null,
    cells: readonly BrokenCell[],
    telling: readonly BrokenCell[] = cells,
  ): MatrixDifference {
    const findings = [
      ...new Set(
        telling.flatMap(({ outcome }): FindingId[] => (outcome.cause === null ? [] : [outcome.cause])),
      ),
    ]
    return {
      sentence,
      kind,
      where: where === null ? [] : termsOf(this.#plan.axes, where.cube, where.occurring),
      cells: cells.map(({ index }) => index),
      findings,
    }
  }

  #placeOf(index: number): Place {
    return this.#plan.places[index] ?? []
  }

  #nameOf({ place }: BrokenCell): string {
    return cellName(this.#plan, place)
  }
}

/** `TLS 1.2, no certificate, SNI apim.contoso.internal, ALPN h2`. */
export function cellName({ axes }: MatrixPlan, place: Place): string {
  return place.flatMap((value, axis) => namesOf(axes, axis, 1 << value)).join(', ')
}

/** @param alone nothing else breaks, so that all the rest works */
function breakClause({ axes }: MatrixPlan, cube: Cube, occurring: Cube, alone: boolean): string {
  const said = conditions(cube, occurring)
  const [axis] = said
  if (axis === undefined) return 'Every combination breaks'
  const mask = cube[axis] ?? 0
  const all = occurring[axis] ?? 0
  if (said.length > 1) return `Breaks ${alone ? 'only ' : ''}${whereText(axes, cube, occurring)}`
  if (axis === TLS) {
    const names = namesOf(axes, TLS, mask)
    const one = names.length === 1
    const subject = conjunction(names)
    if (!alone) return `${subject} ${one ? 'breaks' : 'break'}`
    if (one && valuesOf(all).length > 1) return `Only ${subject} breaks`
    return `${subject} ${one ? 'breaks' : 'break'}, ${conjunction(namesOf(axes, TLS, all & ~mask))} ${valuesOf(all & ~mask).length === 1 ? 'works' : 'work'}`
  }
  const broken = valuesText(axes, axis, mask, all)
  if (!alone) return capital(`breaks ${broken}`)
  const working = valuesText(axes, axis, all & ~mask, all)
  if (axis === CERTIFICATE && broken.startsWith('without a') && !broken.includes(' and ')) {
    return `Works ${working}, breaks without`
  }
  return `Works ${working}, breaks ${broken}`
}

function countOf(cells: number): string {
  return cells === 1 ? 'one combination' : `${cells} combinations`
}
