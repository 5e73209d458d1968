import { MATRIX_AXES, type MatrixTerm } from '../../../shared/contract/matrix.ts'
import { capital } from '../../../shared/diagnosis/words.ts'
import type { MatrixAxes, MatrixPlan } from './plan.ts'
import { type Cube, conditions, type Place, valuesOf } from './separation.ts'

/** How places in the grid are spoken of. */

const [TLS, CERTIFICATE, SNI] = [0, 1, 2]

/** `with TLS 1.3 and without a client certificate`; empty where nothing is said. */
export function whereText(axes: MatrixAxes, cube: Cube, occurring: Cube): string {
  return conjunction(
    conditions(cube, occurring).map((axis) => valuesText(axes, axis, cube[axis] ?? 0, occurring[axis] ?? 0)),
  )
}

/** One axis: `with the full chain`, `without SNI`, `with ALPN h2`. */
export function valuesText(axes: MatrixAxes, axis: number, mask: number, occurring: number): string {
  switch (axis) {
    case TLS:
      return `with ${conjunction(namesOf(axes, axis, mask))}`
    case CERTIFICATE:
      return certificatesText(axes, mask, occurring)
    case SNI:
      return valuesOf(mask)
        .map((value) =>
          axes.sni[value]?.serverName === null ? 'without SNI' : `with ${axes.sni[value]?.name}`,
        )
        .join(' and ')
    default:
      return `with ${conjunction(namesOf(axes, axis, mask), 'or')}`
  }
}

function certificatesText({ certificate }: MatrixAxes, mask: number, occurring: number): string {
  const values = valuesOf(mask)
  const isNone = (value: number): boolean => certificate[value]?.credential === null
  const others = valuesOf(occurring).filter((value) => !isNone(value))
  const without = values.some(isNone) ? ['without a client certificate'] : []
  const given = values.filter((value) => !isNone(value))
  if (given.length === 0) return without.join('')
  const all = given.length === others.length
  const names = given.map((value) => {
    const { id, name = '' } = certificate[value] ?? {}
    return id === 'certificate' ? 'client certificate' : name
  })
  const withThem = all ? 'with a client certificate' : `with the ${conjunction(names, 'or')}`
  return [...without, withThem].join(' and ')
}

export function namesOf(axes: MatrixAxes, axis: number, mask: number): string[] {
  const key = MATRIX_AXES[axis]
  return key === undefined ? [] : valuesOf(mask).flatMap((value) => axes[key][value]?.name ?? [])
}

/** The conditions as data. */
export function termsOf(axes: MatrixAxes, cube: Cube, occurring: Cube): MatrixTerm[] {
  return conditions(cube, occurring).flatMap((index) => {
    const axis = MATRIX_AXES[index]
    if (axis === undefined) return []
    const values = valuesOf(cube[index] ?? 0).flatMap((value) => axes[axis][value]?.id ?? [])
    return [{ axis, values }]
  })
}

/** `a`, `a and b`, `a, b and c`. */
export function conjunction(words: readonly string[], last = 'and'): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}

/** `TLS 1.2, no certificate, SNI apim.contoso.internal, ALPN h2`. */
export function cellName({ axes }: MatrixPlan, place: Place): string {
  return place.flatMap((value, axis) => namesOf(axes, axis, 1 << value)).join(', ')
}

/** @param alone nothing else breaks, so that all the rest works */
export function breakClause({ axes }: MatrixPlan, cube: Cube, occurring: Cube, alone: boolean): string {
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

export function countOf(cells: number): string {
  return cells === 1 ? 'one combination' : `${cells} combinations`
}
