import type { Problem } from '../bytes/field.ts'
import type { HttpMessage } from '../http/events.ts'
import type { Endpoint } from '../packet/segment.ts'
import type { Alert, HandshakeBody } from '../tls/message/handshake.ts'
import type { DecryptionOutcome } from '../tls/record-opener.ts'
import type { Peer } from './vocabulary.ts'

/**
 * One TCP connection's messages in time: the ladder, before anybody has an opinion about it. Everything a
 * rule may look at is here; nothing here was guessed, except where a field says so.
 */
export interface Conversation {
  /** 0-based number of the source (file, probe) it came from. */
  readonly source: number
  /** As Wireshark's tcp.stream. */
  readonly tcpStream: number
  readonly client: Endpoint | null
  readonly server: Endpoint | null
  /** Microseconds since 1970 UTC of the first and last packet. */
  readonly startedMicros: number
  readonly endedMicros: number
  readonly messages: readonly LadderMessage[]
  readonly transport: Transport
  /** The plaintext protocol that TLS was started from (`smtp`, `http-connect` …); `null` where none was. */
  readonly startedBy: string | null
  /** What the stream carried when it was no TLS: its first bytes told. `null` where it was TLS. */
  readonly notTls: 'http' | 'other' | 'nothing' | null
  /** How decryption fared; `null` where no secrets were given or nothing was protected. */
  readonly decryption: DecryptionOutcome | null
}

/** How the connection fared below TLS. */
export interface Transport {
  readonly synSeen: boolean
  readonly synAckSeen: boolean
  /** First packet of the connection was a reset in answer to the SYN. */
  readonly refused: boolean
  readonly synRetransmissions: number
  /** Whether the capture shows its start; false: what came before cannot be known. */
  readonly startsMidway: boolean
  /** How the capture of it ended. `end`: still open when the capture ended. */
  readonly closed: 'fin' | 'rst' | 'reused' | 'end'
  /** Who sent the first FIN or RST; `null` if nobody did. */
  readonly firstCloser: Peer | null
  readonly client: TransportSide
  readonly server: TransportSide
  /** From the stream's last packet to the last packet of the whole source, in microseconds. */
  readonly silenceMicros: number
}

export interface TransportSide {
  readonly delivered: number
  /** Whether the other side acknowledged anything, a SYN included: then both directions were open. */
  readonly ackSeen: boolean
  /** Times that the other side asked again for what it lacks, while it had what stands behind it. */
  readonly duplicateAcks: number
  readonly unacknowledged: number
  readonly retransmissions: number
  readonly unansweredRetransmissions: number
  readonly largestPayload: number
  readonly mss: number
  readonly missingBytes: number
  readonly snappedBytes: number
  readonly window: number | null
  readonly ttl: number | null
  readonly resetTtl: number | null
  readonly finSeen: boolean
  readonly rstSeen: boolean
}

/**
 * Whether bytes that the capture lacks were lost on the way to whoever captured: the other side never acknowledged
 * them, and said so when it had what stands behind them. Bytes that only the capture lost are acknowledged.
 */
export function lostOnTheWay(side: TransportSide): boolean {
  return side.missingBytes > 0 && side.duplicateAcks > 0 && side.unacknowledged >= side.missingBytes
}

/** Whether a row of layer `tcp` is an ICMP error: `ICMP` and its kind, with the length of the packet it is about. */
export function isIcmp(type: string): boolean {
  return type.startsWith('ICMP ')
}

/** One row of the ladder. */
export interface LadderMessage {
  readonly atMicros: number
  readonly from: Peer
  readonly layer: 'tcp' | 'tls' | 'http'
  /** The RFC's name, or the transport event's (contract.md). */
  readonly type: string
  /** Handshake: with its 4-byte header. Other records: the payload. TCP: payload bytes concerned. */
  readonly length: number
  readonly frames: readonly number[]
  /** Whether it was sent protected; stays true where it was opened. */
  readonly encrypted: boolean
  /** Whether it was protected and could be opened: `raw` and `length` are then of the content. */
  readonly decrypted: boolean
  /** Best guess at an encrypted message (facts 5.2); always a guess. */
  readonly likely: string | null
  /** Handshake message with its header, alert's two bytes, SSLv2 hello; `null` where nothing was kept. */
  readonly raw: Uint8Array | null
  readonly form: 'handshake' | 'sslv2-client-hello' | 'alert' | 'change-cipher-spec' | 'opaque'
  readonly cut: boolean
  readonly handshake: HandshakeBody | null
  readonly alert: Alert | null
  readonly problems: readonly Problem[]
  /**
   * Record type where `layer` is `tls`: the inner one where the record was opened, else the outer one; and the
   * sizes of the protected records of this row.
   */
  readonly contentType: number | null
  readonly recordLengths: readonly number[]
  /** Version and suite negotiated before this message, for whoever dissects `raw` again. */
  readonly version: number | null
  readonly cipherSuite: number | null
  /** Where `layer` is `http` and the message was read from decrypted application data. */
  readonly http?: HttpMessage | undefined
}
