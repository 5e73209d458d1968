import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type TcpSegmentView } from '../../shared/packet/segment.ts'
import type { Connection } from './connection.ts'
import { COPY_MICROS, LARGEST_WINDOW, NEAR_START } from './limits.ts'
import { NO_TIME, type Side } from './side.ts'

/**
 * As Wireshark numbers streams: a SYN opens a new one if its ISN is not the one known for its sender (by its
 * SYN, by the other side's acknowledgement, or as one less than its first sequence number). A repeated SYN, a SYN-ACK and everything else stay with the connection that the ports last had.
 */
export function opensAnother(isnOfSender: number | null, view: TcpSegmentView): boolean {
  if ((view.flags & (TCP_SYN | TCP_ACK)) !== TCP_SYN) return false
  return isnOfSender !== null && isnOfSender !== view.sequence
}

const NOT_PLAIN = TCP_SYN | TCP_FIN | TCP_RST | TCP_ACK

/** A segment that needs no judging: in order, whole, of a connection in which nothing is amiss or about to end. */
export function isNext(connection: Connection, side: Side, view: TcpSegmentView): boolean {
  if ((view.flags & NOT_PLAIN) !== TCP_ACK || view.missing !== 0 || connection.closeAt !== null) return false
  if (!side.continuesAt(view.sequence)) return false
  // A bare acknowledgement may be the second copy of one.
  return view.payloadEnd > view.payloadStart || view.ipId === 0 || view.ipId !== side.lastIpId
}

/**
 * A SYN to a peer that still holds an older connection on these ports is answered by an ACK of that one, which
 * the opener resets before it tries again (RFC 9293 3.5.1, half-open connections). Both speak of numbers
 * that this connection never used, and would derail it.
 */
export function isOfEarlierConnection(side: Side, other: Side, view: TcpSegmentView): boolean {
  if ((view.flags & TCP_SYN) !== 0) return false
  if ((view.flags & TCP_RST) !== 0) {
    return side.synMarked && !other.synMarked && !isNear(side.offsetOf(view.sequence), side.highest)
  }
  if ((view.flags & TCP_ACK) === 0) return false
  return other.synMarked && !side.synMarked && !isNear(other.offsetOf(view.acknowledgement), other.highest)
}

/**
 * A packet whose numbers are not this connection's: captured on the far side of a firewall that rewrites
 * sequence numbers, beside the same packet as this connection knows it. Taken for real it would tear a hole of
 * gigabytes. A SYN-ACK must acknowledge the SYN (RFC 9293 3.10.7.3); of other segments either the sequence
 * number is beyond every window, or both numbers are further off than a lossy capture explains.
 */
export function isOutOfReach(side: Side, other: Side, view: TcpSegmentView): boolean {
  if ((view.flags & TCP_SYN) !== 0) {
    if ((view.flags & TCP_ACK) === 0 || !other.synMarked) return false
    return !isNear(other.offsetOf(view.acknowledgement), other.highest)
  }
  if (side.isn === null) return false
  const ahead = Math.abs(side.offsetOf(view.sequence) - side.highest)
  if (ahead <= NEAR_START) return false
  if (ahead > LARGEST_WINDOW) return true
  if ((view.flags & TCP_ACK) === 0 || other.isn === null) return false
  return Math.abs(other.offsetOf(view.acknowledgement) - other.highest) > NEAR_START
}

/** Whether a quoted segment is one that this side can have sent: who only guesses does not know the number (RFC 5927 4.1). */
export function isSent(side: Side, { sequence }: TcpSegmentView): boolean {
  if (side.isn === null) return false
  const offset = side.offsetOf(sequence)
  return offset >= -1 && offset <= side.highest
}

/** Whether an offset is one that a connection in its first moments can have reached. */
function isNear(offset: number, highest: number): boolean {
  return offset >= 0 && offset <= highest + NEAR_START
}

/** The same packet captured a second time: at two interfaces, or at both ports of a bridge. */
export function isCopy(side: Side, view: TcpSegmentView): boolean {
  return (
    view.ipId !== 0 &&
    view.ipId === side.lastIpId &&
    (view.sequence | 0) === side.lastSequence &&
    view.flags === side.lastFlags &&
    (view.acknowledgement | 0) === side.lastAcknowledgement &&
    view.payloadEnd - view.payloadStart === side.lastLength &&
    Math.abs(view.atMicros - side.lastMicros) < COPY_MICROS
  )
}

/** Time of the connection's last packet. */
export function lastMicros(connection: Connection): number {
  const [up, down] = connection.sides
  const last = (side: Side): number =>
    side.lastMicros === NO_TIME ? connection.startedMicros : side.lastMicros
  return Math.max(last(up), last(down))
}
