import type { IcmpErrorView } from '../../shared/packet/icmp.ts'
import type { Endpoint } from '../../shared/packet/segment.ts'

/** 0: from the side that opened the connection (or is taken for it); 1: towards it. */
export type Direction = 0 | 1

/** One TCP connection. Numbered from 0 in order of first packet, as Wireshark's tcp.stream. */
export interface TcpStream {
  readonly index: number
  /**
   * Who sent the SYN; where only the SYN-ACK was captured, whom it was sent to; else the sender of the first
   * packet, until TLS says otherwise.
   */
  readonly initiator: Endpoint
  readonly responder: Endpoint
  readonly firstFrame: number
  readonly startedMicros: number
  /** The last packet that told anything new. */
  readonly lastFrame: number
  /** Whether the first SYN was captured. If not, the stream starts mid-way. */
  readonly synSeen: boolean
  /** What is known so far; final when `closed` is called. One entry a direction. */
  readonly sides: readonly [TcpSide, TcpSide]
  /** The sink's own: what it keeps of this stream. */
  consumer: object | null
  /**
   * Nothing of this stream matters any more: its packets are not put in order, nothing is told of them, the counters stay
   * as they are, and with its next packet it is reported closed, whether it is or not.
   */
  ignore(): void
}

/** Counters of one direction, kept up to date while the stream lives. */
export interface TcpSide {
  /** In-order payload bytes delivered. */
  readonly delivered: number
  /** Payload bytes that the other side has acknowledged, as far as captured. 0: not one byte arrived. */
  readonly acknowledged: number
  /** Whether the other side acknowledged anything, a SYN included. */
  readonly ackSeen: boolean
  /**
   * Bare acknowledgements of the other side that say again what it said before, while more bytes were captured: what it
   * waits for did not reach it, what stands behind did (RFC 5681 2).
   */
  readonly duplicateAcks: number
  /** Payload bytes sent and not acknowledged by the other side, as far as captured. */
  readonly unacknowledged: number
  /**
   * Segments that repeated bytes already seen, and repeated SYNs. Keep-alives, zero-window probes and second
   * copies of one packet (same IP identification within milliseconds) do not count.
   */
  readonly retransmissions: number
  /** Retransmitted segments of payload that the other side has still not acknowledged when last seen. */
  readonly unansweredRetransmissions: number
  /** The first stretch that was repeated and is still not acknowledged; offsets count payload bytes. */
  readonly firstUnanswered: {
    readonly offset: number
    readonly length: number
    readonly frame: number
  } | null
  readonly largestPayload: number
  /** MSS option of the SYN; 0 if unknown. */
  readonly mss: number
  /** Bytes lost for good: sum of holes. */
  readonly missingBytes: number
  /** Bytes cut off by the capture's snaplen. */
  readonly snappedBytes: number
  /** The last window this side advertised, scaled where both SYNs were seen; `null` if it sent nothing. */
  readonly window: number | null
  /** Of the last packet that was no RST: what a RST's own is to be compared with. `null`: there was none. */
  readonly ttl: number | null
  readonly ipId: number | null
  readonly finSeen: boolean
  readonly rstSeen: boolean
  /** -Infinity: it sent nothing. */
  readonly lastMicros: number
  /** From here on the bytes mean nothing to the consumer: no copy is kept to hold repeated ones against. */
  stopComparing(): void
  /** The same for all its bytes, those before included: what was kept is let go. */
  forgetBytes(): void
  /** The sink's own: who is told of payload by its length alone, as long as that is all that matters of it. */
  skimmer: Skimmer | null
}

/** Passes over payload without looking at it. */
export interface Skimmer {
  /** How many of the next bytes it may be told of by their length alone: they are not the last that it awaits. */
  readonly skims: number
  /** In place of `TcpSink.data`: `length` bytes of packet `frame`, at most `skims`. */
  skim(length: number, frame: number, atMicros: number): void
}

export type TcpMark =
  | { kind: 'SYN' | 'SYN-ACK' | 'FIN' }
  /**
   * `ttl`/`ipId` beside those of the side's other packets tell a middlebox's reset (facts 5.3.3).
   * `acknowledged`: the RST carries the ACK flag, as one in answer to a SYN does (RFC 9293 3.10.7.1).
   */
  | { kind: 'RST'; ttl: number; ipId: number; acknowledged: boolean }
  /** `differs`: the repeated bytes are not those first seen; the first ones were kept. `bytes` of payload. */
  | { kind: 'Retransmission'; bytes: number; differs: boolean; ofSyn: boolean }
  /** Somebody on the way, or the other host, refused a segment of this direction. Valid only during the call. */
  | { kind: 'ICMP'; error: IcmpErrorView }

/** Receives one source's TCP connections in packet order. Byte arrays are valid only during the call. */
export interface TcpSink {
  opened(stream: TcpStream): void
  mark(stream: TcpStream, direction: Direction, mark: TcpMark, frame: number, atMicros: number): void
  /** In-order payload, each byte once; all of it from the one packet `frame`. `bytes[start, end)`. */
  data(
    stream: TcpStream,
    direction: Direction,
    bytes: Uint8Array,
    start: number,
    end: number,
    frame: number,
    atMicros: number,
  ): void
  /** Bytes that will never come: `length` bytes are missing here. Called before the data behind the hole. */
  hole(stream: TcpStream, direction: Direction, length: number, frame: number, atMicros: number): void
  /**
   * `fin`: both sides closed; `rst`; `reused`: the ports opened a new connection; `end`: the source ended, or
   * the connection was dropped because the limit of connections was reached. Comes a little after the FINs
   * or the RST, so that what still follows them on the wire is counted. Nothing comes after it.
   */
  closed(stream: TcpStream, why: 'fin' | 'rst' | 'reused' | 'end', atMicros: number): void
}
