import { printable } from '../../../shared/bytes/text.ts'
import type { HandshakeDocument, MessageDocument } from '../../../shared/contract/analysis.ts'
import type { How } from '../../../shared/conversation/vocabulary.ts'
import { paint } from '../terminal.ts'
import { wrap } from './wrap.ts'

const MARGIN = 4
export const BROKE_HERE = '   ◀ BROKE HERE'
/** Below the names of messages. */
const DETAIL_AT = 35

const ARROW = { client: '──▶', server: '◀──', network: ' · ' } as const

/**
 * The ladder as lines of text, the break marked in words.
 * @param width what does not fit beside a message stands below it
 */
export function ladderLines(handshake: HandshakeDocument, width: number): string[] {
  const breakRow = rowOfBreak(handshake)
  const lines = handshake.messages.flatMap((message, row) => {
    const broke = row === breakRow
    const [first = '', ...rest] = rowLines(message, width - MARGIN, broke ? BROKE_HERE.length : 0)
    if (broke) {
      return [`  ! ${first}${BROKE_HERE}`, ...rest.map((line) => `    ${line}`)].map((line) =>
        paint(['red', 'bold'], line),
      )
    }
    const after = breakRow !== null && row > breakRow
    return [first, ...rest].map((line) => `    ${after ? paint('dim', line) : line}`)
  })
  if (handshake.break !== null && breakRow === null) {
    lines.push(paint(['red', 'bold'], `  ! ${' '.repeat(21)}nothing more came${BROKE_HERE}`))
  }
  return lines
}

/** What ends a handshake is a row of one of these types; a record that nobody could open may be an alert. */
const ENDS: Readonly<Record<How, readonly string[]>> = {
  alert: ['Alert', 'EncryptedHandshake', 'ApplicationData'],
  'close-notify': ['Alert', 'EncryptedHandshake', 'ApplicationData'],
  'http-status': ['Response'],
  fin: ['FIN'],
  rst: ['RST'],
  timeout: [],
  none: [],
}

/** The row that ended it: by packet, the last of the packet's rows that an end of this kind can be. */
export function rowOfBreak({ break: broke, messages }: HandshakeDocument): number | null {
  const frame = broke?.frame ?? null
  if (broke === null || frame === null) return null
  const last = (counts: (type: string) => boolean) =>
    messages.findLastIndex(({ frames, type }) => frames.at(-1) === frame && counts(type))
  const fitting = last((type) => ENDS[broke.how].includes(type))
  const row = fitting >= 0 ? fitting : last(() => true)
  return row < 0 ? null : row
}

/** @param reserved columns of the first line that something else needs */
function rowLines(message: MessageDocument, width: number, reserved: number): string[] {
  const time = `${(message.atMicros / 1000).toFixed(3)} ms`.padStart(13)
  const packet = `#${message.frames.at(-1) ?? '?'}`.padStart(7)
  const name = message.encrypted ? `{${message.type}}` : message.type
  const who = message.from === 'server' ? `${ARROW.server} server` : `client ${ARROW[message.from]}`
  const said = [message.detail, message.likely === undefined ? null : `probably ${message.likely}`]
    .filter((part) => part !== null && part !== undefined)
    .map(printable)
    .join(' · ')
  const size = message.layer === 'tcp' && message.length === 0 ? '' : ` ${message.length} B`
  const head = `${time}${packet}  ${who}  ${name}${size}`
  if (said === '') return [head]
  const whole = `${head}  ${said}`
  return whole.length <= width - reserved ? [whole] : [head, ...wrap(said, DETAIL_AT, width)]
}
