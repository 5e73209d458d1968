import type { FieldCursor } from '../../bytes/field-cursor.ts'
import { isTls13 } from '../registry/index.ts'
import { readExtensions } from './extension-list.ts'
import type { NewSessionTicket } from './handshake.ts'
import { peek16, shortHex } from './reading.ts'

const seconds = (value: number): string => `${value} s`

/** RFC 5077 3.3 and RFC 8446 4.6.1. Without a known version, the ticket's length tells the two apart. */
export function readNewSessionTicket(
  cursor: FieldCursor,
  version: number | null,
  message: NewSessionTicket,
): void {
  const tls13 = version === null ? peek16(cursor, 4) !== cursor.announced - 6 : isTls13(version)
  message.lifetime = cursor.u32(tls13 ? 'ticket_lifetime' : 'ticket_lifetime_hint', seconds)
  if (!tls13) {
    message.ticket = cursor.varies(cursor.opaqueVector('ticket', 2, shortHex))
    return
  }
  cursor.varies(cursor.u32('ticket_age_add'))
  cursor.varies(cursor.opaqueVector('ticket_nonce', 1, shortHex))
  message.ticket = cursor.varies(cursor.opaqueVector('ticket', 2, shortHex))
  readExtensions(cursor, 'NewSessionTicket', message.extensions)
}
