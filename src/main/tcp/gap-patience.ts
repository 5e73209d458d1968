import { TCP_FIN, TCP_RST, TCP_SYN, type TcpSegmentView } from '../../shared/packet/segment.ts'
import type { Connection } from './connection.ts'
import type { Delivery } from './delivery.ts'
import type { Direction } from './events.ts'
import { GAP_GRACE_MICROS, GAP_GRACE_PACKETS } from './limits.ts'

/** What one side acknowledges: of a gap that the other has read past, nothing more will come. */
export function acknowledge(
  delivery: Delivery,
  connection: Connection,
  direction: Direction,
  view: TcpSegmentView,
): void {
  const sender = direction === 0 ? 1 : 0
  const other = connection.sides[sender]
  if (other.isn === null) {
    other.begin(view.acknowledgement)
    other.ackSeen = true
    return
  }
  // A RST in answer to a stray segment acknowledges what its sender never had.
  if ((view.flags & TCP_RST) !== 0) return
  const bare = view.payloadEnd === view.payloadStart && (view.flags & (TCP_SYN | TCP_FIN)) === 0
  other.acknowledge(view.acknowledgement, bare)
  if (!other.gapAcknowledged) {
    other.gapSincePacket = -1
    return
  }
  // Payload that answers what stands behind the gap: its sender has read the missing bytes.
  const answers = view.payloadEnd > view.payloadStart && other.waiting.count > 0
  if (answers) {
    delivery.flushAcknowledged(connection, sender, view.frame, view.atMicros)
  } else if (other.gapSincePacket < 0) {
    other.gapSincePacket = connection.packets
    other.gapSinceMicros = view.atMicros
  }
}

/** Gaps whose bytes were acknowledged a while ago: the capture has lost them. */
export function giveUpOldGaps(delivery: Delivery, connection: Connection, view: TcpSegmentView): void {
  for (const direction of [0, 1] as const) {
    const side = connection.sides[direction]
    if (side.gapSincePacket < 0) continue
    if (!side.gapAcknowledged) {
      side.gapSincePacket = -1
    } else if (
      connection.packets - side.gapSincePacket >= GAP_GRACE_PACKETS ||
      view.atMicros - side.gapSinceMicros > GAP_GRACE_MICROS
    ) {
      delivery.flushAcknowledged(connection, direction, view.frame, view.atMicros)
    }
  }
}
