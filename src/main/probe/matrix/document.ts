import type {
  AnalysisDocument,
  FindingDocument,
  HandshakeDocument,
} from '../../../shared/contract/analysis.ts'
import { handshakeId } from '../../../shared/contract/handshake-document.ts'
import {
  type MATRIX_AXES,
  MATRIX_WORDS,
  type MatrixAxesDocument,
  type MatrixCell,
  type MatrixDocument,
} from '../../../shared/contract/matrix.ts'
import { rfc3339 } from '../../../shared/contract/time.ts'
import { differencesOf } from './differences.ts'
import { learnedOf } from './learned.ts'
import type { MatrixPlan } from './plan.ts'
import type { MatrixQuestion } from './question.ts'
import type { AskedCell, MatrixRun } from './run.ts'
import { cellName } from './wording.ts'

/** The whole matrix as the public document shows it. */
export function matrixDocument(question: MatrixQuestion, plan: MatrixPlan, run: MatrixRun): MatrixDocument {
  const { host, port, http } = question.base
  const analysis: AnalysisDocument = {
    schema: 'tlscope.analysis/1',
    sources: [],
    handshakes: [],
    findings: [],
  }
  const cells = run.cells.map((cell, index) => {
    const handshake = joined(analysis, cell, `${host}:${port}: ${cellName(plan, plan.places[index] ?? [])}`)
    return cellDocument(plan, index, cell, handshake)
  })
  return {
    schema: 'tlscope.matrix/1',
    target: { host, port, address: run.address },
    startedAt: rfc3339(run.startedMicros),
    durationMicros: Math.max(0, run.endedMicros - run.startedMicros),
    axes: axesDocument(plan),
    notes: [...plan.notes, ...run.notes],
    cells,
    differences: differencesOf(plan, run.cells),
    learned: learnedOf(plan, run.cells, http !== null),
    interrupted: run.interrupted,
    analysis,
  }
}

/** One cell, for whoever shows the grid while it fills. @param handshake id of its ladder */
export function cellDocument(
  { axes, places }: MatrixPlan,
  index: number,
  { outcome, asked, unsteady }: AskedCell,
  handshake: string | null,
): MatrixCell {
  const [tls = 0, certificate = 0, sni = 0, alpn = 0] = places[index] ?? []
  const { word, stage, detail, sentence, findings } = outcome
  const { colour, icon } = MATRIX_WORDS[word]
  return {
    tls: axes.tls[tls]?.id ?? '',
    certificate: axes.certificate[certificate]?.id ?? '',
    sni: axes.sni[sni]?.id ?? '',
    alpn: axes.alpn[alpn]?.id ?? '',
    word,
    colour,
    icon,
    stage,
    detail,
    sentence,
    findings: [...findings],
    handshake,
    asked,
    unsteady,
  }
}

export function axesDocument({ axes }: MatrixPlan): MatrixAxesDocument {
  const named = (axis: (typeof MATRIX_AXES)[number]) => axes[axis].map(({ id, name }) => ({ id, name }))
  return {
    tls: named('tls'),
    certificate: axes.certificate.map(({ id, name, sent, subject }) => ({ id, name, sent, subject })),
    sni: named('sni'),
    alpn: named('alpn'),
  }
}

/** Takes a cell's analysis in as one more source. @returns the id of its handshake in the whole */
function joined(whole: AnalysisDocument, { analysis }: AskedCell, path: string): string | null {
  if (analysis === null) return null
  const source = whole.sources.length
  const [first] = analysis.sources
  if (first !== undefined) whole.sources.push({ ...first, path })
  let id: string | null = null
  for (const handshake of analysis.handshakes) {
    const own: HandshakeDocument = { ...handshake, source, id: handshakeId(source, handshake.tcpStream) }
    id ??= own.id
    whole.handshakes.push(own)
  }
  for (const finding of analysis.findings) {
    if (!whole.findings.some((other) => isSame(other, finding))) whole.findings.push(finding)
  }
  return id
}

function isSame(a: FindingDocument, b: FindingDocument): boolean {
  return a.id === b.id && a.summary === b.summary
}
