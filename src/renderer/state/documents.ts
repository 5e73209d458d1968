import type { HandshakeDocument } from '../../shared/contract/analysis.ts'
import { documentOf } from '../../shared/ipc/handshake-row.ts'
import type { Analysis } from './analysis.ts'

/**
 * The documents of handshakes that were looked at, taken apart. One came with its row or was asked for (`awaiting.ts`);
 * the last ones stay.
 */

interface Known {
  /** Which telling of the handshake it is of. */
  readonly told: number
  readonly document: HandshakeDocument
  /** Characters of its text. */
  readonly size: number
}

/** How many are kept, and of how much text together. */
const KEPT = 32
const KEPT_SIZE = 8 * 1024 * 1024

const known = new Map<string, Known>()
let size = 0
/** The one on screen, which stays in any case. */
let shown = ''

function keyOf({ id }: Pick<Analysis, 'id'>, handshake: string): string {
  return `${id} ${handshake}`
}

function keep(key: string, one: Known): void {
  drop(key)
  known.set(key, one)
  size += one.size
  for (const oldest of known.keys()) {
    if (known.size <= KEPT && size <= KEPT_SIZE) break
    if (oldest !== key && oldest !== shown) drop(oldest)
  }
}

function drop(key: string): void {
  size -= known.get(key)?.size ?? 0
  known.delete(key)
}

/** The document of a handshake as it was told last, the same one each time; `null`: it is not here. */
export function latestDocument(analysis: Analysis, handshake: string): HandshakeDocument | null {
  const telling = analysis.handshakes.tellingOf(handshake)
  if (telling === null) return null
  const { told, json } = telling
  const key = keyOf(analysis, handshake)
  const before = known.get(key)
  if (before?.told === told) {
    keep(key, before)
    return before.document
  }
  const document = json === null ? null : documentOf(json)
  if (document !== null) keep(key, { told, document, size: json?.length ?? 0 })
  return document
}

/** What is shown of a handshake: its document, or until that is here, what it was told as before. */
export function shownDocument(analysis: Analysis, handshake: string): HandshakeDocument | null {
  shown = keyOf(analysis, handshake)
  const latest = latestDocument(analysis, handshake)
  if (latest !== null || analysis.handshakes.placeOf(handshake) < 0) return latest
  return known.get(shown)?.document ?? null
}

/** Keeps a document that was asked for. @returns whether its text is one */
export function keepDocument(analysis: string, handshake: string, told: number, json: string): boolean {
  const document = documentOf(json)
  if (document !== null) keep(keyOf({ id: analysis }, handshake), { told, document, size: json.length })
  return document !== null
}
