import type { Facts } from '../../conversation/facts.ts'
import type { Peer } from '../../conversation/vocabulary.ts'

/** A segment that fills four fifths of the MSS is a full one: options and the last of a flight take the rest. */
const FULL_SHARE = 0.8
/** The MSS where no SYN told one: what IPv4 leaves of Ethernet. */
const USUAL_MSS = 1460
/** No path has less than IPv4's smallest datagram of 576 bytes; smaller segments pass everywhere. */
const SMALLEST_FULL = 500

export interface LostFlight {
  /** Rows of full-size retransmissions by that side. */
  readonly retransmissions: readonly number[]
  /** Rows of holes in what that side sent. */
  readonly holes: readonly number[]
}

/** What of a side's full-size segments was sent again or never captured, at or behind a row. */
export function lostFlight(facts: Facts, from: Peer, fromRow: number): LostFlight {
  const full = fullSize(facts, from)
  const retransmissions: number[] = []
  const holes: number[] = []
  facts.conversation.messages.forEach((message, row) => {
    if (row < fromRow || message.from !== from || message.length < full) return
    if (message.type === 'Retransmission') retransmissions.push(row)
    if (message.type === 'Hole') holes.push(row)
  })
  return { retransmissions, holes }
}

/** The size from which on a segment counts as full, by the smaller MSS of the two sides. */
export function fullSize(facts: Facts, from: Peer): number {
  const { transport } = facts.conversation
  const told = [transport.client.mss, transport.server.mss].filter((mss) => mss > 0)
  const mss = Math.min(USUAL_MSS, ...told)
  const largest = transport[from].largestPayload
  const size = largest > 0 ? Math.min(mss, largest) : mss
  return Math.max(SMALLEST_FULL, Math.floor(size * FULL_SHARE))
}
