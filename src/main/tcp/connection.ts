import type { Endpoint } from '../../shared/packet/segment.ts'
import type { Direction, TcpStream } from './events.ts'
import type { FlowEntry } from './flow-table.ts'
import type { RecencyList } from './recency-list.ts'
import type { Side } from './side.ts'

/** One connection as the reassembly keeps it; consumers see it as `TcpStream`. */
export class Connection implements TcpStream, FlowEntry<Connection> {
  readonly key: Uint8Array
  readonly hash: number
  nextInBucket: Connection | null = null
  older: Connection | null = null
  newer: Connection | null = null
  /** The recency list it stands in. */
  list: RecencyList<Connection> | null = null

  readonly index: number
  readonly initiator: Endpoint
  readonly responder: Endpoint
  readonly firstFrame: number
  readonly startedMicros: number
  synSeen = false
  readonly sides: readonly [Side, Side]
  /** Whether the initiator is the endpoint that stands first in the key. */
  readonly initiatorIsLow: boolean

  packets = 0
  payloadSeen = false
  /** When to report it closed; `null` while neither RST nor both FINs were seen. */
  closeAt: number | null = null
  rstSeen = false
  queued = false
  closed = false

  constructor(start: {
    key: Uint8Array
    hash: number
    index: number
    initiator: Endpoint
    responder: Endpoint
    initiatorIsLow: boolean
    frame: number
    atMicros: number
    sides: readonly [Side, Side]
  }) {
    this.key = start.key
    this.hash = start.hash
    this.index = start.index
    this.initiator = start.initiator
    this.responder = start.responder
    this.initiatorIsLow = start.initiatorIsLow
    this.firstFrame = start.frame
    this.startedMicros = start.atMicros
    this.sides = start.sides
  }

  direction(fromLow: boolean): Direction {
    return fromLow === this.initiatorIsLow ? 0 : 1
  }
}
