import type { SourceDocument } from '../../../shared/contract/analysis.ts'
import { type PathDocument, pathOfHandshake } from '../../../shared/contract/paths.ts'
import type { ListedHandshake } from '../../../shared/ipc/handshake-row.ts'
import type { Analysis } from '../../state/analysis.ts'

/** What the window knows of the way that a handshake is part of. */

export function wayOf({ paths }: Analysis, handshake: string): PathDocument | null {
  return pathOfHandshake(paths, handshake)
}

/** The handshake of the other leg, where exactly one is joined with this one. */
export function joinedRow(analysis: Analysis, handshake: string): ListedHandshake | null {
  const way = wayOf(analysis, handshake)
  if (way === null || way.state !== 'joined') return null
  const [back, ...more] = way.back
  if (back === undefined || more.length > 0) return null
  return analysis.handshakes.byId(way.front === handshake ? back : way.front)
}

/** The other handshakes of the way, in the order in which they are told; each once. */
export function othersOf(way: PathDocument, handshake: string): string[] {
  return [...new Set([way.front, ...way.back, ...way.candidates])].filter((id) => id !== handshake)
}

/** Who may be the gateway, by all that was read; `null` where nobody needs to be told. */
export function suggestionOf({
  sources,
  request,
}: Analysis): NonNullable<SourceDocument['gatewaySuggested']> | null {
  // Only files are read anew knowing it.
  return request.kind === 'files' ? (sources.at(-1)?.gatewaySuggested ?? null) : null
}
