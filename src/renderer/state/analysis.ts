import type { FindingDocument, SourceDocument } from '../../shared/contract/analysis.ts'
import { NO_PACE, type Pace, paced } from '../../shared/contract/pace.ts'
import type { PathDocument } from '../../shared/contract/paths.ts'
import type { StageReportDocument } from '../../shared/contract/probe.ts'
import type { AnalysisEvent, SecretFiles } from '../../shared/ipc/contract.ts'
import type { HandshakeRow } from '../../shared/ipc/handshake-row.ts'
import type { ProbeOptions } from '../../shared/ipc/probe-options.ts'
import { fileName } from './format.ts'
import { HandshakeList } from './handshakes/list.ts'

/** What was asked for, so that it can be asked again after the engine process died. */
export type OpenRequest =
  | {
      readonly kind: 'files'
      readonly paths: readonly string[]
      /** Files with the secrets of their sessions, by path; the engine reads them. */
      readonly secrets?: SecretFiles
    }
  | { readonly kind: 'lab' }
  | { readonly kind: 'probe'; readonly options: ProbeOptions }
  /** One cell of a matrix: its probe is looked at, not asked again. */
  | { readonly kind: 'cell'; readonly matrix: string; readonly index: number; readonly name: string }

export interface FileProgress {
  /** 0-based number of the source; inputs that could not be read have none. */
  readonly source: number
  readonly path: string
  readonly bytesRead: number
  readonly totalBytes: number | null
  readonly packets: number
  readonly pace: Pace
}

export interface FailedFile {
  readonly path: string
  readonly message: string
  readonly hint: string | null
}

/** One opened capture or set of captures, as far as it has come. */
export interface Analysis {
  readonly id: string
  readonly request: OpenRequest
  /** When it was opened, by a clock of this window: a higher number is later. */
  readonly begun: number
  readonly status: 'running' | 'done' | 'cancelled' | 'died'
  /** The engine process that held it is gone: what was read stays on screen, bytes cannot be asked for. */
  readonly lost: boolean
  /** Of the file that is read; where reading was cut short, of the file it was cut short in. */
  readonly progress: FileProgress | null
  /** In order of arrival; a finished file's own facts. */
  readonly sources: readonly SourceDocument[]
  readonly failed: readonly FailedFile[]
  /** By source and TCP stream, which is the order of their first packets. */
  readonly handshakes: HandshakeList
  /** Of a probe: its stages as they are over. */
  readonly stages: readonly StageReportDocument[]
  /** Of a probe: what will not be as one may think, said before it began. */
  readonly notes: readonly string[]
  /** Findings of no single handshake. */
  readonly findings: readonly FindingDocument[]
  /** Ways through the gateway, where both legs were seen. */
  readonly paths: readonly PathDocument[]
}

export function newAnalysis(id: string, request: OpenRequest, begun = 0): Analysis {
  return {
    id,
    request,
    begun,
    status: 'running',
    lost: false,
    progress: null,
    sources: [],
    failed: [],
    handshakes: HandshakeList.of(),
    stages: [],
    notes: [],
    findings: [],
    paths: [],
  }
}

/**
 * Applies a batch of events. A batch costs one pass over the handshakes however many events it holds: a
 * capture of a hundred thousand connections arrives in thousands of events.
 * @param atMillis when they came, by a clock of this window
 */
export function applyEvents(
  analysis: Analysis,
  events: readonly AnalysisEvent[],
  atMillis: number,
): Analysis {
  const mine = events.filter((event) => event.analysis === analysis.id)
  if (mine.length === 0) return analysis
  let { status, progress, sources, failed, stages, findings, paths } = analysis
  const arrived: HandshakeRow[] = []
  for (const event of mine) {
    switch (event.kind) {
      case 'progress':
        progress = progressOf(event, progress, atMillis)
        break
      case 'again':
        status = 'running'
        progress = null
        sources = []
        failed = []
        break
      case 'handshakes':
        for (const handshake of event.handshakes) arrived.push(handshake)
        break
      case 'source':
        sources = [...sources, event.source]
        break
      case 'failed':
        failed = [...failed, { path: event.path, message: event.message, hint: event.hint }]
        break
      case 'probe-stage':
        stages = [...stages, event.report]
        break
      case 'done':
        status = event.cancelled ? 'cancelled' : 'done'
        if (!event.cancelled) progress = null
        findings = event.findings
        paths = event.paths ?? []
        break
    }
  }
  const handshakes = analysis.handshakes.with(arrived)
  return { ...analysis, status, progress, sources, failed, stages, findings, paths, handshakes }
}

function progressOf(
  event: Extract<AnalysisEvent, { kind: 'progress' }>,
  before: FileProgress | null,
  atMillis: number,
): FileProgress {
  const { source, path, bytesRead, totalBytes, packets } = event
  const pace = before?.source === source && before.path === path ? before.pace : NO_PACE
  return { source, path, bytesRead, totalBytes, packets, pace: paced(pace, atMillis, bytesRead) }
}

/** Whether it was asked of a server, alone or as a cell of a matrix. */
export function isProbe({ request }: Analysis): boolean {
  return request.kind === 'probe' || request.kind === 'cell'
}

/** Whether it is over and there is nothing to show a verdict on. */
export function foundNothing(analysis: Analysis): boolean {
  if (isProbe(analysis)) return false
  return analysis.status !== 'running' && analysis.handshakes.length === 0 && analysis.findings.length === 0
}

/** Between 0 and 1, or `null` where the size is not known (standard input, gzip). */
export function progressFraction(progress: FileProgress): number | null {
  const { totalBytes, bytesRead } = progress
  return totalBytes === null || totalBytes <= 0 ? null : Math.min(1, bytesRead / totalBytes)
}

/** What the opened thing is called: its file, or the first of its files. */
export function openedName(request: OpenRequest): string {
  if (request.kind === 'lab') return 'Sample incident'
  if (request.kind === 'probe') return request.options.target
  if (request.kind === 'cell') return request.name
  const [first = '', ...more] = request.paths
  return more.length === 0 ? fileName(first) : `${fileName(first)} and ${more.length} more`
}

/** The path of a source, also of the one that is being read, or that reading was cut short in. */
export function sourcePath(analysis: Analysis, source: number): string | null {
  const { sources, progress } = analysis
  return sources[source]?.path ?? (progress?.source === source ? progress.path : null)
}
