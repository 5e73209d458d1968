import type { Span } from '../../shared/bytes/field.ts'
import type {
  EvidenceDocument,
  FindingDocument,
  HandshakeDocument,
  MessageDocument,
} from '../../shared/contract/analysis.ts'
import type { Place } from './deep-link.ts'

/**
 * The one selection of the window: handshake, message in it, bytes of that message. Ladder, field tree, hex
 * and evidence chips all read and write this and nothing else.
 */
export interface Selection {
  readonly handshake: string | null
  /** 0-based index in the handshake's messages. */
  readonly message: number | null
  readonly bytes: Span | null
  /**
   * Path of the chosen node in the field tree (`[2, 0]`: first child of the third child). Two nodes may
   * share a span, so bytes alone do not name a field. `null`: the deepest node that holds `bytes`.
   */
  readonly field: readonly number[] | null
}

export const NOTHING_SELECTED: Selection = { handshake: null, message: null, bytes: null, field: null }

/** Where the eye should land when a handshake is opened: on the message that broke it, else on its hello. */
export function openingSelection(handshake: HandshakeDocument): Selection {
  const hello = handshake.messages.findIndex((message) => message.layer === 'tls')
  return {
    handshake: handshake.id,
    message: breakMessage(handshake) ?? (handshake.messages.length > 0 ? Math.max(0, hello) : null),
    bytes: null,
    field: null,
  }
}

/**
 * Index of the message that carried the break: the last one in the break's packet that its ender sent;
 * `null` where no packet of the ladder did (a timeout).
 */
export function breakMessage(handshake: HandshakeDocument): number | null {
  const broken = handshake.break
  if (broken === null || broken.frame === null) return null
  const { frame, endedBy } = broken
  const inFrame = handshake.messages.flatMap((message, index) =>
    message.frames.includes(frame) ? [{ message, index }] : [],
  )
  const byEnder = inFrame.filter(({ message }) => message.from === endedBy)
  // One packet may carry an alert and the FIN: the alert says why.
  const alert = byEnder.find(({ message }) => message.type === 'Alert')
  return (alert ?? byEnder.at(-1) ?? inFrame.at(-1))?.index ?? null
}

/**
 * Where a message stands after the handshake was read again with more secrets: the one of the same packets and
 * sender, in the same place among those; `null` where there is none.
 */
export function sameMessage(
  before: readonly MessageDocument[],
  after: readonly MessageDocument[],
  index: number,
): number | null {
  const message = before[index]
  if (message === undefined) return null
  const key = packetsOf(message)
  const rank = before.slice(0, index).filter((other) => packetsOf(other) === key).length
  const places = after.flatMap((other, at) => (packetsOf(other) === key ? [at] : []))
  return places[rank] ?? places.at(-1) ?? null
}

/** The selection in the handshake's later self; bytes and field only where the message is what it was. */
export function selectionInLater(
  was: HandshakeDocument,
  now: HandshakeDocument,
  selection: Selection,
): Selection {
  if (selection.message === null) return selection
  const message = sameMessage(was.messages, now.messages, selection.message)
  if (message === null) return openingSelection(now)
  const [before, after] = [was.messages[selection.message], now.messages[message]]
  if (before?.type === after?.type && before?.length === after?.length) return { ...selection, message }
  return { handshake: now.id, message, bytes: null, field: null }
}

function packetsOf({ from, layer, frames }: MessageDocument): string {
  return `${from} ${layer} ${frames.join(' ')}`
}

export function selectionOf(place: Place): Selection {
  return { handshake: place.handshake, message: place.message, bytes: place.bytes, field: null }
}

export function placeOf(selection: Selection): Place | null {
  if (selection.handshake === null) return null
  return { handshake: selection.handshake, message: selection.message, bytes: selection.bytes }
}

/** Where a chip of evidence leads, or `null` where it speaks of a file or of a packet without a message. */
export function selectionOfEvidence(
  handshake: HandshakeDocument,
  evidence: EvidenceDocument,
): Selection | null {
  if (!('frame' in evidence)) return null
  const { frame } = evidence
  const byFrame =
    frame === null ? -1 : handshake.messages.findIndex((message) => message.frames.includes(frame))
  const message = evidence.message ?? (byFrame === -1 ? null : byFrame)
  if (message === null || message >= handshake.messages.length) return null
  // Bytes are offsets in the message the evidence names; without one they belong to nothing on screen.
  const range = evidence.message === null ? null : evidence.bytes
  return {
    handshake: handshake.id,
    message,
    bytes: range === null || range[1] <= range[0] ? null : { start: range[0], end: range[1] },
    field: null,
  }
}

/** The first evidence of the findings, in their rank, that can be jumped to. */
export function firstEvidence(handshake: HandshakeDocument): Selection | null {
  for (const finding of handshake.findings) {
    for (const evidence of bytesFirst(finding)) {
      const selection = selectionOfEvidence(handshake, evidence)
      if (selection !== null) return selection
    }
  }
  return null
}

function bytesFirst(finding: FindingDocument): EvidenceDocument[] {
  const hasBytes = (evidence: EvidenceDocument): boolean => 'bytes' in evidence && evidence.bytes !== null
  return [...finding.evidence.filter(hasBytes), ...finding.evidence.filter((evidence) => !hasBytes(evidence))]
}
