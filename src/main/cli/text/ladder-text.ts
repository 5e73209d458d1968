import type { HandshakeDocument, MessageDocument } from '../../../shared/contract/analysis.ts'
import { paint } from '../terminal.ts'

const ARROW = { client: '──▶', server: '◀──', network: ' · ' } as const

/** The ladder as lines of text, the break marked in words. */
export function ladderLines(handshake: HandshakeDocument): string[] {
  const breakRow = rowOfBreak(handshake)
  const lines = handshake.messages.map((message, row) => {
    const line = rowLine(message)
    if (row !== breakRow) return `    ${breakRow !== null && row > breakRow ? paint('dim', line) : line}`
    return paint(['red', 'bold'], `  ! ${line}   ◀ BROKE HERE`)
  })
  if (handshake.break !== null && breakRow === null) {
    lines.push(paint(['red', 'bold'], `  ! ${' '.repeat(21)}nothing more came   ◀ BROKE HERE`))
  }
  return lines
}

/** The row that ended it: by packet, the last of the packet's rows that an end can be. */
export function rowOfBreak(handshake: HandshakeDocument): number | null {
  const frame = handshake.break?.frame ?? null
  if (frame === null) return null
  const row = handshake.messages.findLastIndex(({ frames }) => frames.at(-1) === frame)
  return row < 0 ? null : row
}

function rowLine(message: MessageDocument): string {
  const time = `${(message.atMicros / 1000).toFixed(3)} ms`.padStart(13)
  const packet = `#${message.frames.at(-1) ?? '?'}`.padStart(7)
  const name = message.encrypted ? `{${message.type}}` : message.type
  const who = message.from === 'server' ? `${ARROW.server} server` : `client ${ARROW[message.from]}`
  const said = [message.detail, message.likely === undefined ? null : `probably ${message.likely}`]
    .filter((part) => part !== null && part !== undefined)
    .join(' · ')
  const size = message.layer === 'tcp' && message.length === 0 ? '' : ` ${message.length} B`
  return `${time}${packet}  ${who}  ${name}${size}${said === '' ? '' : `  ${said}`}`
}
