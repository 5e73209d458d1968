import { addressText } from '../../shared/packet/address.ts'
import { TCP_ACK, TCP_SYN, type TcpSegmentView } from '../../shared/packet/segment.ts'
import { Connection } from './connection.ts'
import { FlowTable, NOWHERE } from './flow-table.ts'
import { HistoryBudget } from './history.ts'
import type { TcpLimits } from './limits.ts'
import { NotedFlows } from './noted-flows.ts'
import { Side } from './side.ts'
import { NO_SLOT, SlotLinks, type SlotList } from './slot-lists.ts'

/**
 * What is known of a flow: nothing; a connection is open, as an object; somebody asked for one by a SYN, or one is
 * over, both written down as numbers only.
 */
export type FlowState = 'unknown' | 'open' | 'asked' | 'over'

/** Which connection a segment belongs to, numbered by first packet; and which one to forget when full. */
export class ConnectionTable {
  readonly #flows = new FlowTable()
  readonly #open: (Connection | null)[] = []
  readonly #noted = new NotedFlows(this.#flows)
  readonly #limits: TcpLimits
  readonly #budget: HistoryBudget
  readonly #links = new SlotLinks()
  readonly #over = this.#links.list()
  readonly #asked = this.#links.list()
  /** In the order in which they are closed when too many are open. */
  readonly #silent = this.#links.list()
  readonly #talking = this.#links.list()
  #found = NOWHERE
  opened = 0

  /** Packets by which the order in the lists may be wrong: few, beside the connections that it tells apart. */
  readonly #slack: number

  constructor(limits: TcpLimits) {
    this.#limits = limits
    this.#slack = limits.open >> 6
    this.#budget = new HistoryBudget(limits.historyBytes)
  }

  /** Connections remembered, those included of which only numbers are left. */
  get size(): number {
    return this.#over.size + this.#asked.size + this.openCount
  }

  get openCount(): number {
    return this.#silent.size + this.#talking.size
  }

  /** Whether the segment last looked up came from the endpoint that stands first in its key. */
  get fromLow(): boolean {
    return this.#flows.fromLow
  }

