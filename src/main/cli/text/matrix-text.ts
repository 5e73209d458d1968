import { printable } from '../../../shared/bytes/text.ts'
import type { HandshakeDocument } from '../../../shared/contract/analysis.ts'
import type { MatrixDifference, MatrixDocument } from '../../../shared/contract/matrix.ts'
import { duration } from '../../../shared/diagnosis/words.ts'
import { lineWidth, paint } from '../terminal.ts'
import { handshakeText } from './handshake-text.ts'
import { gridLines, legendLines } from './matrix-grid.ts'
import { wrap } from './wrap.ts'

/** A matrix for a person at a terminal: what explains the fault first, then the grid, then what else was learned. */
export function matrixText(document: MatrixDocument): string {
  const width = lineWidth()
  const blocks = [
    [paint('bold', printable(headline(document))), ...credentialLines(document, width)],
    document.differences.flatMap(({ sentence, kind }) => item(sentence, BAD.has(kind), width)),
    gridLines(document, width),
    legendLines(document.cells, width),
    section(
      'The server',
      document.learned.map(({ sentence }) => sentence),
      width,
    ),
    section('To know', [...constants(document), ...document.notes], width),
  ]
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const BAD: ReadonlySet<MatrixDifference['kind']> = new Set(['breaks', 'none-works', 'error'])

/** One ladder for each difference: its first cell's, as `tlscope analyze` would show it. */
export function exampleLadders({ differences, cells, analysis }: MatrixDocument): string {
  const shown = new Set<HandshakeDocument>()
  for (const { kind, cells: own } of differences) {
    if (kind === 'works') continue
    const id = cells[own[0] ?? -1]?.handshake ?? null
    const handshake = analysis.handshakes.find((one) => one.id === id)
    if (handshake !== undefined) shown.add(handshake)
  }
  return [...shown]
    .map((handshake) => {
      const path = analysis.sources[handshake.source]?.path ?? ''
      return `\n${paint('underline', printable(path))}\n${handshakeText(handshake)}`
    })
    .join('')
}

function headline({ target, cells, durationMicros, interrupted }: MatrixDocument): string {
  const { host, port, address } = target
  const name = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  const asked = cells.filter((cell) => cell.asked > 0).length
  const parts = [
    address === null || address === host ? name : `${name} at ${address}`,
    `${asked} of ${cells.length} combinations asked`,
    duration(durationMicros),
    interrupted ? 'INTERRUPTED' : null,
  ]
  return parts.filter((part) => part !== null).join(', ')
}

/** Which certificate a column stands for: `leaf only, full chain: CN=device-17,O=Contoso`. */
function credentialLines({ axes }: MatrixDocument, width: number): string[] {
  const names = new Map<string, string[]>()
  for (const { name, subject } of axes.certificate)
    if (subject !== null) names.set(subject, [...(names.get(subject) ?? []), name])
  return [...names].flatMap(([subject, columns]) =>
    wrap(printable(`${columns.join(', ')}: ${subject}`), 2, width),
  )
}

/** What holds for every cell, and is therefore in no row. */
function constants({ axes }: MatrixDocument): string[] {
  const single = [axes.sni, axes.alpn].flatMap(([value, ...more]) =>
    value === undefined || more.length > 0 ? [] : [value.name],
  )
  return single.length === 0 ? [] : [`Every combination: ${single.join(', ')}.`]
}

function item(sentence: string, bad: boolean, width: number): string[] {
  const [first = '', ...more] = wrap(printable(sentence), 2, width)
  const mark = `${bad ? '!' : '-'}${first.slice(1)}`
  return bad ? [mark, ...more].map((line) => paint('bold', line)) : [mark, ...more]
}

function section(title: string, sentences: readonly string[], width: number): string[] {
  if (sentences.length === 0) return []
  return [paint('underline', title), ...sentences.flatMap((sentence) => item(sentence, false, width))]
}
