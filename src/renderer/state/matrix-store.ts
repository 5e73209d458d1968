import { create } from 'zustand'
import type { AnalysisEvent } from '../../shared/ipc/contract.ts'
import { applyMatrixEvents, isMatrixEvent, isRunning, type Matrix, type MatrixEvent } from './matrix.ts'

/** The matrix on show, put together from its events. */

interface MatrixState {
  readonly matrix: Matrix | null
  /** Asked for, not answered yet: files are read, passphrases asked. */
  readonly preparing: boolean
  /** The cell that the keyboard is on. */
  readonly chosen: number
}

export const useMatrix = create<MatrixState>(() => ({ matrix: null, preparing: false, chosen: 0 }))
export const getMatrix = useMatrix.getState
export const setMatrix = useMatrix.setState

export function matrixRuns(): boolean {
  const { matrix } = getMatrix()
  return matrix !== null && isRunning(matrix)
}

/** The engine process is gone: what was told stays. */
export function matrixDied(): void {
  const { matrix } = getMatrix()
  if (matrix !== null && isRunning(matrix)) {
    setMatrix({ matrix: { ...matrix, failure: 'The engine process ended before the matrix was through.' } })
  }
}

/** Events come by the hundred: they are put together before they are shown. */
const INTERVAL = 80

let waiting: MatrixEvent[] = []
let timer: number | null = null

/** Takes an event that is a matrix's. */
export function receiveMatrix(event: AnalysisEvent): boolean {
  if (!isMatrixEvent(event)) return false
  waiting.push(event)
  timer ??= window.setTimeout(drainMatrix, INTERVAL)
  return true
}

export function drainMatrix(): void {
  if (timer !== null) window.clearTimeout(timer)
  timer = null
  const { matrix, preparing } = getMatrix()
  const events = waiting
  // The first cells may be settled before the window knows of their matrix.
  waiting = preparing ? events.filter(({ analysis }) => analysis !== matrix?.id) : []
  if (matrix === null) return
  const next = applyMatrixEvents(matrix, events)
  setMatrix({ matrix: next })
  // Where the user has not gone anywhere yet, to a cell that shows the difference.
  const shows = matrix.result === null ? next.result?.differences[0]?.cells[0] : undefined
  if (shows !== undefined && getMatrix().chosen === 0) setMatrix({ chosen: shows })
}
