import type { MatrixAxesDocument, MatrixAxis, MatrixCell } from '../../shared/contract/matrix.ts'
import type { AnalysisEvent } from '../../shared/ipc/contract.ts'
import type { MatrixOptions, MatrixResult } from '../../shared/ipc/matrix-channels.ts'
import type { CredentialFiles } from '../../shared/ipc/probe-options.ts'
import { optionsOf, type ProbeForm } from './probe-form.ts'

/** A matrix of probes as far as it has come. Pure. */

export interface Matrix {
  readonly id: string
  readonly options: MatrixOptions
  readonly axes: MatrixAxesDocument
  /** In the order of the axes: TLS version first, ALPN last; `null`: not told yet. */
  readonly cells: readonly (MatrixCell | null)[]
  readonly settled: number
  readonly notes: readonly string[]
  /** `null` while it runs. */
  readonly result: MatrixResult | null
  /** Why it ended without a result. */
  readonly failure: string | null
}

export function newMatrix(
  options: MatrixOptions,
  started: { matrix: string; axes: MatrixAxesDocument; cells: number; notes: readonly string[] },
): Matrix {
  return {
    id: started.matrix,
    options,
    axes: started.axes,
    cells: Array.from({ length: started.cells }, () => null),
    settled: 0,
    notes: started.notes,
    result: null,
    failure: null,
  }
}

export type MatrixEvent = Extract<AnalysisEvent, { kind: `matrix-${string}` }>

export function isMatrixEvent(event: AnalysisEvent): event is MatrixEvent {
  return event.kind === 'matrix-cell' || event.kind === 'matrix-done' || event.kind === 'matrix-failed'
}

export function applyMatrixEvents(matrix: Matrix, events: readonly MatrixEvent[]): Matrix {
  const mine = events.filter(({ analysis }) => analysis === matrix.id)
  if (mine.length === 0) return matrix
  const cells = [...matrix.cells]
  let { settled, result, failure, notes } = matrix
  for (const event of mine) {
    switch (event.kind) {
      case 'matrix-cell':
        if (event.index < cells.length) cells[event.index] = event.cell
        settled = Math.max(settled, event.settled)
        break
      case 'matrix-done':
        result = event.result
        notes = event.result.notes
        event.result.cells.forEach((cell, index) => {
          cells[index] = cell
        })
        break
      case 'matrix-failed':
        failure = event.message
        break
    }
  }
  return { ...matrix, cells, settled, result, failure, notes }
}

export function isRunning({ result, failure }: Matrix): boolean {
  return result === null && failure === null
}

/** What the form asks of a matrix; call it on a form without errors. */
export function matrixOptionsOf(form: ProbeForm, further: readonly CredentialFiles[]): MatrixOptions {
  const axes: readonly (readonly [MatrixAxis, boolean])[] = [
    ['tls', form.varyTls],
    ['certificate', form.varyCertificate],
    ['sni', form.varySni],
    ['alpn', form.varyAlpn],
  ]
  const only = axes.flatMap(([axis, varies]) => (varies ? [axis] : []))
  const { sendChain, ...probe } = optionsOf(form)
  return {
    // Both ways of sending a chain are asked about, unless it is the leaf alone that is wanted.
    probe: sendChain === 'leaf' ? { ...probe, sendChain } : probe,
    credentials: form.credentialKind === 'none' ? [] : [...further],
    only: only.length === axes.length ? null : only,
  }
}

/** A row of the grid: everything but the TLS version, which is the column. */
export interface GridRow {
  readonly certificate: string
  readonly sni: string
  readonly alpn: string
  /** Whether it begins a new certificate, and a new name. */
  readonly first: { readonly certificate: boolean; readonly sni: boolean }
  /** Index of the cell in each column. */
  readonly indices: readonly number[]
}

export function gridRows({ tls, certificate, sni, alpn }: MatrixAxesDocument): GridRow[] {
  const each = certificate.length * sni.length * alpn.length
  return certificate.flatMap((aCertificate, c) =>
    sni.flatMap((aName, s) =>
      alpn.map((aProtocol, a) => {
        const within = (c * sni.length + s) * alpn.length + a
        return {
          certificate: aCertificate.name,
          sni: aName.name,
          alpn: aProtocol.name,
          first: { certificate: s === 0 && a === 0, sni: a === 0 },
          indices: tls.map((_, t) => t * each + within),
        }
      }),
    ),
  )
}

/** What a cell is called: `TLS 1.3, full chain, SNI a.example, ALPN h2`. */
export function cellName(axes: MatrixAxesDocument, index: number): string {
  const sizes = [
    axes.certificate.length * axes.sni.length * axes.alpn.length,
    axes.sni.length * axes.alpn.length,
  ]
  const [outer = 1, middle = 1] = sizes
  const inner = Math.max(1, axes.alpn.length)
  return [
    axes.tls[Math.floor(index / outer)],
    axes.certificate[Math.floor((index % outer) / middle)],
    axes.sni[Math.floor((index % middle) / inner)],
    axes.alpn[index % inner],
  ]
    .flatMap((value) => (value === undefined ? [] : [value.name]))
    .join(', ')
}
