import { TCP_RST, TCP_SYN, type TcpSegmentView } from '../../shared/packet/segment.ts'
import type { Connection } from './connection.ts'
import { NO_TIME, type Side } from './side.ts'

/** Keeps what the headers of a side's last packet said: later packets are held against it. */
export function noteHeader(connection: Connection, side: Side, view: TcpSegmentView): void {
  connection.lastFrame = view.frame
  side.lastSequence = view.sequence | 0
  side.lastLength = view.payloadEnd - view.payloadStart
  side.lastIpId = view.ipId
  side.lastFlags = view.flags
  side.lastAcknowledgement = view.acknowledgement | 0
  if (connection.startedMicros <= view.atMicros || side.lastMicros === NO_TIME) {
    side.lastMicros = view.atMicros
  }
  if ((view.flags & TCP_RST) !== 0) return
  side.ttl = view.ttl
  side.ipId = view.ipId
  side.advertised = view.window
  if ((view.flags & TCP_SYN) === 0) {
    side.windowFactor = connection.windowFactors[connection.sides[0] === side ? 0 : 1]
    return
  }
  if (view.mss > 0) side.mss = view.mss
  side.windowFactor = 1
  connection.noteWindowScale(side, view.windowScale)
}
