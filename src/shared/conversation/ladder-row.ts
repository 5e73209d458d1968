import type { Problem } from '../bytes/field.ts'
import type { HttpMessage } from '../http/events.ts'
import type { Alert, AlertDissection, HandshakeBody } from '../tls/message/handshake.ts'
import type { TlsEvent } from '../tls/session.ts'
import type { LadderMessage } from './conversation.ts'
import type { Peer } from './vocabulary.ts'

export type HandshakeEvent = Extract<TlsEvent, { kind: 'handshake' }>

const NO_PROBLEMS: readonly Problem[] = []
const NO_LENGTHS: number[] = []

/**
 * A row under construction. All rows have the same fields, so that reading them is fast, and what most rows do not
 * have costs nothing. A handshake message is dissected when somebody asks what it says: of most kinds nobody does.
 */
export class LadderRow implements LadderMessage {
  readonly atMicros: number
  readonly from: Peer
  readonly layer: LadderMessage['layer']
  readonly type: string
  length: number
  /** Whoever made the row may still hold them: they are copied before anything is added. */
  frames: readonly number[]
  encrypted = false
  decrypted = false
  likely: string | null = null
  raw: Uint8Array | null = null
  form: LadderMessage['form'] = 'opaque'
  cut = false
  contentType: number | null = null
  /** Shared by all rows that have none, and changed only where the row was given its own. */
  recordLengths: number[] = NO_LENGTHS
  version: number | null = null
  cipherSuite: number | null = null
  http: HttpMessage | undefined = undefined
  /** Of a handshake message. */
  event: HandshakeEvent | null = null
  alertDissection: AlertDissection | null = null

  constructor(
    atMicros: number,
    from: Peer,
    layer: LadderMessage['layer'],
    type: string,
    length: number,
    frames: readonly number[],
  ) {
    this.atMicros = atMicros
    this.from = from
    this.layer = layer
    this.type = type
    this.length = length
    this.frames = frames
  }

  get handshake(): HandshakeBody | null {
    return this.event === null ? null : this.event.dissection.body
  }

  get alert(): Alert | null {
    return this.alertDissection === null ? null : this.alertDissection.body
  }

  get problems(): readonly Problem[] {
    if (this.event !== null) return this.event.dissection.problems
    return this.alertDissection === null ? NO_PROBLEMS : this.alertDissection.problems
  }
}
