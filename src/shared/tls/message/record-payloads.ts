/** The payloads of the small record types: alert, change_cipher_spec, heartbeat. */
import type { Dissection, Field } from '../../bytes/field.ts'
import { FieldCursor } from '../../bytes/field-cursor.ts'
import {
  alertLevelName,
  alertLevelText,
  alertName,
  alertText,
  heartbeatMessageTypeText,
} from '../registry/index.ts'
import type { Alert, AlertDissection } from './handshake.ts'
import { shortHex } from './reading.ts'

export interface ChangeCipherSpec {
  type: 'ChangeCipherSpec'
  /** Always 1 (RFC 5246 7.1). */
  value?: Field<number>
}

/** RFC 6520 4. */
export interface Heartbeat {
  type: 'Heartbeat'
  messageType?: Field<number>
  payload?: Field<Uint8Array>
}

interface PayloadOptions {
  /** Whether the payload is known to go on where `raw` ends. */
  readonly cut?: boolean
}

/** Reads a plaintext alert, two bytes (RFC 8446 6). Spans are offsets in `raw`. Never throws. */
export function dissectAlert(raw: Uint8Array, options: PayloadOptions = {}): AlertDissection {
  const body: Alert = { type: 'Alert' }
  const cursor = read(raw, options, 'Alert', (payload) => {
    body.level = payload.u8('level', alertLevelText)
    body.description = payload.u8('description', alertText)
  })
  const said = [
    body.level && alertLevelName(body.level.value),
    body.description && alertName(body.description.value),
  ]
  return result(raw, body, cursor, said.filter((part) => part !== undefined).join(', ') || 'Alert')
}

/** Reads a ChangeCipherSpec, one byte (RFC 5246 7.1). Never throws. */
export function dissectChangeCipherSpec(
  raw: Uint8Array,
  options: PayloadOptions = {},
): Dissection<ChangeCipherSpec> {
  const body: ChangeCipherSpec = { type: 'ChangeCipherSpec' }
  const cursor = read(raw, options, 'ChangeCipherSpec', (payload) => {
    body.value = payload.u8('type', (value) => (value === 1 ? 'change_cipher_spec (1)' : String(value)))
  })
  return result(raw, body, cursor, 'ChangeCipherSpec')
}

/** Reads a plaintext HeartbeatMessage (RFC 6520 4). Never throws. */
export function dissectHeartbeat(raw: Uint8Array, options: PayloadOptions = {}): Dissection<Heartbeat> {
  const body: Heartbeat = { type: 'Heartbeat' }
  const cursor = read(raw, options, 'Heartbeat', (payload) => {
    body.messageType = payload.u8('type', heartbeatMessageTypeText)
    body.payload = payload.opaqueVector('payload', 2, shortHex)
    payload.rest('padding', shortHex)
  })
  return result(raw, body, cursor, body.messageType?.text ?? 'Heartbeat')
}

function read(
  raw: Uint8Array,
  options: PayloadOptions,
  name: string,
  reader: (payload: FieldCursor) => void,
): FieldCursor {
  const cursor = new FieldCursor(raw, options)
  if (cursor.attempt(() => reader(cursor))) cursor.nothingLeft(name)
  return cursor
}

function result<Body extends { type: string }>(
  raw: Uint8Array,
  body: Body,
  cursor: FieldCursor,
  text: string,
): Dissection<Body> {
  const span = { start: 0, end: raw.length }
  return {
    tree: { name: body.type, value: null, span, text, children: cursor.nodes },
    body,
    problems: cursor.problems,
  }
}
