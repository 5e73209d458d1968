import { describe, expect, it } from 'vitest'
import {
  applyMatrixEvents,
  cellName,
  gridRows,
  isMatrixEvent,
  isRunning,
  type MatrixEvent,
  matrixOptionsOf,
  newMatrix,
} from '../../../../src/renderer/state/matrix.ts'
import { EMPTY_FORM } from '../../../../src/renderer/state/probe-form.ts'
import type { MatrixAxesDocument, MatrixCell } from '../../../../src/shared/contract/matrix.ts'
import { matrixOptionsSchema } from '../../../../src/shared/ipc/matrix-channels.ts'

const value = (id: string) => ({ id, name: `the ${id}` })
const axes: MatrixAxesDocument = {
  tls: [value('1.2'), value('1.3')],
  certificate: [
    { ...value('none'), sent: 'nothing', subject: null },
    { ...value('chain'), sent: 'full', subject: 'CN=a' },
  ],
  sni: [value('sni'), value('no-sni')],
  alpn: [value('h2')],
}
const cell = (word: MatrixCell['word']): MatrixCell => ({
  tls: '1.2',
  certificate: 'none',
  sni: 'sni',
  alpn: 'h2',
  word,
  colour: 'green',
  icon: 'check',
  stage: null,
  detail: null,
  sentence: 'It is so.',
  findings: [],
  handshake: null,
  asked: 1,
  unsteady: false,
})
const begun = newMatrix(
  { probe: { target: 'a.example' }, credentials: [], only: null },
  { matrix: 'm1', axes, cells: 8, notes: ['Something was left out.'] },
)
const told = (index: number, word: MatrixCell['word'], settled: number): MatrixEvent => ({
  kind: 'matrix-cell',
  analysis: 'm1',
  index,
  cell: cell(word),
  settled,
})

describe('a matrix as its events arrive', () => {
  it('fills its cells, the latest answer standing', () => {
    const after = applyMatrixEvents(begun, [told(3, 'alert', 1), told(5, 'ok', 2), told(3, 'ok', 2)])
    expect(after.cells.map((one) => one?.word ?? null)).toEqual([
      null,
      null,
      null,
      'ok',
      null,
      'ok',
      null,
      null,
    ])
    expect(after.settled).toBe(2)
    expect(isRunning(after)).toBe(true)
  })

  it('passes over another matrix’s, and cells that it has not got', () => {
    expect(applyMatrixEvents(begun, [{ ...told(0, 'ok', 1), analysis: 'm2' }])).toBe(begun)
    expect(applyMatrixEvents(begun, [told(8, 'ok', 1)]).cells).toHaveLength(8)
  })

  it('is over with its result, or with why there is none', () => {
    const failed = applyMatrixEvents(begun, [
      { kind: 'matrix-failed', analysis: 'm1', message: 'The disk is full.' },
    ])
    expect(failed.failure).toBe('The disk is full.')
    expect(isRunning(failed)).toBe(false)
    expect(isMatrixEvent({ kind: 'again', analysis: 'm1' })).toBe(false)
  })
})

describe('the grid', () => {
  it('has the versions across and the rest down, each cell at its place', () => {
    const rows = gridRows(axes)
    expect(rows.map(({ indices }) => indices)).toEqual([
      [0, 4],
      [1, 5],
      [2, 6],
      [3, 7],
    ])
    expect(rows.map(({ first }) => first.certificate)).toEqual([true, false, true, false])
    for (const { certificate, sni, alpn, indices } of rows)
      for (const index of indices) expect(cellName(axes, index)).toContain(`${certificate}, ${sni}, ${alpn}`)
  })

  it('names a cell by every axis', () => {
    expect(cellName(axes, 0)).toBe('the 1.2, the none, the sni, the h2')
    expect(cellName(axes, 7)).toBe('the 1.3, the chain, the no-sni, the h2')
  })
})

describe('what a matrix is asked', () => {
  const form = {
    ...EMPTY_FORM,
    target: 'a.example',
    credentialKind: 'pfx' as const,
    pfx: '/a.pfx',
  }

  it('leaves how much of a chain is sent to the matrix, unless the leaf alone is wanted', () => {
    expect(matrixOptionsOf(form, []).probe).not.toHaveProperty('sendChain')
    expect(matrixOptionsOf({ ...form, sendChain: 'leaf' }, []).probe.sendChain).toBe('leaf')
  })

  it('varies every axis, or those that are ticked', () => {
    expect(matrixOptionsOf(form, []).only).toBeNull()
    expect(matrixOptionsOf({ ...form, varySni: false, varyAlpn: false }, []).only).toEqual([
      'tls',
      'certificate',
    ])
  })

  it('takes further certificates along only where there is a first', () => {
    const further = [{ cert: '/b.pem', key: '/b.key' }]
    const options = matrixOptionsOf(form, further)
    expect(options.credentials).toEqual(further)
    expect(matrixOptionsSchema.safeParse(options).success).toBe(true)
    expect(matrixOptionsOf({ ...form, credentialKind: 'none' }, further).credentials).toEqual([])
  })
})
