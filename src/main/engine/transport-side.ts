import type { TransportSide } from '../../shared/conversation/conversation.ts'
import type { TcpStream } from '../tcp/events.ts'

/** What a conversation keeps of one side of its TCP stream. */
export function transportSide(side: TcpStream['sides'][number], resetTtl: number | null): TransportSide {
  return {
    delivered: side.delivered,
    ackSeen: side.ackSeen,
    duplicateAcks: side.duplicateAcks,
    unacknowledged: side.unacknowledged,
    retransmissions: side.retransmissions,
    unansweredRetransmissions: side.unansweredRetransmissions,
    largestPayload: side.largestPayload,
    mss: side.mss,
    missingBytes: side.missingBytes,
    snappedBytes: side.snappedBytes,
    window: side.window,
    ttl: side.ttl,
    finSeen: side.finSeen,
    rstSeen: side.rstSeen,
    resetTtl,
  }
}
