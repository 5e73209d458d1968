import { addressText } from '../../shared/packet/address.ts'
import { TCP_ACK, TCP_SYN, type TcpSegmentView } from '../../shared/packet/segment.ts'
import { ClosedConnection, Connection, type Remembered } from './connection.ts'
import { FlowTable } from './flow-table.ts'
import { HistoryBudget } from './history.ts'
import type { TcpLimits } from './limits.ts'
import { RecencyList } from './recency-list.ts'
import { Side } from './side.ts'

/** Which connection a segment belongs to, numbered by first packet; and which one to forget when full. */
export class ConnectionTable {
  readonly #flows = new FlowTable<Remembered>()
  readonly #limits: TcpLimits
  readonly #budget: HistoryBudget
  /** In the order in which they are given up when the table is full. */
  readonly #done = new RecencyList<Remembered>()
  readonly #silent = new RecencyList<Remembered>()
  readonly #talking = new RecencyList<Remembered>()
  opened = 0

  /** Packets by which the order in the lists may be wrong: few, beside the connections that it tells apart. */
  readonly #slack: number

  constructor(limits: TcpLimits) {
    this.#limits = limits
    this.#slack = limits.connections >> 6
    this.#budget = new HistoryBudget(limits.historyBytes)
  }

  get size(): number {
    return this.#done.size + this.#silent.size + this.#talking.size
  }

  /** Whether the segment last looked up came from the endpoint that stands first in its key. */
  get fromLow(): boolean {
    return this.#flows.fromLow
  }

  find(view: TcpSegmentView): Remembered | null {
    return this.#flows.find(view)
  }

  /** A new connection for the segment last looked up. */
  open(view: TcpSegmentView): Connection {
    const { bytes, addressLength, sourceAt, destinationAt, sourcePort, destinationPort } = view
    const source = { address: addressText(bytes, sourceAt, addressLength), port: sourcePort }
    const destination = { address: addressText(bytes, destinationAt, addressLength), port: destinationPort }
    const answers = (view.flags & (TCP_SYN | TCP_ACK)) === (TCP_SYN | TCP_ACK)
    const connection = new Connection({
      index: this.opened++,
      initiator: answers ? destination : source,
      responder: answers ? source : destination,
      initiatorIsLow: this.#flows.fromLow !== answers,
      frame: view.frame,
      atMicros: view.atMicros,
      sides: [this.#side(), this.#side()],
    })
    // Whoever is told of the stream asks at once whether it starts mid-way.
    connection.synSeen = (view.flags & (TCP_SYN | TCP_ACK)) === TCP_SYN
    this.#flows.add(connection)
    this.#move(connection, this.#silent)
    return connection
  }

  /** Whoever was moved to the end a few packets ago stands near enough to it. */
  touch(connection: Remembered, frame: number): void {
    if (frame - connection.movedAt <= this.#slack) return
    connection.movedAt = frame
    connection.list?.touch(connection)
  }

  /** It carries payload: given up later than those that carry none. */
  payload(connection: Connection): void {
    if (connection.payloadSeen) return
    connection.payloadSeen = true
    this.#move(connection, this.#talking)
  }

  /** It is over; remembered only so that late packets do not open a new stream. */
  done(connection: Connection): void {
    if (connection.list === null) return
    connection.list.remove(connection)
    connection.list = null
    const closed = new ClosedConnection(connection)
    this.#flows.replace(connection, closed)
    this.#move(closed, this.#done)
  }

  forget(connection: Remembered): void {
    connection.list?.remove(connection)
    connection.list = null
    this.#flows.remove(connection)
  }

  /** The connection to give up before another one is opened; `null` while there is room. */
  evictIfFull(): Remembered | null {
    if (this.size < this.#limits.connections) return null
    return this.#done.oldest ?? this.#silent.oldest ?? this.#talking.oldest
  }

  /** Those still open, in order of number. */
  living(): Connection[] {
    const found: Connection[] = []
    for (const list of [this.#silent, this.#talking]) {
      for (let at = list.oldest; at !== null; at = at.newer) if (at instanceof Connection) found.push(at)
    }
    return found.sort((a, b) => a.index - b.index)
  }

  #side(): Side {
    return new Side(this.#limits.historyBytesPerSide, this.#budget)
  }

  #move(connection: Remembered, list: RecencyList<Remembered>): void {
    connection.list?.remove(connection)
    connection.list = list
    list.append(connection)
  }
}
