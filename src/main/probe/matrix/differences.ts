import type { MatrixDifference } from '../../../shared/contract/matrix.ts'
import type { FindingId } from '../../../shared/diagnosis/taxonomy.ts'
import { capital } from '../../../shared/diagnosis/words.ts'
import type { MatrixPlan } from './plan.ts'
import { type BrokenCell, causeOf, reasonText, waysText } from './reason.ts'
import { type AskedCell, isUnreached, sideOf } from './run.ts'
import { type Cube, holds, type Place, type Separation, separate } from './separation.ts'
import { breakClause, cellName, conjunction, countOf, namesOf, termsOf, whereText } from './wording.ts'

const TLS = 0

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
  readonly #cells: readonly AskedCell[]
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
    this.#cells = cells
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
    const told = [...this.#faults(), ...this.#errors(), ...this.#versions(), ...this.#noise()]
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
      const sentence = `Everything ${else_}works: ${countOf(this.#good.length)}, and none broke${this.#refusedPages()}.`
      return [{ sentence, kind: 'works', where: [], cells: this.#good, findings: [] }]
    }
    if (this.#bad.length > 0) return this.#noneWorks()
    const [first] = this.#unreached
    if (first === undefined || this.#unsupported.length > 0) return []
    const sentence = `No probe got as far as TLS: ${first.outcome.sentence}`
    return [this.#difference('none-works', sentence, null, this.#unreached)]
  }

  /** What the analysis calls an error though the server served: another client would not have been content. */
  #errors(): MatrixDifference[] {
    const errors = new Map<FindingId, { summary: string; cells: number[] }>()
    for (const index of this.#good) {
      const findings = this.#cells[index]?.analysis?.handshakes[0]?.findings ?? []
      for (const { id, severity, summary } of findings) {
        // The HTTP answer's own word stands in the cell.
        if (severity !== 'error' || this.#cells[index]?.outcome.cause === id) continue
        const known = errors.get(id) ?? { summary, cells: [] }
        errors.set(id, { ...known, cells: [...known.cells, index] })
      }
    }
    return [...errors].map(([id, { summary, cells }]) => {
      const { cubes, occurring } = separate(
        this.#sizes,
        cells.map((index) => this.#placeOf(index)),
        this.#good.filter((index) => !cells.includes(index)).map((index) => this.#placeOf(index)),
      )
      const [only] = cubes
      const cube = cubes.length === 1 && only !== undefined ? only : occurring
      const where = whereText(this.#plan.axes, cube, occurring)
      const sentence = `Where it works${where === '' ? '' : ` ${where}`}, an error all the same: ${summary}`
      return {
        sentence,
        kind: 'error',
        where: termsOf(this.#plan.axes, cube, occurring),
        cells,
        findings: [id],
      }
    })
  }

  /** TLS was fine, and HTTP has another opinion of the request: `; HTTP 404 came behind it in 8 of them`. */
  #refusedPages(): string {
    const details = this.#good.flatMap((index) => {
      const outcome = this.#cells[index]?.outcome
      return outcome === undefined || outcome.word === 'ok' ? [] : [outcome.detail ?? outcome.word]
    })
    const distinct = conjunction([...new Set(details)])
    return details.length === 0 ? '' : `; ${distinct} came behind it in ${details.length} of them`
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
      const sentence = `No combination${but} works${alike}: ${reasonText(axes, all, false)}.`
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
