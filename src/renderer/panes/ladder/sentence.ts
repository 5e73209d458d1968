import type { MessageDocument } from '../../../shared/contract/analysis.ts'
import { formatBytes, formatDuration } from '../../state/format.ts'
import type { LadderRow } from './rows.ts'

const SENDERS = { client: 'Client', server: 'Server', network: 'The network' } as const

type MessageRow = Extract<LadderRow, { kind: 'message' }>

/** What a message is called on screen: braces were encrypted on the wire. */
export function messageTitle(message: MessageDocument): string {
  const type = messageType(message)
  return message.encrypted ? `{${type}}` : type
}

function messageType({ type }: MessageDocument): string {
  return type === 'EncryptedHandshake' ? 'encrypted handshake' : type
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

/** What a rung says to the ear: the words the eye sees in their order, and between them what it sees otherwise. */
export interface RungWords {
  readonly before: string
  readonly title: string
  readonly guess: string | null
  readonly opened: string | null
  readonly detail: string | null
  readonly after: string
}

export function rungWords({ message, deltaMicros, place }: MessageRow): RungWords {
  const packets = framesText(message.frames)
  const after = [
    formatBytes(message.length),
    packets === null ? null : `${message.frames.length === 1 ? 'packet' : 'packets'} ${packets}`,
    deltaMicros === null ? null : `${formatDuration(deltaMicros)} after the one before`,
    place === 'broke' ? 'here it broke' : place === 'after' ? 'after the break' : null,
  ]
  return {
    before: `${SENDERS[message.from]} sent`,
    title: messageType(message),
    guess: guess(message),
    opened: message.encrypted ? (message.decrypted ? 'decrypted' : 'not decrypted') : null,
    detail: message.detail === undefined || message.detail === '' ? null : message.detail,
    after: after.filter((part) => part !== null).join(', '),
  }
}

/** A ghost as one sentence, for screen readers. */
export function ghostSentence({ type, from }: Extract<LadderRow, { kind: 'ghost' }>): string {
  return `${type} from the ${from} did not come`
}
