import type { Endpoint } from '../../shared/packet/segment.ts'
import type { Direction, TcpStream } from './events.ts'
import type { Side } from './side.ts'
import type { SlotList } from './slot-lists.ts'

/** One connection as the reassembly keeps it; consumers see it as `TcpStream`. */
export class Connection implements TcpStream {
  /** Its flow's, in the flow table. */
  readonly slot: number
  /** The list it stands in, `null` when it is over; and the packet that moved it to the end. */
  list: SlotList | null = null
  movedAt = 0

  readonly index: number
  readonly initiator: Endpoint
  readonly responder: Endpoint
  readonly firstFrame: number
  readonly startedMicros: number
  lastFrame: number
  synSeen = false
  readonly sides: readonly [Side, Side]
  /** Whether the initiator is the endpoint that stands first in the key. */
  readonly initiatorIsLow: boolean

  /** What an advertised window counts, by direction. */
  readonly windowFactors: [number, number] = [1, 1]

  consumer: object | null = null
  ignored = false
  /** Nothing is amiss or about to end: the next segment in order needs no judging. */
  healthy = false

  packets = 0
  payloadSeen = false
  /** When to report it closed; `null` while neither RST nor both FINs were seen. */
  closeAt: number | null = null
  rstSeen = false
  /** For when it stands in the queue of those that linger. */
  queuedAt: number | null = null
  closed = false

  constructor(start: {
    slot: number
    index: number
    initiator: Endpoint
    responder: Endpoint
    initiatorIsLow: boolean
    frame: number
    atMicros: number
    sides: readonly [Side, Side]
  }) {
    this.slot = start.slot
    this.index = start.index
    this.initiator = start.initiator
    this.responder = start.responder
    this.initiatorIsLow = start.initiatorIsLow
    this.firstFrame = start.frame
    this.startedMicros = start.atMicros
    this.lastFrame = start.frame
    this.sides = start.sides
  }

  ignore(): void {
    this.ignored = true
    this.healthy = false
    for (const side of this.sides) side.forgetBytes()
  }

  /** To be called when a segment was judged that may have changed it. */
  noteHealth(): void {
    const [up, down] = this.sides
    this.healthy = this.closeAt === null && !this.ignored && up.atEase && down.atEase
  }

  /** RFC 7323 2.2: the shifts count only where both SYNs carried the option. */
  noteWindowScale(side: Side, shift: number): void {
    side.synWindowScale = shift
    const [up, down] = this.sides
    const both = up.synWindowScale > 0 && down.synWindowScale > 0
    this.windowFactors[0] = both ? 2 ** Math.min(up.synWindowScale, 14) : 1
    this.windowFactors[1] = both ? 2 ** Math.min(down.synWindowScale, 14) : 1
  }

  /** Initial sequence number of the endpoint that stands first in the key, or of the other. */
  isnOf(fromLow: boolean): number | null {
    return this.sides[this.direction(fromLow)].isn
  }

  direction(fromLow: boolean): Direction {
    return fromLow === this.initiatorIsLow ? 0 : 1
  }
}