  /** The open connection of a segment; `null` where there is none: `state` says what there is. */
  find(view: TcpSegmentView): Connection | null {
    const slot = this.#flows.find(view)
    this.#found = slot
    return slot === NOWHERE ? null : (this.#open[slot] ?? null)
  }

  /** The same of an IPv4 packet's addresses, as signed words, and its ports in one word, the source's above. */
  findIpv4(source: number, destination: number, ports: number): Connection | null {
    const slot = this.#flows.findIpv4(source, destination, ports)
    this.#found = slot
    return slot === NOWHERE ? null : (this.#open[slot] ?? null)
  }

  /** Of the flow last looked up, in which no connection is open: whether one was, and is over. */
  get isOver(): boolean {
    return this.#found !== NOWHERE && !this.#noted.isAsked(this.#found)
  }

  /** Of the flow last looked up. */
  get state(): FlowState {
    const slot = this.#found
    if (slot === NOWHERE) return 'unknown'
    if (this.#open[slot] != null) return 'open'
    return this.#noted.isAsked(slot) ? 'asked' : 'over'
  }

  /** Initial sequence number of the last looked up flow's sender, where it is over; `null`: not known. */
  get isnOfSender(): number | null {
    return this.#noted.isnOf(this.#found, this.fromLow)
  }

  /** A new connection for the segment last looked up. */
  open(view: TcpSegmentView): Connection {
    return this.#connection(this.#add(), this.opened++, view, this.fromLow)
  }

  /** The same where that segment is a bare SYN: it has its number, and is no connection before something follows. */
  ask(view: TcpSegmentView): void {
    const slot = this.#add()
    this.#noted.noteSyn(slot, this.opened++, this.fromLow, view)
    this.#asked.append(slot)
  }

  /** The SYN of the flow last looked up, which was asked for, becomes a connection. */
  answer(): { connection: Connection; syn: TcpSegmentView } {
    return this.#answer(this.#found)
  }

  /** Whoever was moved to the end a few packets ago stands near enough to it. */
  touch(connection: Connection, frame: number): void {
    if (frame - connection.movedAt <= this.#slack) return
    connection.movedAt = frame
    connection.list?.touch(connection.slot)
  }

  /** A late packet of the flow last looked up, which is over: it is forgotten after others. */
  touchOver(): void {
    this.#over.touch(this.#found)
  }

  /** It carries payload: closed later than those that carry none, when too many are open. */
  payload(connection: Connection): void {
    if (connection.payloadSeen) return
    connection.payloadSeen = true
    this.#move(connection, this.#talking)
  }

  /** It is over: from here on only its numbers are known, so that late packets do not open a new stream. */
  done(connection: Connection): void {
    if (connection.list === null) return
    const { slot } = connection
    this.#noted.noteNumbers(slot, connection.isnOf(true), connection.isnOf(false))
    connection.list.remove(slot)
    connection.list = null
    this.#open[slot] = null
    this.#over.append(slot)
  }

  /** Its ports mean another connection from here on. */
  forget(connection: Connection): void {
    connection.list?.remove(connection.slot)
    connection.list = null
    this.#remove(connection.slot)
  }

  /** The same for the flow last looked up, which is over. */
  forgetOver(): void {
    this.#over.remove(this.#found)
    this.#remove(this.#found)
  }

  /** The connection to close before another one becomes one; `null` while there is room. */
  get oldestIfFull(): Connection | null {
    if (this.openCount < this.#limits.open) return null
    const slot = this.#silent.size > 0 ? this.#silent.oldest : this.#talking.oldest
    return this.#open[slot] ?? null
  }

  /** Whether something has to be forgotten before another flow is remembered. */
  get isFull(): boolean {
    return this.size >= this.#limits.connections
  }

  /** @returns false where none is over */
  forgetOldestOver(): boolean {
    const slot = this.#over.oldest
    if (slot === NO_SLOT) return false
    this.#over.remove(slot)
    this.#remove(slot)
    return true
  }

  /** The oldest SYN that nothing followed becomes a connection; `null`: there is none. */
  answerOldest(): { connection: Connection; syn: TcpSegmentView } | null {
    const slot = this.#asked.oldest
    return slot === NO_SLOT ? null : this.#answer(slot)
  }

  /** Those still open, in order of number, those that only asked included: they become connections one by one. */
  *living(): Generator<{ connection: Connection; syn: TcpSegmentView | null }> {
    const places: { index: number; slot: number }[] = []
    const asked = Float64Array.from(this.#asked, (slot) => this.#noted.indexOf(slot) * SLOTS + slot).sort()
    for (const list of [this.#silent, this.#talking]) {
      for (const slot of list) places.push({ index: this.#open[slot]?.index ?? 0, slot })
    }
    places.sort((a, b) => a.index - b.index)
    let at = 0
    for (const { index, slot } of places) {
      for (; (asked[at] ?? Number.POSITIVE_INFINITY) < index * SLOTS; at++)
        yield this.#answer((asked[at] ?? 0) % SLOTS)
      const connection = this.#open[slot]
      if (connection != null) yield { connection, syn: null }
    }
    for (; at < asked.length; at++) yield this.#answer((asked[at] ?? 0) % SLOTS)
  }

  #answer(slot: number): { connection: Connection; syn: TcpSegmentView } {
    const syn = this.#noted.syn(slot)
    this.#asked.remove(slot)
    const index = this.#noted.indexOf(slot)
    return { connection: this.#connection(slot, index, syn, this.#noted.synFromLow(slot)), syn }
  }

  #connection(slot: number, index: number, view: TcpSegmentView, fromLow: boolean): Connection {
    const { bytes, addressLength, sourceAt, destinationAt, sourcePort, destinationPort } = view
    const source = { address: addressText(bytes, sourceAt, addressLength), port: sourcePort }
    const destination = { address: addressText(bytes, destinationAt, addressLength), port: destinationPort }
    const answers = (view.flags & (TCP_SYN | TCP_ACK)) === (TCP_SYN | TCP_ACK)
    const connection = new Connection({
      slot,
      index,
      initiator: answers ? destination : source,
      responder: answers ? source : destination,
      initiatorIsLow: fromLow !== answers,
      frame: view.frame,
      atMicros: view.atMicros,
      sides: [this.#side(), this.#side()],
    })
    // Whoever is told of the stream asks at once whether it starts mid-way.
    connection.synSeen = (view.flags & (TCP_SYN | TCP_ACK)) === TCP_SYN
    this.#open[slot] = connection
    this.#move(connection, this.#silent)
    return connection
  }

  #add(): number {
    const slot = this.#flows.add()
    const { capacity } = this.#flows
    this.#links.makeRoom(capacity)
    this.#noted.makeRoom(capacity)
    // No holes: the array stays one that is looked up at the cost of a comparison.
    while (this.#open.length <= slot) this.#open.push(null)
    return slot
  }

  #remove(slot: number): void {
    this.#open[slot] = null
    this.#flows.remove(slot)
  }

  #side(): Side {
    return new Side(this.#limits.historyBytesPerSide, this.#budget)
  }

  #move(connection: Connection, list: SlotList): void {
    connection.list?.remove(connection.slot)
    connection.list = list
    list.append(connection.slot)
  }
}

/** More than any table has slots: a stream's number and a slot make one number. */
const SLOTS = 2 ** 24
