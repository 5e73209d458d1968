import type { ServerHello } from '../tls/message/handshake.ts'
import { isTls13 } from '../tls/registry/index.ts'
import type { Conversation, LadderMessage } from './conversation.ts'
import { readTls12Exchange } from './exchange-tls12.ts'
import { readTls13Exchange } from './exchange-tls13.ts'
import type { LateRequest } from './late-request.ts'
import type { Peer } from './vocabulary.ts'

/**
 * What happened behind the hellos, as far as order, sizes, plaintext and decrypted messages tell. In TLS 1.3
 * without keys nearly all of it is a guess from record sizes (facts 5.2); `exact` says what is none.
 */
export interface Exchange {
  /** Of whom the messages of the first handshake were read rather than guessed from sizes. */
  readonly exact: { readonly client: boolean; readonly server: boolean }
  /** Row of each peer's first Finished; a guess where not `exact`. */
  readonly clientFinished: number | null
  readonly serverFinished: number | null
  /** Row with which both sides had finished; `null` where that never came. */
  readonly completedAt: number | null
  /** TLS 1.2 and below: a resumed session, without certificates (RFC 5246 7.3). */
  readonly abbreviated: boolean
  /** How the client answered in the first handshake; a guess where not `exact`. */
  readonly clientAnswer: ClientAnswer
  /** Application data after the handshake; records that are, or look like, session tickets or alerts left out. */
  readonly applicationData: { readonly client: DataSeen; readonly server: DataSeen }
  /** Records of the server that are, or look like, NewSessionTicket: it had accepted the handshake. */
  readonly tickets: number
  /** Rows that are, or by their size and place must be, alerts that nobody could open. */
  readonly encryptedAlerts: readonly EncryptedAlert[]
  readonly renegotiation: Renegotiation | null
  /** The last request for a client certificate behind the first handshake, where it could be read. */
  readonly late: LateRequest | null
  /** Guesses for rows whose content is encrypted: row index to words. */
  readonly likely: ReadonlyMap<number, string>
}

export type ClientAnswer = 'finished-only' | 'empty-certificate' | 'certificate' | 'unknown'

export interface DataSeen {
  readonly records: number
  readonly bytes: number
  readonly firstRow: number | null
  readonly lastRow: number | null
}

export interface EncryptedAlert {
  readonly index: number
  readonly from: Peer
}

/** TLS 1.2 and below: handshake records after a finished handshake (facts 5.1.23 to 5.1.26). */
export interface Renegotiation {
  readonly startedAt: number
  readonly startedBy: Peer
  /** Row of the client's first record in answer; `null` if it stayed silent. */
  readonly clientAnswered: number | null
  /** Whether both sides changed keys again. */
  readonly completed: boolean
  /** The client's flight held handshake records before its ChangeCipherSpec: not an abbreviated one. */
  readonly full: boolean
  /** Its messages could be read: what is not among them was not sent. */
  readonly readable: boolean
  /** What the client answered a request for its certificate in it; from sizes where not `readable`. */
  readonly answer: ClientAnswer
}

export const NO_DATA: DataSeen = { records: 0, bytes: 0, firstRow: null, lastRow: null }

const NO_LIKELY: ReadonlyMap<number, string> = new Map()

export const NO_EXCHANGE: Exchange = {
  exact: { client: false, server: false },
  clientFinished: null,
  serverFinished: null,
  completedAt: null,
  abbreviated: false,
  clientAnswer: 'unknown',
  applicationData: { client: NO_DATA, server: NO_DATA },
  tickets: 0,
  encryptedAlerts: [],
  renegotiation: null,
  late: null,
  likely: NO_LIKELY,
}

/** `version` as negotiated; `null`, and no exchange, where no ServerHello was seen. */
export function readExchange(
  conversation: Conversation,
  version: number | null,
  serverHello: { readonly index: number; readonly body: ServerHello } | null,
): Exchange {
  if (version === null || serverHello === null) return NO_EXCHANGE
  const suite = serverHello.body.cipherSuite?.value ?? null
  const after = tlsRowsBehind(conversation, serverHello.index)
  return isTls13(version)
    ? readTls13Exchange(after, version, suite)
    : readTls12Exchange(after, version, suite)
}

export interface IndexedRow {
  readonly index: number
  readonly message: LadderMessage
}

function tlsRowsBehind({ messages }: Conversation, row: number): IndexedRow[] {
  const rows: IndexedRow[] = []
  for (let index = row + 1; index < messages.length; index++) {
    const message = messages[index]
    if (message?.layer === 'tls') rows.push({ index, message })
  }
  return rows
}

/** Adds up the application data among `rows`. */
export function sumData(rows: readonly IndexedRow[]): DataSeen {
  if (rows.length === 0) return NO_DATA
  let records = 0
  let bytes = 0
  for (const { message } of rows) {
    records += Math.max(1, message.recordLengths.length)
    bytes += message.length
  }
  return { records, bytes, firstRow: rows[0]?.index ?? null, lastRow: rows.at(-1)?.index ?? null }
}
