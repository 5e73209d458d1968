import type { Conversation } from '../../shared/conversation/conversation.ts'
import type { Peer } from '../../shared/conversation/vocabulary.ts'
import type { RecordProblem, TlsRecord } from '../../shared/tls/record/events.ts'

/** What is known of a connection beside its rows when it is over. */
export type ConnectionSummary = Omit<Conversation, 'source' | 'messages' | 'decryption'>

/**
 * Receives one connection as records and transport events, in the order of the wire. On this side of it stands
 * what every packet pays for; behind it, in this thread or another, what every handshake pays for.
 */
export interface RecordReceiver {
  /** Whether it copies what it keeps of records: then their payloads are lent, valid only during the call. */
  readonly copiesPayloads: boolean
  /** Bytes that it holds of the connection, near enough to bound all of them together. */
  readonly held: number
  /** SYN, SYN-ACK, FIN, RST, Retransmission, Hole. */
  transport(
    from: Peer,
    type: string,
    bytes: number,
    frame: number,
    atMicros: number,
    detail: string | null,
  ): void
  /** A first line of HTTP in the clear. */
  plainHttp(
    from: Peer,
    type: 'Request' | 'Response',
    line: string,
    frame: number,
    atMicros: number,
    length: number,
  ): void
  /** Every record but application data. */
  record(from: Peer, record: TlsRecord): void
  applicationData(from: Peer, record: TlsRecord): void
  /** Whether the payload of an application data record of that length is to be kept. */
  wantsApplicationData(from: Peer, length: number): boolean
  /** Bytes were lost between records. */
  lost(from: Peer): void
  /** Bytes that are no record where one had to be. */
  malformed(from: Peer, problem: RecordProblem): void
  /** The connection is over; nothing comes after it. */
  finish(summary: ConnectionSummary): void
}

/** Hears of connections that nobody asked about. */
export const NOBODY: RecordReceiver = {
  copiesPayloads: true,
  held: 0,
  transport: () => {},
  plainHttp: () => {},
  record: () => {},
  applicationData: () => {},
  wantsApplicationData: () => false,
  lost: () => {},
  malformed: () => {},
  finish: () => {},
}
