import type { MessageDocument } from '../../../shared/contract/analysis.ts'
import { formatBytes, formatDuration } from '../../state/format.ts'
import type { LadderRow } from './rows.ts'

const SENDERS = { client: 'Client', server: 'Server', network: 'The network' } as const

/** What a message is called on screen: braces were encrypted on the wire. */
export function messageTitle(message: MessageDocument): string {
  const type = message.type === 'EncryptedHandshake' ? 'encrypted handshake' : message.type
  return message.encrypted ? `{${type}}` : type
}

/** A guess is always said as a guess, whatever word it came with. */
export function guess(message: MessageDocument): string | null {
  if (message.likely === undefined || message.likely === '' || message.decrypted) return null
  return /^(probably|likely|perhaps|possibly)\b/i.test(message.likely)
    ? message.likely
    : `probably ${message.likely}`
}

/** `4`, `4, 6`, `4–9` for the frames column; `null` where no packet carried it. */
export function framesText(frames: readonly number[]): string | null {
  const [first, ...rest] = frames
  if (first === undefined) return null
  const last = rest.at(-1)
  if (last === undefined) return String(first)
  if (rest.length === 1) return `${first}, ${last}`
  return `${first}–${last}`
}

/** The same in the width of a column: the first packet, and how many more. */
export function framesShort(frames: readonly number[]): string {
  const [first, ...rest] = frames
  if (first === undefined) return '–'
  return rest.length === 0 ? String(first) : `${first} +${rest.length}`
}

/** The row as one sentence, for screen readers and for people who copy it. */
export function rowSentence(row: LadderRow): string {
  switch (row.kind) {
    case 'break':
      return `Break: ${row.sentence}`
    case 'ghost':
      return `${row.type} from the ${row.from} did not come`
    case 'message':
      return messageSentence(row.message, row.deltaMicros, row.place)
  }
}

function messageSentence(
  message: MessageDocument,
  deltaMicros: number | null,
  place: 'before' | 'broke' | 'after',
): string {
  const type = message.type === 'EncryptedHandshake' ? 'an encrypted handshake message' : message.type
  const packets = framesText(message.frames)
  const parts = [
    `${SENDERS[message.from]} sent ${type}`,
    guess(message),
    message.encrypted ? (message.decrypted ? 'decrypted' : 'not decrypted') : null,
    message.detail ?? null,
    formatBytes(message.length),
    packets === null ? null : `${message.frames.length === 1 ? 'packet' : 'packets'} ${packets}`,
    deltaMicros === null ? null : `${formatDuration(deltaMicros)} after the one before`,
    place === 'broke' ? 'here it broke' : place === 'after' ? 'after the break' : null,
  ]
  return parts.filter((part) => part !== null && part !== '').join(', ')
}
