import type { HandshakeDocument, MessageDocument } from '../../../shared/contract/analysis.ts'
import { breakMessage } from '../../state/selection.ts'
import { missingMessages } from './expected.ts'

/** One row of the ladder as drawn, top to bottom in time. */
export type LadderRow =
  | {
      readonly kind: 'message'
      /** 0-based index in the handshake's messages. */
      readonly index: number
      readonly message: MessageDocument
      /** Since the message above it; `null` for the first. */
      readonly deltaMicros: number | null
      /** Whether it came in the very packets of the message above it. */
      readonly joined: boolean
      readonly place: 'before' | 'broke' | 'after'
    }
  | { readonly kind: 'break'; readonly sentence: string }
  | { readonly kind: 'ghost'; readonly from: 'client' | 'server'; readonly type: string }

/**
 * Messages in their order, the BREAK row right under the message that carried the break (or under the last
 * one where none did), the ghosts of what did not come under that, and then the remainder.
 */
export function ladderRows(handshake: HandshakeDocument): LadderRow[] {
  const broken = handshake.break
  const lastBefore =
    broken === null ? handshake.messages.length : (breakMessage(handshake) ?? handshake.messages.length - 1)
  const carried = broken === null ? null : breakMessage(handshake)
  const rows: LadderRow[] = []
  const addBreak = (): void => {
    if (broken === null) return
    rows.push({ kind: 'break', sentence: broken.summary })
    for (const step of missingMessages(handshake)) rows.push({ kind: 'ghost', ...step })
  }
  if (lastBefore < 0) addBreak()
  handshake.messages.forEach((message, index) => {
    const previous = handshake.messages[index - 1]
    rows.push({
      kind: 'message',
      index,
      message,
      deltaMicros: previous === undefined ? null : Math.max(0, message.atMicros - previous.atMicros),
      joined: previous !== undefined && message.frames.length > 0 && sameFrames(previous, message),
      place: index === carried ? 'broke' : index <= lastBefore ? 'before' : 'after',
    })
    if (index === lastBefore) addBreak()
  })
  return rows
}

function sameFrames(a: MessageDocument, b: MessageDocument): boolean {
  return a.frames.length === b.frames.length && a.frames.every((frame, index) => frame === b.frames[index])
}

/** Position of the BREAK row, or -1. */
export function breakRow(rows: readonly LadderRow[]): number {
  return rows.findIndex((row) => row.kind === 'break')
}

/**
 * The next row that can be selected, going `step` rows from the selected message; stays where it is at the
 * ends. `null` selects nothing (no messages).
 */
export function neighbourMessage(
  handshake: HandshakeDocument,
  selected: number | null,
  step: 1 | -1,
): number | null {
  const last = handshake.messages.length - 1
  if (last < 0) return null
  if (selected === null) return step === 1 ? 0 : last
  return Math.min(last, Math.max(0, selected + step))
}
