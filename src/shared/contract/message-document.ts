import type { LadderMessage } from '../conversation/conversation.ts'
import type { Facts } from '../conversation/facts.ts'
import { rowDetail } from '../conversation/row-detail.ts'
import type { MessageDocument } from './analysis.ts'

/** What the documents of a conversation's rows are made of. */
export interface Ladder {
  readonly rows: readonly LadderMessage[]
  readonly startedMicros: number
  /** Guesses at what was sent protected, by row. */
  readonly likely: ReadonlyMap<number, string>
}

export function ladderOf({ conversation, exchange }: Facts): Ladder {
  return {
    rows: conversation.messages,
    startedMicros: conversation.startedMicros,
    likely: exchange.likely,
  }
}

export function messageDocuments({ rows, startedMicros, likely }: Ladder): MessageDocument[] {
  const documents: MessageDocument[] = []
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]
    if (row === undefined) continue
    // Only what was sent protected is guessed at.
    const guess = row.encrypted ? likely.get(at) : undefined
    documents.push(messageDocument(row, guess, startedMicros))
  }
  return documents
}

/** @param likely the guess at it, where it was sent protected and there is one */
export function messageDocument(
  message: LadderMessage,
  likely: string | undefined,
  startedMicros: number,
): MessageDocument {
  const document: MessageDocument = {
    atMicros: atOf(message, startedMicros),
    from: message.from,
    layer: message.layer,
    type: likely !== undefined && message.type === 'ApplicationData' ? 'EncryptedHandshake' : message.type,
    length: message.length,
    frames: message.frames.slice(),
    encrypted: message.encrypted,
    decrypted: message.decrypted,
  }
  if (likely !== undefined) document.likely = likely
  const detail = rowDetail(message)
  if (detail !== null) document.detail = detail
  return document
}

/** When a row came, in whole microseconds since the handshake began. */
export function atOf({ atMicros }: LadderMessage, startedMicros: number): number {
  return Math.round(atMicros - startedMicros)
}
