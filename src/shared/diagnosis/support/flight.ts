import { lostOnTheWay } from '../../conversation/conversation.ts'
import type { Facts } from '../../conversation/facts.ts'
import type { Peer } from '../../conversation/vocabulary.ts'
import { rowEvidence } from '../evidence.ts'
import { CONFIDENCE, type Evidence } from '../finding.ts'
import { count, list } from '../words.ts'
import { REFUSAL_MEANS, type RefusedPacket, refusedEvidence, refusedPackets } from './refused-packets.ts'

/** A segment that fills four fifths of the MSS is a full one: options and the last of a flight take the rest. */
const FULL_SHARE = 0.8
/** The MSS where no SYN told one: what IPv4 leaves of Ethernet. */
const USUAL_MSS = 1460
/** No path has less than IPv4's smallest datagram of 576 bytes; smaller segments pass everywhere. */
const SMALLEST_FULL = 500

/** Full-size packets of one side that did not get through, and what says so. */
export interface LostFlight {
  readonly confidence: number
  /** How it was seen, in sentences. */
  readonly seen: string
  readonly evidence: readonly Evidence[]
  /** Whether somebody on the way said that they were too big. */
  readonly told: boolean
}

/**
 * Full-size segments of a side, at or behind a row, that were sent again in vain, or never came. Captured near the
 * sender there are the retransmissions, near the receiver the hole. The other side's duplicate acknowledgements say
 * that smaller packets do arrive; an ICMP error says it all. `null`: nothing of the kind.
 */
export function lostFlight(facts: Facts, from: Peer, fromRow: number): LostFlight | null {
  const { messages, transport } = facts.conversation
  const side = transport[from]
  const full = fullSize(facts, from)
  const rowsOf = (type: string, isLost: (length: number) => boolean) =>
    messages.flatMap((message, row) =>
      row >= fromRow && message.from === from && message.type === type && isLost(message.length) ? [row] : [],
    )
  const unanswered = side.unansweredRetransmissions > 0
  const repeated = unanswered ? rowsOf('Retransmission', (length) => length >= full) : []
  const holes = rowsOf('Hole', (length) => length >= full)
  // A sender that heeds it gets the rest through.
  const [refused] = side.unacknowledged > 0 ? refusedPackets(facts, from, true) : []
  if (repeated.length + holes.length === 0 && refused === undefined) return null
  const smallToo =
    unanswered && rowsOf('Retransmission', (length) => length > 0 && length < SMALLEST_FULL).length > 0
  const smallArrive = side.duplicateAcks > 0
  // Somebody gives another reason than the size.
  const [forbidden] = refusedPackets(facts, from, false)
  return {
    confidence:
      refused !== undefined
        ? CONFIDENCE.proven
        : forbidden !== undefined
          ? CONFIDENCE.likely
          : smallArrive && (repeated.length > 0 || lostOnTheWay(side))
            ? CONFIDENCE.strong
            : smallToo
              ? CONFIDENCE.possible
              : CONFIDENCE.likely,
    seen: [
      repeated.length > 0 ? sentAgain(facts, from, repeated, smallArrive, smallToo) : '',
      repeated.length === 0 && holes.length > 0 ? neverCame(facts, from, holes) : '',
      refused === undefined ? '' : toldSo(refused),
      forbidden === undefined
        ? ''
        : `An ICMP error gives a reason of its own: ${forbidden.kind} (${forbidden.detail}), which means that ${REFUSAL_MEANS[forbidden.kind]}.`,
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    evidence: [
      ...[refused, forbidden].flatMap((one) => (one === undefined ? [] : [refusedEvidence(facts, one)])),
      ...repeated.slice(0, 4).map((row) => rowEvidence(facts, row, 'Retransmission', sizeText(facts, row))),
      ...holes.slice(0, 2).map((row) => rowEvidence(facts, row, 'Hole', sizeText(facts, row))),
    ],
    told: refused !== undefined,
  }
}

/** The size from which on a segment counts as full, by the smaller MSS of the two sides. */
export function fullSize(facts: Facts, from: Peer): number {
  const size = Math.min(segmentSize(facts), facts.conversation.transport[from].largestPayload || USUAL_MSS)
  return Math.max(SMALLEST_FULL, Math.floor(size * FULL_SHARE))
}

/** The smaller MSS of the two sides: what one packet carries at most. */
export function segmentSize(facts: Facts): number {
  const { client, server } = facts.conversation.transport
  return Math.min(USUAL_MSS, ...[client.mss, server.mss].filter((mss) => mss > 0))
}

function sentAgain(
  facts: Facts,
  from: Peer,
  rows: readonly number[],
  smallArrive: boolean,
  smallToo: boolean,
): string {
  const other = from === 'client' ? 'server' : 'client'
  const sizes = list(
    [...new Set(rows.map((row) => String(facts.conversation.messages[row]?.length ?? 0)))],
    3,
  )
  const acknowledged = smallArrive
    ? `and the ${other} never acknowledged them: it only said again and again what it had before, so smaller packets reach it`
    : `and the ${other} never acknowledged them`
  return `The ${from} sent full-size segments again ${count(rows.length, 'time')} (${sizes} bytes), ${acknowledged}.${
    smallToo && !smallArrive
      ? ' Small ones that were sent again were not acknowledged either: then it need not be the size, and something may drop whatever is said at this point.'
      : ''
  }`
}

function neverCame(facts: Facts, from: Peer, rows: readonly number[]): string {
  const side = facts.conversation.transport[from]
  const other = from === 'client' ? 'server' : 'client'
  const missing = rows.reduce((sum, row) => sum + (facts.conversation.messages[row]?.length ?? 0), 0)
  const passed =
    side.largestPayload > 0 ? `, while packets with up to ${count(side.largestPayload, 'byte')} did` : ''
  return `${count(missing, 'byte')} of the ${from} never arrived here${passed}${
    lostOnTheWay(side)
      ? `; the ${other} asked for them again, so they were lost on the way and not by the capture.`
      : `, and the ${other} did not go on.`
  }`
}

function toldSo({ size, detail }: RefusedPacket): string {
  return `An ICMP error says so: a packet of ${count(size, 'byte')} is too big to go on (${detail}).`
}

function sizeText(facts: Facts, row: number): string {
  return count(facts.conversation.messages[row]?.length ?? 0, 'byte')
}

/** Why the sender goes on sending packets of that size. */
export function whyUnnoticed({ told }: LostFlight): string {
  return told
    ? 'That is a path with a smaller MTU than the sender believes, and the notice of it (ICMP) is ignored, or blocked before it reaches the sender.'
    : 'That is a path with a smaller MTU than the sender believes, whose notice (ICMP type 3 code 4, in IPv6 type 2) is lost.'
}
