import { versionName } from '../../../src/shared/tls/registry/index.ts'
import type { ClientKind, ServerKey } from './wardrobe.ts'

/** What three witnesses say of one connection, in words they can be compared by. */

/** Why a client was refused. `unsaid`: refused, and no reason given. */
export type Reason =
  | 'no certificate'
  /** None was sent either: the server accepts no signature that the client's key can make. */
  | 'no common signature'
  | 'expired'
  | 'not yet valid'
  | 'issuer'
  | 'purpose'
  | 'weak'
  | 'revoked'
  | 'proof'
  | 'version'
  | 'late request not possible'
  | 'backend'
  | 'unsaid'

export interface View {
  readonly accepted: boolean
  /** `null` where accepted. */
  readonly reason: Reason | null
  /** The line, alert or finding it was read from. */
  readonly because: string
}

export interface Listener {
  /** `nginx, required`. */
  readonly name: string
  readonly port: number
  readonly key: ServerKey
  readonly path: string
  readonly asks: Asks
  /** TLS 1.0 and 1.1, and nothing else. */
  readonly old: boolean
  readonly http2: boolean
  /** It has a list of revoked certificates. */
  readonly revoking: boolean
}

/** What a listener asks of its clients, and when. */
export type Asks = 'required' | 'optional' | 'nothing' | 'at one location'

export interface Combination {
  readonly listener: Listener
  readonly version: number
  readonly client: ClientKind
  /** Whether we offer post-handshake authentication. */
  readonly late: boolean
}

export function nameOf({ listener, version, client, late }: Combination): string {
  const unasked = listener.asks === 'at one location' && !late ? ', not offering to be asked late' : ''
  return `${listener.name} | ${versionName(version)} | ${client === 'none' ? 'no certificate' : client}${unasked}`
}
