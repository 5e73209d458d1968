import { focusRefused } from '../actions/focus.ts'
import { bridge } from '../bridge.ts'
import { ask, sentence, settle } from './ask.ts'
import { cellName, matrixOptionsOf, newMatrix } from './matrix.ts'
import { drainMatrix, getMatrix, setMatrix } from './matrix-store.ts'
import { open } from './opening.ts'
import { fieldOfError } from './probe-form.ts'
import { getProbe, setProbe } from './probe-store.ts'
import { setState } from './store.ts'

/** What can be done with a matrix. */

export async function startMatrix(): Promise<void> {
  const { form, further } = getProbe()
  if (getMatrix().preparing) return
  const options = matrixOptionsOf(form, further)
  setMatrix({ preparing: true })
  const outcome = await settle(bridge.startMatrix(options))
  setMatrix({ preparing: false })
  setProbe({ question: null })
  if (outcome.ok) {
    setMatrix({ matrix: newMatrix(options, outcome.value), chosen: 0 })
    setState({ overlay: 'none', view: 'matrix' })
    drainMatrix()
    return
  }
  if (outcome.error.code === 'cancelled') return
  const field = fieldOfError(outcome.error.code, form)
  const said = sentence(outcome.error)
  setProbe(field === null ? { problem: said } : { errors: { [field]: said } })
  setState({ overlay: 'probe' })
  focusRefused()
}

export async function cancelMatrix(): Promise<void> {
  setProbe({ question: null })
  await ask(bridge.cancelMatrix())
}

export function chooseCell(index: number): void {
  setMatrix({ chosen: index })
}

/** The ladder of a cell. */
export async function openCell(index: number): Promise<void> {
  const { matrix } = getMatrix()
  const cell = matrix?.cells[index]
  if (matrix == null || cell == null || cell.asked === 0) return
  setMatrix({ chosen: index })
  await open({ kind: 'cell', matrix: matrix.id, index, name: cellName(matrix.axes, index) })
}
