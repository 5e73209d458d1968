import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../shared/packet/segment.ts'
import type { ClosingQueue } from './closing-queue.ts'
import type { ConnectionTable } from './connection-table.ts'
import type { TcpSink } from './events.ts'
import { NO_TIME } from './side.ts'

/** An Ethernet frame as captured: `bytes[start, end)`; `view` sees the same bytes at the same places. */
export interface EthernetFrame {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly start: number
  readonly end: number
  /** 1-based packet number. */
  readonly frame: number
  /** Seconds since 1970 UTC, and nanoseconds within the second. */
  readonly seconds: number
  readonly nanos: number
}

const IP = 14
const TCP = IP + 20
const SHORTEST = TCP + 20
/** EtherType, version and header length: IPv4 without options. */
const PLAIN_IPV4 = 0x080045
const PROTOCOL_TCP = 6
const FRAGMENTED = 0x3fff
const TOLD_BY = TCP_SYN | TCP_FIN | TCP_RST | TCP_ACK

/**
 * What nearly every packet of a capture is: Ethernet, IPv4 without options, and a whole TCP segment that is the next one
 * of a healthy connection, or one of a connection that is over and of no account. It is dealt with here, header to
 * payload, in one function, as `PacketDecoder` and `TcpReassembler` would in dozens; whatever it is not sure of is
 * left to them, untouched.
 */
export class Express {
  readonly #table: ConnectionTable
  readonly #closing: ClosingQueue
  readonly #sink: TcpSink
  /** Time of the segment at hand, or of the last, whoever took it; below any time while there was none. */
  segmentMicros = NO_TIME

  constructor(table: ConnectionTable, closing: ClosingQueue, sink: TcpSink) {
    this.#table = table
    this.#closing = closing
    this.#sink = sink
  }

  /** @returns false where nothing was done */
  take(packet: EthernetFrame): boolean {
    const { view, start, end } = packet
    if (end - start < SHORTEST || view.getUint32(start + 12) >>> 8 !== PLAIN_IPV4) return false
    if (view.getUint8(start + IP + 9) !== PROTOCOL_TCP) return false
    const length = view.getInt32(start + IP + 2)
    if ((view.getUint16(start + IP + 6) & FRAGMENTED) !== 0) return false
    const payloadEnd = start + IP + (length >>> 16)
    const told = view.getUint16(start + TCP + 12)
    const payloadStart = start + TCP + (told >> 12) * 4
    if ((told & TOLD_BY) !== TCP_ACK || told >> 12 < 5 || payloadStart > payloadEnd || payloadEnd > end) {
      return false
    }
    const atMicros = packet.seconds * 1e6 + packet.nanos / 1e3
    if (atMicros >= this.#closing.nextAt) return false
    const table = this.#table
    const connection = table.findIpv4(
      view.getInt32(start + IP + 12),
      view.getInt32(start + IP + 16),
      view.getInt32(start + TCP),
    )
    if (connection === null) {
      if (!table.isOver) return false
      this.segmentMicros = atMicros
      table.touchOver()
      return true
    }
    if (!connection.healthy) return false
    const direction = connection.direction(table.fromLow)
    const side = connection.sides[direction]
    const sequence = view.getInt32(start + TCP + 4)
    if (sequence !== side.nextSequence) return false
    const other = connection.sides[direction === 0 ? 1 : 0]
    const acknowledgement = view.getInt32(start + TCP + 8)
    const acked = other.next + ((acknowledgement - other.nextSequence) | 0)
    if (acked < 0 || acked > other.next) return false
    const payload = payloadEnd - payloadStart
    const ipId = length & 0xffff
    // A bare acknowledgement may be the second copy of one.
    if (payload === 0 && ipId !== 0 && ipId === side.lastIpId) return false

    const { frame } = packet
    this.segmentMicros = atMicros
    table.touch(connection, frame)
    other.ackSeen = true
    if (acked > other.acked) other.acked = acked
    else if (payload === 0 && acked === other.acked && other.next > acked) other.duplicateAcks++
    connection.packets++
    connection.lastFrame = frame
    side.lastSequence = sequence
    side.lastAcknowledgement = acknowledgement
    side.lastLength = payload
    side.lastIpId = ipId
    side.lastFlags = told & 0xff
    if (connection.startedMicros <= atMicros || side.lastMicros === NO_TIME) side.lastMicros = atMicros
    side.ttl = view.getUint8(start + IP + 8)
    side.ipId = ipId
    side.advertised = view.getUint16(start + TCP + 14)
    side.windowFactor = connection.windowFactors[direction]
    if (payload === 0) return true

    if (!connection.payloadSeen) table.payload(connection)
    const { bytes } = packet
    if (!side.history.ended) side.history.append(bytes, payloadStart, payloadEnd)
    side.advance(payload)
    side.delivered += payload
    const { skimmer } = side
    if (skimmer !== null && payload <= skimmer.skims) skimmer.skim(payload, frame, atMicros)
    else this.#sink.data(connection, direction, bytes, payloadStart, payloadEnd, frame, atMicros)
    if (payload > side.largestPayload) side.largestPayload = payload
    return true
  }
}
