import type { FindingDocument, HandshakeDocument, SourceDocument } from '../../shared/contract/analysis.ts'
import type { AnalysisEvent } from '../../shared/ipc/contract.ts'

/** What was asked for, so that it can be asked again after the engine process died. */
export type OpenRequest =
  | {
      readonly kind: 'files'
      readonly paths: readonly string[]
      /** Files with the secrets of their sessions; the engine reads them. */
      readonly keyLogs?: readonly string[]
    }
  | { readonly kind: 'lab' }

export interface FileProgress {
  readonly path: string
  readonly bytesRead: number
  readonly totalBytes: number | null
  readonly packets: number
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
  readonly status: 'running' | 'done' | 'cancelled' | 'died'
  readonly progress: FileProgress | null
  /** In order of arrival; a finished file's own facts. */
  readonly sources: readonly SourceDocument[]
  readonly failed: readonly FailedFile[]
  /** By source and TCP stream, which is the order of their first packets. */
  readonly handshakes: readonly HandshakeDocument[]
  /** Findings of no single handshake. */
  readonly findings: readonly FindingDocument[]
}

export function newAnalysis(id: string, request: OpenRequest): Analysis {
  return {
    id,
    request,
    status: 'running',
    progress: null,
    sources: [],
    failed: [],
    handshakes: [],
    findings: [],
  }
}

/**
 * Applies a batch of events. A batch costs one pass over the handshakes however many events it holds: a
 * capture of a hundred thousand connections arrives in thousands of events.
 */
export function applyEvents(analysis: Analysis, events: readonly AnalysisEvent[]): Analysis {
  const mine = events.filter((event) => event.analysis === analysis.id)
  if (mine.length === 0) return analysis
  let { status, progress, sources, failed, findings } = analysis
  const arrived: HandshakeDocument[] = []
  for (const event of mine) {
    switch (event.kind) {
      case 'progress':
        progress = {
          path: event.path,
          bytesRead: event.bytesRead,
          totalBytes: event.totalBytes,
          packets: event.packets,
        }
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
      case 'done':
        status = event.cancelled ? 'cancelled' : 'done'
        progress = null
        findings = event.findings
        break
    }
  }
  const handshakes = arrived.length === 0 ? analysis.handshakes : merge(analysis.handshakes, arrived)
  return { ...analysis, status, progress, sources, failed, findings, handshakes }
}

/** A handshake that arrives again (it was extended by a late request) replaces its earlier self. */
function merge(
  known: readonly HandshakeDocument[],
  arrived: readonly HandshakeDocument[],
): readonly HandshakeDocument[] {
  const latest = new Map(arrived.map((handshake) => [handshake.id, handshake]))
  const kept = known.filter((handshake) => !latest.has(handshake.id))
  const all = [...kept, ...latest.values()]
  // Nearly sorted already, which the engine's sort takes in linear time.
  return all.sort((a, b) => a.source - b.source || a.tcpStream - b.tcpStream)
}

/** Whether it is over and there is nothing to show a verdict on. */
export function foundNothing(analysis: Analysis): boolean {
  return analysis.status !== 'running' && analysis.handshakes.length === 0 && analysis.findings.length === 0
}

/** Between 0 and 1, or `null` where the size is not known (standard input, gzip). */
export function progressFraction(progress: FileProgress): number | null {
  const { totalBytes, bytesRead } = progress
  return totalBytes === null || totalBytes <= 0 ? null : Math.min(1, bytesRead / totalBytes)
}
